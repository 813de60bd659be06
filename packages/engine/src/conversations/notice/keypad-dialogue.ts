import type { ConcludeReason, ConversationEnd } from '../conversation.js';
import { KEYPAD_PHRASES, type KeypadPhrases } from './keypad-phrases.js';
import type { NoticeScript } from './script.js';

/** Times that the notice is played, the first included. */
const MOST_PLAYED = 4;
/** Into a silence it asks once; then nobody is there, or does not want to. */
const MOST_SILENCES = 1;
/** Whoever has spoken this often where a key was asked for is not going to press one. */
const MOST_WORDS = 2;
const MOST_WRONG_KEYS = 3;
/** Turns that were cut off, after which there is no use in going on. */
const MOST_INTERRUPTIONS = 6;

export type KeypadEvent =
  | { type: 'answered'; by: 'unknown' | 'human' | 'machine' }
  /** So many lines of the turn under way were heard whole; the rest was dropped, or there is none. */
  | { type: 'played'; lines: number }
  /** The callee said something, and is silent again. */
  | { type: 'spoke' }
  | { type: 'key'; digit: string }
  /** Nothing came for as long as {@link keypadPatience} says. */
  | { type: 'silence' }
  | { type: 'conclude'; reason: ConcludeReason }
  /** All of its last words were given. */
  | { type: 'given' };

export type KeypadEffect = { type: 'say'; lines: readonly string[] } | { type: 'finish'; end: ConversationEnd };

export interface KeypadState {
  /** `offering` the notice, `playing` it and waiting for a key; `closing`: its last words. */
  stage: 'ringing' | 'offering' | 'playing' | 'closing' | 'finished';
  /** The turn under way: given, and not yet heard. */
  speaking: readonly string[] | null;
  /** What was cut off of a turn, to be said when the callee is silent. */
  rest: readonly string[];
  /** Pressed while it spoke: looked at when the turn is over. */
  held: string | null;
  /** The callee spoke over it. */
  spokeOver: boolean;
  /** Lines of the matter, from its start, that were heard. */
  heard: number;
  /** The offer was taken by key 1. */
  taken: boolean;
  /** Key 1 or 2 behind the matter. */
  answer: 'one' | 'two' | null;
  /** Times that something was said by the callee. What, is not known. */
  spoken: number;
  end: ConversationEnd | null;

  played: number;
  silences: number;
  words: number;
  wrongKeys: number;
  interruptions: number;
}

export const INITIAL_KEYPAD_STATE: KeypadState = {
  stage: 'ringing',
  speaking: null,
  rest: [],
  held: null,
  spokeOver: false,
  heard: 0,
  taken: false,
  answer: null,
  spoken: 0,
  end: null,
  played: 0,
  silences: 0,
  words: 0,
  wrongKeys: 0,
  interruptions: 0,
};

export interface KeypadStep {
  state: KeypadState;
  effects: readonly KeypadEffect[];
}

/** Whoever wants to press a key has to find it first: longer than people take to say a word. */
const QUIET_MS = 8_000;
/** What cut it off was no voice where none is heard for so long. */
const CUT_OFF_MS = 1_500;
/** Sound that goes on for so long is none of somebody who answers. */
const NOISE_MS = 15_000;

/** How long it waits for a key or a voice before `silence`; null where it waits for something else. */
export function keypadPatience({ stage, speaking, rest }: KeypadState): { quietMs: number; noiseMs: number } | null {
  if (speaking !== null || (stage !== 'offering' && stage !== 'playing')) return null;
  return { quietMs: rest.length > 0 ? CUT_OFF_MS : QUIET_MS, noiseMs: NOISE_MS };
}

/**
 * The dialogue of a notice on a line where the callee's words cannot be understood, as a pure function: it offers the notice, plays it to whoever says anything
 * or presses 1, and asks for a key.
 *
 * A voice is taken for somebody's being there, and for nothing more. What is known of an answer is the key that was pressed. Every path ends: each event but the
 * first few of its kind leads to a goodbye.
 */
