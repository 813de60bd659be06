import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareMachine, type Shell, shells, skill } from './shells.js';

const found = await shells();
const SEPARATOR = '\u001e';

/** Characters that mean something to a shell, to JSON, to curl or to a terminal, among others from everywhere. */
const character = fc.oneof(
  fc.constantFrom(...'"\\/{}[]:,. nu$`*?%\'-_\n\t\r\u0001\u001b\u007f\u0085\u202e\u2066“”你好👋𠮷é'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);
/** NUL cannot be given to a program; the separator tells the answers apart; a shell drops line breaks at the end of what it captures. */
const text = fc
  .array(character, { maxLength: 30 })
  .map((characters) => `${characters.join('').replaceAll('\u0000', '').replaceAll(SEPARATOR, '')}.`);
const { letrec: json } = fc.letrec((tie) => ({
  letrec: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom(true, false, null, 0, -1.5e-9, 123),
    fc.dictionary(fc.constantFrom('a', 'b_1', 'content'), tie('letrec'), { maxKeys: 3 }),
    fc.array(tie('letrec'), { maxLength: 3 }),
  ),
}));

/** Texts and documents of every run; the seed makes them the same each time. */
const texts = fc.sample(text, { numRuns: 150, seed: 1 });
const documents = fc.sample(json, { numRuns: 150, seed: 2 });

function* values(value: unknown, path = ''): Generator<string> {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) yield* values(inner, path === '' ? key : `${path}.${key}`);
  } else yield `${path}=${value ?? ''}`;
}

const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

describe.each(found)('the reading and writing of text under $name', (shell: Shell) => {
  let machine: BareMachine;

  beforeAll(() => {
    machine = new BareMachine(shell);
  });

  afterAll(() => machine.dispose());

  /** Sources stepone.sh and runs `commands` for each of the arguments, as `$1`. */
  async function each(commands: string, args: readonly string[]): Promise<string[]> {
    const script = machine.program(
      'each.sh',
      `. '${join(skill, 'stepone.sh')}'\nwhile [ $# -gt 0 ]; do\n${commands}\nprintf '\\036'\nshift\ndone`,
    );
    const { code, out, err } = await machine.run(script, args);
    expect([code, err]).toEqual([0, '']);
    return out.split(SEPARATOR).slice(0, -1);
  }

  it('writes any text as JSON', async () => {
    const written = await each(`json_escape "$1"; printf '"%s"' "$ESCAPED"`, texts);
    expect(written.map((one) => JSON.parse(one))).toEqual(texts);
  });

  it('makes any text fit for a terminal', async () => {
    expect(await each('plain "$1"; printf %s "$PLAIN"', texts)).toEqual(
      texts.map((one) =>
        one.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/g, ''),
      ),
    );
  });

  it.each([
    ['compact', (value: unknown) => JSON.stringify(value)],
    ['indented', (value: unknown) => JSON.stringify(value, null, 2)],
    ['in ASCII', escaped],
  ])('reads any JSON that is %s', async (_, write) => {
    const read = await each(
      `one() { decode "$2"; printf '%s=%s\\035' "$1" "$DECODED"; }; read_json "$1" one`,
      documents.map(write),
    );
    expect(read).toEqual(documents.map((document) => [...values(document)].map((value) => `${value}\u001d`).join('')));
  });

  it('reads half a surrogate pair as a replacement character', async () => {
    const broken = ['"\\ud83d"', '"a\\ud83dx\\udc4b"', '"\\ud83d\\ud83d\\udc4b\\ud83d\\\\"', '"\\ud83d\\n."'];
    expect(await each(`one() { decode "$2"; printf %s "$DECODED"; }; read_json "$1" one`, broken)).toEqual([
      '\ufffd',
      'a\ufffdx\ufffd',
      '\ufffd👋\ufffd\\',
      '\ufffd\n.',
    ]);
  });
});
