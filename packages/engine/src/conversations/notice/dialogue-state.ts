import type { ConcludeReason, ConversationEnd } from '../conversation.js';
import type { Understanding } from './understanding.js';

/**
 * Where a notice stands.
 * - `ringing`: nobody answered yet.
 * - `opening`: the first words are being said.
 * - `identifying`: it asked, or asks again, whom it speaks with. Nothing of the matter is said here.
 * - `holding`: the callee asked it to wait.
 * - `menu`: a phone menu answered; it chooses a key, presses it, and waits for a person.
 * - `delivering`: the right person is told the matter.
 * - `acknowledging`: all of the matter was heard; it asks whether it was understood and answers questions.
 * - `closing`: its last words are being given.
 * - `finished`: there is nothing more to do.
 */
export type Stage =
  | 'ringing'
  | 'opening'
  | 'identifying'
  | 'holding'
  | 'menu'
  | 'delivering'
  | 'acknowledging'
  | 'closing'
  | 'finished';

/** One sentence said in one go. */
export interface Line {
  text: string;
  /** `identity` asks whom it speaks with, `question` asks whether it was understood. */
  role: 'words' | 'identity' | 'matter' | 'question';
  /** Says that an AI is speaking. */
  discloses: boolean;
  /** For `matter`: which sentence of it. */
  index: number;
}

export type DialogueEvent =
  | { type: 'answered'; by: 'unknown' | 'human' | 'machine' }
  /**
   * The callee finished a turn. `during`: where in the lines being said, or said last, it began (1.5: in the middle of the second); null
   * where nothing was being said when it began.
   */
  | { type: 'said'; text: string; during: number | null }
  /** The turn under way came to its end, or was cut off. `heard`: how many of its lines reached the callee's ear, in fractions. */
  | { type: 'played'; heard: number; interrupted: boolean }
  /** All audio of the last words was given. */
  | { type: 'given' }
  /** Nobody spoke, or nobody was understood, for as long as `patience` says. */
  | { type: 'silence' }
  /** A steady tone, as a mailbox sends it. */
  | { type: 'beep' }
  | { type: 'key'; digit: string }
  | { type: 'conclude'; reason: ConcludeReason };

export type DialogueEffect =
  /** Say these lines as one turn, behind what is being said. */
  | { type: 'say'; lines: readonly Line[] }
  | { type: 'press'; digits: string }
  | { type: 'finish'; end: ConversationEnd };

export interface Step {
  state: DialogueState;
  effects: readonly DialogueEffect[];
}

/** What the callee said while a turn was under way: looked at when it is over. */
export interface Held {
  understanding: Understanding;
  text: string;
  during: number;
}

export interface DialogueState {
  stage: Stage;
  /** The turn under way: given, and not yet played. */
  speaking: readonly Line[] | null;
  /** The turn before, where it was played whole and nothing came since: what began beside it may end after it. */
  said: readonly Line[];
  held: readonly Held[];
  /** Lines of the opening or of a question that were cut off and not heard. */
  unheard: readonly Line[];
  /** The last turn was cut off, and no words have come since: it may have been a noise. */
  cutOff: boolean;
  /** The question that an answer would answer. */
  asked: 'identity' | 'heard' | 'more' | 'reply' | null;
  /** Whoever is on the line heard the question of identity. */
  identityHeard: boolean;
  keysOffered: boolean;
  disclosed: boolean;
  confirmed: boolean;
  /** The next sentence of the matter to say, and the first of the turn that it was said in. */
  next: number;
  turnBegan: number;
  /** How many sentences of the matter, from its start, the right person has heard whole. */
  heard: number;
  acknowledged: boolean;
  reply: 'yes' | 'no' | null;
  /** For `holding`: what goes on when the callee is back. */
  resume: 'identity' | 'matter';
  /** For `holding`: the callee went away, so it may take long. */
  away: boolean;
  /** For `menu`: the key that is to be pressed when the menu has ended. */
  key: string | null;
  pressed: string;
  /** Questions that could not be answered, cut short. */
  questions: readonly string[];
  callLater: boolean;
  doNotCall: boolean;
  /** The callee was heard to speak. */
  spoke: boolean;
  otherNames: number;
  end: ConversationEnd | null;

  // Bounds: each of these only grows, or is set back by words that were understood; together they make every path end.
  turns: number;
  identityAsks: number;
  interruptions: number;
  silences: number;
  misunderstood: number;
  repeats: number;
  /** Words that wanted no answer: a menu's, a hold message's. */
  unanswered: number;
}

export const INITIAL_STATE: DialogueState = {
  stage: 'ringing',
  speaking: null,
  said: [],
  held: [],
  unheard: [],
  cutOff: false,
  asked: null,
  identityHeard: false,
  keysOffered: false,
  disclosed: false,
  confirmed: false,
  next: 0,
  turnBegan: 0,
  heard: 0,
  acknowledged: false,
  reply: null,
  resume: 'identity',
  away: false,
  key: null,
  pressed: '',
  questions: [],
  callLater: false,
  doNotCall: false,
  spoke: false,
  otherNames: 0,
  end: null,
  turns: 0,
  identityAsks: 0,
  interruptions: 0,
  silences: 0,
  misunderstood: 0,
  repeats: 0,
  unanswered: 0,
};

/** How long to wait for words. */
export interface Patience {
  /** With nobody speaking. */
  quietMs: number;
  /** With sound on the callee's side that brings no words: music, noise, a television. */
  noiseMs: number;
}

/** People answer a question within 2 s; after 6 s of nothing they did not hear it, or are not there. */
const QUIET_MS = 6_000;
/** A word said to a recogniser comes within 2 s of its end, a long sentence lasts 10 s: after 15 s of sound there are no words in it. */
const NOISE_MS = 15_000;
/** After a turn was cut off: a recogniser's last word is here within a second of the silence; without one it was a noise. */
const CUT_OFF_MS = 1_500;
/** Menus pause for up to a second between their choices; after 1.5 s the menu waits for a key. */
const MENU_ENDED_MS = 1_500;
/** Transfers ring for some seconds; whoever then picks up and hears nothing for longer thinks the line is dead. */
const TRANSFER_MS = 8_000;
/** Somebody fetching a person or a pen is back within half a minute or not at all; music may play meanwhile. */
const HOLDING_MS = 30_000;
const MUSIC_MS = 60_000;

/** How long a state waits before `silence`, or null where it waits for something else. */
export function patience(state: DialogueState): Patience | null {
  if (state.speaking !== null) return null;
  switch (state.stage) {
    case 'ringing':
    case 'closing':
    case 'finished':
      return null;
    case 'menu':
      return state.key === null
        ? { quietMs: TRANSFER_MS, noiseMs: MUSIC_MS }
        : { quietMs: MENU_ENDED_MS, noiseMs: NOISE_MS };
    case 'holding':
      return state.away ? { quietMs: HOLDING_MS, noiseMs: MUSIC_MS } : { quietMs: QUIET_MS, noiseMs: NOISE_MS };
    case 'opening':
    case 'identifying':
    case 'delivering':
    case 'acknowledging':
      return { quietMs: state.cutOff ? CUT_OFF_MS : QUIET_MS, noiseMs: NOISE_MS };
  }
}
