import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Ids } from '../../ids.js';
import type { Language } from '../../speech/synthesiser.js';
import type { ConversationListener } from '../conversation.js';
import type { ClientEvents, ServerRefusal } from './client-events.js';
import type { RealtimeDialect } from './dialect.js';
import { heardText, type Memory, message, type SpokenItem, textUntil } from './memory.js';

/**
 * What the model says, from its first audio to what became of it: each of its items with audio is one utterance. Where one is cut, the
 * model's memory is cut to what was heard, by `conversation.item.truncate` or, where the service has none, in words.
 */
export class Speaking {
  readonly #listener: ConversationListener;
  readonly #ids: Ids;
  readonly #memory: Memory;
  readonly #events: ClientEvents;
  readonly #dialect: RealtimeDialect;
  readonly #language: Language;
  /** Cut already, when more audio of them came. */
  readonly #late = new Set<string>();

  constructor(
    listener: ConversationListener,
    ids: Ids,
    memory: Memory,
    events: ClientEvents,
    dialect: RealtimeDialect,
    language: Language,
  ) {
    this.#listener = listener;
    this.#ids = ids;
    this.#memory = memory;
    this.#events = events;
    this.#dialect = dialect;
    this.#language = language;
  }

  audio(itemId: string, responseId: string, audio: MulawAudio): void {
    const item = this.#item(itemId, responseId);
    if (item.ended) return;
    item.givenMs += audio.durationMs;
    this.#listener.speech(item.utteranceId, audio);
  }

  /** Audio of what nobody wants any more. */
  late(itemId: string): void {
    if (this.#memory.spoken(itemId) !== undefined) this.#late.add(itemId);
  }

  /** @param whole it stands for all the words, and is not one piece more. */
  words(itemId: string, responseId: string, text: string, whole: boolean): void {
    const item = this.#item(itemId, responseId);
    if (!item.ended) item.text = whole ? text : item.text + text;
  }

  /** All of it was given. */
  ended(itemId: string): void {
    const item = this.#memory.spoken(itemId);
    if (item === undefined || item.ended) return;
    item.ended = true;
    if (item.givenMs > 0) this.#listener.speechEnded(item.utteranceId, item.text);
  }

  /** Nothing more of a response comes. @param brokenOff it had not said all. */
  responseEnded(responseId: string, brokenOff: boolean): void {
    for (const item of this.#memory.ofResponse(responseId)) {
      if (item.ended) continue;
      item.brokenOff = brokenOff;
      this.ended(item.itemId);
    }
  }

  /** Something of a response was given. */
  hasBegun(responseId: string): boolean {
    return this.#memory.ofResponse(responseId).some(({ givenMs }) => givenMs > 0);
  }

  /** What a response said and the callee has been given, as words. */
  saidIn(responseId: string): string {
    return this.#memory
      .ofResponse(responseId)
      .map((item) => (item.givenMs > 0 ? item.text : ''))
      .join(' ')
      .trim();
  }

  /** Of a response that was stopped: what nobody was given leaves the model's memory, what went on after its cut is cut again. */
  stopped(responseId: string, itemIds: readonly string[]): void {
    for (const itemId of itemIds) {
      const item = this.#memory.spoken(itemId);
      if (item === undefined || item.givenMs <= 0) {
        this.#memory.forget(itemId);
        this.#events.send({ type: 'conversation.item.delete', item_id: itemId }, () => true);
      } else if (this.#late.delete(itemId) && item.heardMs !== null && item.responseId === responseId) {
        // What was cut at its very beginning holds nothing that could be cut again, and the service refuses to.
        if (item.heardMs >= 1) this.#cut(item, item.heardMs);
      }
    }
  }

  /** What became of it. */
  played(item: SpokenItem, heardMs: number, interrupted: boolean): void {
    if (!interrupted) {
      item.heardMs = item.givenMs;
      return;
    }
    item.heardMs = Math.min(heardMs, item.givenMs);
    if (item.restId !== null) this.#cutRest(item, item.restId);
    else if (!(item.ended && !item.brokenOff && item.heardMs >= item.givenMs)) this.#cut(item, item.heardMs);
  }

  /** It goes on after all: what its memory lost is put back, as words. */
  resumed(item: SpokenItem): void {
    if (item.heardMs === null) return;
    const rest = item.text.slice(heardText(item).length).trim();
    item.cutMs = item.heardMs;
    item.heardMs = null;
    if (rest === '') return;
    item.restId = this.#ids.next().slice(-MOST_ID_LENGTH);
    this.#putBack(item, rest);
  }

  #item(itemId: string, responseId: string): SpokenItem {
    return this.#memory.spoken(itemId) ?? this.#memory.say(itemId, this.#ids.next(), responseId);
  }

  #cut(item: SpokenItem, heardMs: number, again = false): void {
    if (!this.#dialect.truncates) {
      this.#tellHeard(item);
      return;
    }
    const endMs = Math.floor(heardMs);
    this.#events.send(
      { type: 'conversation.item.truncate', item_id: item.itemId, content_index: 0, audio_end_ms: endMs },
      (refusal) => {
        const heldMs = heldIn(refusal);
        if (again || heldMs === null || heldMs >= endMs || heldMs <= 0) this.#tellHeard(item);
        // The service counts less audio than it sent: all that it has, then.
        else this.#cut(item, heldMs, true);
        return true;
      },
    );
  }

  /** Its memory cannot be cut: it is told in words what was heard. */
  #tellHeard(item: SpokenItem): void {
    const heard = heardText(item);
    const told =
      this.#language === 'zh'
        ? heard === ''
          ? '（对方没有听到你最后说的话。）'
          : `（你被打断了。最后那段话，对方只听到：${JSON.stringify(heard)}）`
        : heard === ''
          ? '(The callee heard nothing of what you said last.)'
          : `(You were interrupted. Of what you said last, the callee heard only: ${JSON.stringify(heard)})`;
    this.#events.send({ type: 'conversation.item.create', item: message('system', 'input_text', told) }, () => true);
  }

  /** What was put back is cut in its turn. */
  #cutRest(item: SpokenItem, restId: string): void {
    this.#events.send({ type: 'conversation.item.delete', item_id: restId }, () => true);
    item.restId = null;
    const heard = heardText(item)
      .slice(textUntil(item, item.cutMs ?? 0).length)
      .trim();
    if (heard === '') return;
    item.restId = this.#ids.next().slice(-MOST_ID_LENGTH);
    this.#putBack(item, heard);
  }

  #putBack(item: SpokenItem, text: string): void {
    this.#events.send(
      {
        type: 'conversation.item.create',
        previous_item_id: item.itemId,
        item: { id: item.restId, ...message('assistant', 'output_text', text) },
      },
      () => true,
    );
  }
}

/** Of an item's id that a client gives (https://platform.openai.com/docs/api-reference/realtime-client-events/conversation/item/create). */
const MOST_ID_LENGTH = 32;

/** "Audio content of 1850ms is already shorter than 1935ms": how much there is. */
function heldIn({ message }: ServerRefusal): number | null {
  const found = /content of (\d+) ?ms/i.exec(message)?.[1];
  return found === undefined ? null : Number(found);
}
