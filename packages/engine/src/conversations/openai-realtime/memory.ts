import { spokenPart } from '../../call/spoken-words.js';

/** Something the model said: one item, one utterance. */
export interface SpokenItem {
  kind: 'spoken';
  itemId: string;
  utteranceId: string;
  responseId: string;
  /** Its words so far. */
  text: string;
  /** Audio that was given to be played. */
  givenMs: number;
  /** All of it was given, or nothing more is. */
  ended: boolean;
  /** It was stopped before the model had said all. */
  brokenOff: boolean;
  /** How much of it was heard; null while nobody has told. */
  heardMs: number | null;
  /** Where the model's memory of it was cut. */
  cutMs: number | null;
  /** The item that holds what was put back after a false stop. */
  restId: string | null;
}

type Entry =
  | SpokenItem
  | { kind: 'heard'; itemId: string; text: string | null }
  | { kind: 'note'; text: string }
  | { kind: 'call'; callId: string; name: string; arguments: string }
  | { kind: 'result'; callId: string; output: string };

/** As much as a new session is told of what was said, in characters: an hour of talk, and a third of the smallest context. */
const MOST_CHARACTERS = 40_000;

/**
 * The talk so far, in spoken order, as the callee had it: of what the model said, what was heard. From it another session takes the
 * conversation up.
 */
export class Memory {
  #entries: Entry[] = [];
  readonly #spoken = new Map<string, SpokenItem>();

  /** Nothing that was given waits to be heard. */
  get allHeard(): boolean {
    for (const one of this.#spoken.values()) if (one.givenMs > 0 && one.heardMs === null) return false;
    return true;
  }

  spoken(itemId: string): SpokenItem | undefined {
    return this.#spoken.get(itemId);
  }

  utterance(utteranceId: string): SpokenItem | undefined {
    for (const one of this.#spoken.values()) if (one.utteranceId === utteranceId) return one;
    return undefined;
  }

  /** Said within one response. */
  ofResponse(responseId: string): SpokenItem[] {
    return [...this.#spoken.values()].filter((one) => one.responseId === responseId);
  }

  get lastSpoken(): SpokenItem | undefined {
    return this.#entries.findLast((one): one is SpokenItem => one.kind === 'spoken' && one.text !== '');
  }

  say(itemId: string, utteranceId: string, responseId: string): SpokenItem {
    const item: SpokenItem = {
      kind: 'spoken',
      itemId,
      utteranceId,
      responseId,
      text: '',
      givenMs: 0,
      ended: false,
      brokenOff: false,
      heardMs: null,
      cutMs: null,
      restId: null,
    };
    this.#entries.push(item);
    this.#spoken.set(itemId, item);
    return item;
  }

  /** The callee says something, whose words follow. */
  hear(itemId: string): void {
    this.#entries.push({ kind: 'heard', itemId, text: null });
  }

  heard(itemId: string, text: string): void {
    const entry = this.#entries.find((one) => one.kind === 'heard' && one.itemId === itemId);
    if (entry?.kind === 'heard') entry.text = text;
  }

  knowsWordsOf(itemId: string): boolean {
    return this.#entries.some((one) => one.kind === 'heard' && one.itemId === itemId && one.text !== null);
  }

  note(text: string): void {
    this.#entries.push({ kind: 'note', text });
  }

  call(callId: string, name: string, given: string): void {
    this.#entries.push({ kind: 'call', callId, name, arguments: given });
  }

  result(callId: string, output: string): void {
    this.#entries.push({ kind: 'result', callId, output });
  }

  /** What was said and never came to be heard is forgotten. */
  forget(itemId: string): void {
    this.#spoken.delete(itemId);
    this.#entries = this.#entries.filter(
      (one) => (one.kind !== 'spoken' && one.kind !== 'heard') || one.itemId !== itemId,
    );
  }

  /** The items that tell a new session of all this, the oldest left out where it is too much. */
  items(): Record<string, unknown>[] {
    const items: Record<string, unknown>[] = [];
    const answered = new Set(this.#entries.flatMap((one) => (one.kind === 'result' ? one.callId : [])));
    let characters = 0;
    for (const entry of this.#entries.toReversed()) {
      const item = itemOf(entry, answered);
      if (item === null) continue;
      characters += JSON.stringify(item).length;
      if (characters > MOST_CHARACTERS) break;
      items.push(item);
    }
    items.reverse();
    // A result whose call was left out would be refused.
    while (items[0]?.type === 'function_call_output') items.shift();
    return items;
  }
}

function itemOf(entry: Entry, answered: ReadonlySet<string>): Record<string, unknown> | null {
  switch (entry.kind) {
    case 'spoken': {
      const text = heardText(entry);
      return text === '' ? null : message('assistant', 'output_text', text);
    }
    case 'heard':
      return entry.text === null || entry.text === '' ? null : message('user', 'input_text', entry.text);
    case 'note':
      return message('system', 'input_text', entry.text);
    case 'call':
      if (!answered.has(entry.callId)) return null;
      return { type: 'function_call', call_id: entry.callId, name: entry.name, arguments: entry.arguments };
    case 'result':
      return { type: 'function_call_output', call_id: entry.callId, output: entry.output };
  }
}

export function message(
  role: 'assistant' | 'user' | 'system',
  type: 'output_text' | 'input_text',
  text: string,
): Record<string, unknown> {
  return { type: 'message', role, content: [{ type, text }] };
}

/** What was heard of it, in words; all of it while nobody has told. */
export function heardText(item: SpokenItem): string {
  return item.heardMs === null ? item.text : textUntil(item, item.heardMs);
}

/** Its words up to there. */
export function textUntil({ text, givenMs }: SpokenItem, ms: number): string {
  return givenMs <= 0 ? '' : spokenPart(text, ms / givenMs);
}
