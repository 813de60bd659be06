import type { ConcludeReason, ConversationEnd } from '../conversation.js';
import type { DialogueState, Line, Step } from './dialogue-state.js';
import type { Intent } from './intent.js';
import { disclosure, type NoticeScript, words } from './script.js';

/** Times that the identity is asked for, the opening being the first. */
const MOST_IDENTITY_ASKS = 7;
/** Times that the matter is said again on request. */
const MOST_REPEATS = 3;
/** Announcements of menus and of hold music that are listened to. */
const MOST_UNANSWERED = 12;
/** Turns in a call beside those that the matter itself takes. */
const MOST_TURNS = 24;

/**
 * The moves of a notice: each takes a state to the next with what is to be said. The bounds that make every dialogue end are kept here:
 * who asks for one move too many is given a goodbye instead.
 */
export class Steps {
  readonly script: NoticeScript;

  constructor(script: NoticeScript) {
    this.script = script;
  }

  askIdentity(state: DialogueState, lines: readonly Line[]): Step {
    const identityAsks = state.identityAsks + 1;
    const { phrases } = this.script;
    if (identityAsks > MOST_IDENTITY_ASKS) return this.close(state, phrases.goodbyeNotUnderstood, 'completed');
    return this.say({ ...state, stage: 'identifying', asked: 'identity', identityAsks }, lines);
  }

  /** Words that want no answer. */
  listenOn(state: DialogueState): Step {
    const unanswered = state.unanswered + 1;
    if (unanswered > MOST_UNANSWERED)
      return this.close(state, this.script.phrases.goodbyeNobody, this.silentEnd(state));
    return { state: { ...state, unanswered }, effects: [] };
  }

  /** Another person is on the line: introduction and identity from the start. */
  beginAnew(state: DialogueState): Step {
    const anew = { ...state, identityHeard: false, confirmed: false, heard: 0, next: 0, unheard: [], key: null };
    return this.askIdentity(anew, this.script.introduction());
  }

  /** Waits for the callee, who comes back to what `resume` says. */
  hold(state: DialogueState, resume: DialogueState['resume'], intents: ReadonlySet<Intent>): Step {
    const away = intents.has('fetches');
    const waiting: DialogueState = { ...state, stage: 'holding', resume, away, unheard: [], identityHeard: false };
    return this.say(waiting, [words(this.script.phrases.takeYourTime)]);
  }

  /** Says the matter again from one of its sentences on. */
  repeat(state: DialogueState, from: number): Step {
    const repeats = state.repeats + 1;
    if (repeats > MOST_REPEATS) {
      if (this.delivered(state)) return this.close(state, this.script.phrases.goodbye, 'completed');
      return this.deliver(state, state.next, []);
    }
    return this.deliver({ ...state, repeats }, from, [words(this.script.phrases.onceMore)]);
  }

  /** The one place that says the matter. */
  deliver(state: DialogueState, from: number, before: readonly Line[]): Step {
    if (!state.confirmed) return this.askIdentity(state, this.script.introduction());
    const known = state.disclosed || before.some(({ discloses }) => discloses);
    const first = known ? [] : [disclosure(this.script.phrases.iAmAnAi)];
    const lines = [...first, ...before, ...this.script.matterFrom(from)];
    return this.say({ ...state, stage: 'delivering', asked: null, next: from, turnBegan: from, unheard: [] }, lines);
  }

  /** How a call ends in which nobody speaks any more. */
  silentEnd(state: DialogueState): ConversationEnd {
    return this.delivered(state) ? 'completed' : 'no_response';
  }

  /** The right person has heard the whole matter. */
  delivered(state: DialogueState): boolean {
    return state.confirmed && state.heard >= this.script.reading.matter.length;
  }

  /** Its last words; then the end. */
  close(state: DialogueState, last: string | readonly string[], end: ConversationEnd): Step {
    const lines = (typeof last === 'string' ? [last] : last).map(words);
    return {
      state: { ...state, stage: 'closing', end, held: [], speaking: null },
      effects: [{ type: 'say', lines }],
    };
  }

  /** The end, without a word. */
  finish(state: DialogueState, end: ConversationEnd | ConcludeReason): Step {
    const finished: ConversationEnd = end === 'stopping' ? 'interrupted' : end;
    return {
      state: { ...state, stage: 'finished', end: finished, held: [], speaking: null },
      effects: [{ type: 'finish', end: finished }],
    };
  }

  /** One turn. */
  say(state: DialogueState, lines: readonly Line[]): Step {
    const turns = state.turns + 1;
    if (turns > MOST_TURNS + this.script.reading.matter.length) {
      const { phrases } = this.script;
      return this.close(state, this.delivered(state) ? phrases.goodbye : phrases.goodbyeNotUnderstood, 'completed');
    }
    return {
      state: { ...state, turns, speaking: lines, said: [], held: [], unheard: [], cutOff: false },
      effects: [{ type: 'say', lines }],
    };
  }
}
