import type { Remembered } from './mind.js';
import { Refusal } from './refusal.js';
import { assistantAudioTokens, type Tokens, textTokens, userAudioTokens } from './tokens.js';
import type { Item } from './wire.js';

/** An item of the conversation, with what the server knows of it beside what it shows. */
export interface Entry {
  item: Item & { id: string };
  /** Of a user's audio: what was understood, and how long it is. */
  heard?: { words: Promise<string>; ms: number; audio: Uint8Array | null };
  /** Of the model's audio. */
  spoken?: Spoken;
}

/** Audio of the model that the server holds, and which words end where in it. */
export class Spoken {
  readonly #pieces: { endMs: number; words: string }[] = [];
  #heldMs = 0;
  #cutMs: number | null = null;

  add(ms: number, words: string): void {
    this.#heldMs += ms;
    this.#pieces.push({ endMs: this.#heldMs, words });
  }

  get heldMs(): number {
    return this.#cutMs ?? this.#heldMs;
  }

  get isCut(): boolean {
    return this.#cutMs !== null;
  }

  cut(ms: number): void {
    this.#cutMs = ms;
  }

  /** What was said in what is left of it. */
  get words(): string {
    const left = this.heldMs;
    const whole = this.#pieces.filter(({ endMs }) => endMs <= left);
    return whole.map(({ words }) => words).join('');
  }
}

/** Items of a session's conversation, in their order. */
export class SessionItems {
  readonly #entries: Entry[] = [];
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get lastId(): string | null {
    return this.#entries.at(-1)?.item.id ?? null;
  }

  /**
   * @param after id of the item before it, `root` for the beginning; undefined: at the end.
   * @returns the id of the item before it, null at the beginning.
   * @throws Refusal for an id that is taken, and for a previous item that is not there.
   */
  add(entry: Entry, after?: string | null): string | null {
    const { id } = entry.item;
    if (this.find(id) !== undefined) {
      throw new Refusal(
        'item_create_duplicate_item_id',
        `Error adding item: an item with id '${id}' already exists.`,
        'item.id',
      );
    }
    let at = this.#entries.length;
    if (after === 'root') at = 0;
    else if (after !== undefined && after !== null) {
      at = this.#entries.findIndex(({ item }) => item.id === after) + 1;
      if (at === 0) {
        throw new Refusal(
          'item_create_invalid_previous_item_id',
          `Error adding item: the previous item with id '${after}' does not exist.`,
          'previous_item_id',
        );
      }
    }
    this.#entries.splice(at, 0, entry);
    return this.#entries[at - 1]?.item.id ?? null;
  }

  find(id: string): Entry | undefined {
    return this.#entries.find(({ item }) => item.id === id);
  }

  /** The id before it, null at the beginning. */
  before(id: string): string | null {
    const at = this.#entries.findIndex(({ item }) => item.id === id);
    return this.#entries[at - 1]?.item.id ?? null;
  }

  /** @param action `retrieve`, `delete`, `truncate`: part of the code of the refusal. */
  get(id: string, action: 'retrieve' | 'delete' | 'truncate'): Entry {
    const entry = this.find(id);
    if (entry !== undefined) return entry;
    const doing = { retrieve: 'retrieving', delete: 'deleting', truncate: 'truncating' }[action];
    throw new Refusal(
      `item_${action}_invalid_item_id`,
      `Error ${doing} item: the item with id '${id}' does not exist.`,
      'item_id',
    );
  }

  delete(id: string): void {
    this.get(id, 'delete');
    this.#entries.splice(
      this.#entries.findIndex(({ item }) => item.id === id),
      1,
    );
  }

  /** @throws Refusal `invalid_tool_call_id` for a result of a call that is not in the conversation. */
  checkCall(callId: string): void {
    const known = this.#entries.some(({ item }) => item.type === 'function_call' && item.call_id === callId);
    if (!known) {
      throw new Refusal('invalid_tool_call_id', `Tool call ID '${callId}' not found in conversation.`, 'item.call_id');
    }
  }
}

export async function remembered(entry: Entry): Promise<Remembered | null> {
  const { item, heard, spoken } = entry;
  if (item.type === 'function_call') {
    return { kind: 'call', callId: item.call_id ?? '', name: item.name, arguments: item.arguments };
  }
  if (item.type === 'function_call_output') return { kind: 'result', callId: item.call_id, output: item.output };
  if (item.type !== 'message') return null;
  if (heard !== undefined) return { kind: 'user', words: await heard.words };
  return { kind: item.role, words: spoken === undefined ? textOf(item) : spoken.words };
}

/** What an item costs as input. */
export function inputTokens(entry: Entry): Tokens {
  const { item, heard, spoken } = entry;
  if (heard !== undefined) return { text: 0, audio: userAudioTokens(heard.ms) };
  if (spoken !== undefined) return { text: textTokens(spoken.words), audio: assistantAudioTokens(spoken.heldMs) };
  if (item.type === 'function_call') return { text: textTokens(item.name + item.arguments), audio: 0 };
  if (item.type === 'function_call_output') return { text: textTokens(item.output), audio: 0 };
  return { text: textTokens(textOf(item)), audio: 0 };
}

function textOf(item: Item): string {
  if (item.type !== 'message') return '';
  return item.content
    .map((part) => part.text ?? ('transcript' in part ? part.transcript : undefined) ?? '')
    .join(' ')
    .trim();
}
