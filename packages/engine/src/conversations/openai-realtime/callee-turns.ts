import type { Ids } from '../../ids.js';
import type { ConversationListener } from '../conversation.js';
import type { AudioClock } from './audio-clock.js';
import { isInvented } from './invented-words.js';
import type { RealtimeSettings } from './realtime-options.js';
import { DEFAULT_PREFIX_PADDING_MS, DEFAULT_SILENCE_MS } from './session-configuration.js';

/** One stretch of the callee's speech, as the service found it. */
interface Turn {
  /** The service's item. */
  itemId: string;
  utteranceId: string;
  startedAt: number;
  /** Null while it lasts. */
  endedAt: number | null;
  text: string;
  /** Its words are final, or will not come. */
  settled: boolean;
}

export interface TurnTimes {
  /** Padding that the service counts in at the beginning of a turn, and silence at its end, ms. */
  prefixMs: number;
  silenceMs: number;
}

/** More turns than this before the last are not waited for: their words come within seconds or never. */
const MOST_TURNS = 50;

/** Recognisers need 0.3 to 2 s for a turn; what has not come by then is not waited for. */
const WORDS_WITHIN_MS = 5_000;

/**
 * What the callee says: from the service's events to voice activity and words, with instants of the clock. Words may come before the answer
 * to them, after it, several times or never.
 */
export class CalleeTurns {
  readonly #listener: ConversationListener;
  readonly #ids: Ids;
  readonly #times: TurnTimes;
  readonly #now: () => number;
  readonly #audio: AudioClock;
  #turns: Turn[] = [];

  /** @param audio of the session: it is told of all that the session is given. */
  constructor(listener: ConversationListener, ids: Ids, times: TurnTimes, audio: AudioClock, now: () => number) {
    this.#listener = listener;
    this.#ids = ids;
    this.#times = times;
    this.#audio = audio;
    this.#now = now;
  }

  /** What is being said, or was said last. */
  get last(): string | null {
    return this.#turns.at(-1)?.itemId ?? null;
  }

  get speaking(): boolean {
    const turn = this.#turns.at(-1);
    return turn !== undefined && turn.endedAt === null;
  }

  /** Some turn's words may still come. */
  get unsettled(): boolean {
    const since = this.#now() - WORDS_WITHIN_MS;
    return this.#turns.some(({ settled, endedAt }) => !settled && (endedAt ?? since) >= since);
  }

  /** Another session counts from its own beginning. What the old one found and did not put into words, it will not. */
  restart(): void {
    this.#audio.restart();
    const now = this.#now();
    if (this.speaking) this.#listener.calleeSilent();
    for (const turn of this.#turns) {
      turn.endedAt ??= now;
      if (!turn.settled) this.#settle(turn, turn.text);
    }
  }

  started(itemId: string, audioStartMs: number): void {
    const now = this.#now();
    const instant = this.#audio.instantOf(audioStartMs + this.#times.prefixMs);
    this.#turns.push({
      itemId,
      utteranceId: this.#ids.next(),
      startedAt: Math.min(now, instant ?? now),
      endedAt: null,
      text: '',
      settled: false,
    });
    if (this.#turns.length > MOST_TURNS) this.#turns.shift();
    // Last, and at once: whoever is told may ask that this very turn be ignored.
    this.#listener.calleeSpeaking();
  }

  stopped(itemId: string, audioEndMs: number): void {
    const turn = this.#turn(itemId);
    if (turn !== undefined) {
      const now = this.#now();
      const instant = this.#audio.instantOf(audioEndMs - this.#times.silenceMs) ?? now;
      turn.endedAt = Math.max(turn.startedAt, Math.min(now, instant));
    }
    this.#listener.calleeSilent();
  }

  /** @param whole it stands for all the words so far, and is not one piece more. */
  grows(itemId: string, text: string, whole: boolean): void {
    const turn = this.#turn(itemId);
    if (turn === undefined || turn.settled) return;
    turn.text = whole ? text : turn.text + text;
    // Until they are whole, made-up words look like others; they are seldom so long that they come in pieces.
    if (turn.text.trim() !== '' && !this.#invented(turn, turn.text)) this.#tell(turn, false);
  }

  /** @returns the words that count: '' for those that nobody said; null where they were told before. */
  said(itemId: string, text: string): string | null {
    const turn = this.#turn(itemId);
    if (turn === undefined || turn.settled) return null;
    const counted = this.#invented(turn, text) ? '' : text.trim();
    this.#settle(turn, counted);
    return counted;
  }

  /** Its words will not come. */
  unsaid(itemId: string): void {
    const turn = this.#turn(itemId);
    if (turn !== undefined && !turn.settled) this.#settle(turn, '');
  }

  #turn(itemId: string): Turn | undefined {
    return this.#turns.findLast((turn) => turn.itemId === itemId);
  }

  #settle(turn: Turn, text: string): void {
    turn.text = text;
    turn.settled = true;
    this.#tell(turn, true);
  }

  #tell({ utteranceId, text, startedAt, endedAt }: Turn, final: boolean): void {
    this.#listener.calleeSaid({ utteranceId, text, final, startedAt, endedAt: endedAt ?? this.#now() });
  }

  #invented({ startedAt, endedAt }: Turn, text: string): boolean {
    return isInvented(text, (endedAt ?? this.#now()) - startedAt);
  }
}

export function turnTimesOf({ turnDetection }: RealtimeSettings): TurnTimes {
  if (turnDetection.type === 'semantic_vad') {
    // It tells no padding; how long it waited after the last sound, nobody knows.
    return { prefixMs: DEFAULT_PREFIX_PADDING_MS, silenceMs: 0 };
  }
  return {
    prefixMs: turnDetection.prefixPaddingMs ?? DEFAULT_PREFIX_PADDING_MS,
    silenceMs: turnDetection.silenceDurationMs ?? DEFAULT_SILENCE_MS,
  };
}
