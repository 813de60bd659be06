const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null/y;

export interface JsonPosition {
  /** Characters (UTF-16 units) before the mistake. */
  position: number;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
}

/**
 * Where a text stops being JSON (RFC 8259), or null where it is JSON. `JSON.parse` names the place in some of its messages only, and which
 * ones differs between versions of Node. Takes linear time and no stack, whatever the text.
 */
export function findJsonMistake(text: string): JsonPosition | null {
  const mistake = scan(text);
  if (mistake === null) return null;
  const before = text.slice(0, mistake);
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { position: mistake, line, column: mistake - lastBreak };
}

type Expecting = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end';

function scan(text: string): number | null {
  const open: ('{' | '[')[] = [];
  let expecting: Expecting = 'value';
  let at = 0;

  const length = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0].length ?? 0;
  };

  for (;;) {
    at += length(SPACE);
    if (expecting === 'comma or end' && open.length === 0) return at === text.length ? null : at;
    if (at >= text.length) return text.length;
    const character = text[at] as string;

    if (expecting === 'colon') {
      if (character !== ':') return at;
      at += 1;
      expecting = 'value';
    } else if (expecting === 'comma or end') {
      const inner = open[open.length - 1];
      if (character === ',') expecting = inner === '{' ? 'key' : 'value';
      else if (character === (inner === '{' ? '}' : ']')) open.pop();
      else return at;
      at += 1;
    } else if (expecting === 'key' || expecting === 'key or }') {
      if (character === '}' && expecting === 'key or }') {
        open.pop();
        at += 1;
        expecting = 'comma or end';
      } else {
        const end = stringEnd(text, at);
        if (!end.whole) return end.at;
        at = end.at;
        expecting = 'colon';
      }
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      expecting = character === '{' ? 'key or }' : 'value or ]';
    } else if (character === ']' && expecting === 'value or ]') {
      open.pop();
      at += 1;
      expecting = 'comma or end';
    } else {
      if (character === '"') {
        const end = stringEnd(text, at);
        if (!end.whole) return end.at;
        at = end.at;
      } else {
        const taken: number = length(NUMBER) || length(WORD);
        if (taken === 0) return at;
        at += taken;
      }
      expecting = 'comma or end';
    }
  }
}

/** Where a string that begins at `start` ends, or where it stops being one. A loop: a pattern would need memory for a long text. */
function stringEnd(text: string, start: number): { at: number; whole: boolean } {
  if (text[start] !== '"') return { at: start, whole: false };
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '"') return { at: at + 1, whole: true };
    if (character < ' ') return { at, whole: false };
    if (character === '\\') {
      ESCAPE.lastIndex = at;
      const escaped = ESCAPE.exec(text);
      if (escaped === null) return { at, whole: false };
      at += escaped[0].length - 1;
    }
  }
  return { at: text.length, whole: false };
}