export class KeypadDialogue {
  readonly script: NoticeScript;
  readonly #own: KeypadPhrases;

  constructor(script: NoticeScript) {
    this.script = script;
    this.#own = KEYPAD_PHRASES[script.reading.language];
  }

  opening(): string[] {
    const { phrases, reading, asked } = this.script;
    const introduction = phrases.introduction(reading.persona);
    // Its own introduction says that it is an AI, whatever the brief's first words are.
    const first = reading.openingLine === null ? [introduction] : [reading.openingLine, introduction];
    return [...first, this.#own.offer(asked)];
  }

  matter(): string[] {
    return [...this.script.reading.matter, this.#question];
  }

  /** What will probably be said next. */
  likely({ stage }: KeypadState): string[] {
    const { phrases } = this.script;
    if (stage === 'ringing' || stage === 'offering')
      return [...this.matter(), phrases.goodbyeWrongPerson, this.#own.offerAgain(this.script.asked)];
    if (stage === 'playing')
      return [
        ...this.#goodbyes,
        ...[this.#own.heardNoWords, phrases.onceMore, this.#own.noSuchKey, phrases.areYouStillThere, phrases.goodbye],
      ];
    return [];
  }

  reduce(state: KeypadState, event: KeypadEvent): KeypadStep {
    if (state.stage === 'finished') return stay(state);
    if (state.stage === 'closing')
      return event.type === 'given' ? finish(state, state.end ?? 'completed') : stay(state);
    if (state.stage === 'ringing') return this.#ringing(state, event);
    switch (event.type) {
      case 'answered':
      case 'given':
        return stay(state);
      case 'played':
        return state.speaking === null ? stay(state) : this.#played(state, state.speaking, event.lines);
      case 'spoke':
        return this.#spoke({ ...state, spoken: state.spoken + 1, silences: 0 });
      case 'key':
        if (state.speaking !== null) return stay({ ...state, held: event.digit });
        return this.#key({ ...state, silences: 0 }, event.digit);
      case 'silence':
        return state.speaking === null ? this.#silence(state) : stay(state);
      case 'conclude': {
        const end = event.reason === 'stopping' ? 'interrupted' : event.reason;
        const silent = event.reason === 'no_response' && this.delivered(state);
        return this.#close(state, this.script.phrases.goodbyeBecause[event.reason], silent ? 'completed' : end);
      }
    }
  }

  /** All of the matter was played to somebody. */
  delivered({ heard }: KeypadState): boolean {
    return heard >= this.script.reading.matter.length;
  }

  #ringing(state: KeypadState, event: KeypadEvent): KeypadStep {
    if (event.type === 'conclude') return finish(state, event.reason === 'stopping' ? 'interrupted' : event.reason);
    if (event.type !== 'answered') return stay(state);
    if (event.by === 'machine') return finish(state, 'voicemail');
    return say({ ...state, stage: 'offering' }, this.opening());
  }

  #played(before: KeypadState, lines: readonly string[], heard: number): KeypadStep {
    const whole = heard >= lines.length;
    const state: KeypadState = { ...before, speaking: null, heard: this.#heardAfter(before, lines, heard) };
    if (state.held !== null) return this.#key({ ...state, held: null, spokeOver: false, silences: 0 }, state.held);
    if (!whole) {
      if (state.interruptions >= MOST_INTERRUPTIONS)
        return this.#close(state, this.script.phrases.goodbyeInterrupted, 'completed');
      const rest = lines.slice(heard);
      const cut = { ...state, interruptions: state.interruptions + 1, rest };
      return state.spokeOver ? this.#goOn({ ...cut, spokeOver: false }) : stay(cut);
    }
    // What was said over the offer took it, where it was about to be asked.
    if (state.spokeOver && state.stage === 'offering') return this.#play({ ...state, spokeOver: false });
    return stay({ ...state, spokeOver: false });
  }

  /** Lines of the matter are the first ones of what a turn says of it. */
  #heardAfter(state: KeypadState, lines: readonly string[], heard: number): number {
    if (state.stage !== 'playing') return state.heard;
    const { matter } = this.script.reading;
    const last = lines.slice(0, heard).findLast((line) => matter.includes(line));
    return last === undefined ? state.heard : Math.max(state.heard, matter.lastIndexOf(last) + 1);
  }

  #spoke(state: KeypadState): KeypadStep {
    if (state.speaking !== null) return stay({ ...state, spokeOver: true });
    if (state.rest.length > 0) return this.#goOn(state);
    if (state.stage === 'offering') return this.#play(state);
    const words = state.words + 1;
    if (words > MOST_WORDS) return this.#close(state, this.#own.goodbyePlayed, 'completed');
    return say({ ...state, words }, [this.#own.heardNoWords, this.#question]);
  }

  #key(before: KeypadState, digit: string): KeypadStep {
    const state: KeypadState = { ...before, rest: [] };
    const { phrases, reading } = this.script;
    if (state.stage === 'offering') {
      if (digit === '2') return this.#close({ ...state, answer: 'two' }, phrases.goodbyeWrongPerson, 'wrong_number');
      return this.#play({ ...state, taken: state.taken || digit === '1' });
    }
    if (digit === '9') {
      if (state.played >= MOST_PLAYED) return this.#close(state, phrases.goodbye, 'completed');
      return this.#play(state, [phrases.onceMore]);
    }
    if (digit !== '1' && digit !== '2') {
      const wrongKeys = state.wrongKeys + 1;
      if (wrongKeys > MOST_WRONG_KEYS) return this.#close(state, phrases.goodbyeNotUnderstood, 'completed');
      return say({ ...state, wrongKeys }, [this.#own.noSuchKey, this.#question]);
    }
    const [confirmed, not, answered] = this.#goodbyes as [string, string, string];
    const answer = digit === '1' ? 'one' : 'two';
    return this.#close({ ...state, answer }, reading.asks ? answered : answer === 'one' ? confirmed : not, 'completed');
  }

  #silence(state: KeypadState): KeypadStep {
    if (state.rest.length > 0) return this.#goOn(state);
    const { phrases, asked } = this.script;
    const silences = state.silences + 1;
    if (silences > MOST_SILENCES)
      return this.#close(state, phrases.goodbyeNobody, this.delivered(state) ? 'completed' : 'no_response');
    if (state.stage === 'offering') return say({ ...state, silences }, [this.#own.offerAgain(asked)]);
    return say({ ...state, silences }, [phrases.areYouStillThere, this.#question]);
  }

  #goOn(state: KeypadState): KeypadStep {
    return say({ ...state, rest: [] }, state.rest);
  }

  #play(state: KeypadState, before: readonly string[] = []): KeypadStep {
    return say({ ...state, stage: 'playing', rest: [], played: state.played + 1 }, [...before, ...this.matter()]);
  }

  #close(state: KeypadState, last: string, end: ConversationEnd): KeypadStep {
    return {
      state: { ...state, stage: 'closing', end, speaking: null, rest: [] },
      effects: [{ type: 'say', lines: [last] }],
    };
  }

  get #question(): string {
    return this.script.reading.asks ? this.#own.answers : this.#own.choices;
  }

  get #goodbyes(): readonly string[] {
    return [this.#own.goodbyeConfirmed, this.#own.goodbyeNotConfirmed, this.#own.goodbyeAnswered];
  }
}

function stay(state: KeypadState): KeypadStep {
  return { state, effects: [] };
}

function say(state: KeypadState, lines: readonly string[]): KeypadStep {
  return { state: { ...state, speaking: lines, held: null, spokeOver: false }, effects: [{ type: 'say', lines }] };
}

function finish(state: KeypadState, end: ConversationEnd): KeypadStep {
  return { state: { ...state, stage: 'finished', end, speaking: null }, effects: [{ type: 'finish', end }] };
}
