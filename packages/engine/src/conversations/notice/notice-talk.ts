import type { Brief } from '../../call/brief.js';
import type { Outcome } from '../../call/outcome.js';
import type { ConversationEnd } from '../conversation.js';
import { readBrief } from './brief-reading.js';
import { Dialogue } from './dialogue.js';
import type { DialogueEvent, DialogueState } from './dialogue-state.js';
import { noticeOutcome } from './notice-outcome.js';
import { NoticeScript } from './script.js';

/** What is to be said and done next; empty texts where nothing is. */
export interface NoticeTurn {
  say: string;
  /** Keys to press after it. */
  press: string;
  /** Hang up after it. */
  finish: { end: ConversationEnd; outcome: Outcome } | null;
}

/**
 * The talk of a notice by turns, without audio and without time: for whoever has a voice and ears of their own, as a stand-in of a model
 * has. The rules are those of the conversation `notice`.
 */
export class NoticeTalk {
  readonly #script: NoticeScript;
  readonly #dialogue: Dialogue;
  #state: DialogueState;

  constructor(brief: Brief, to: string) {
    this.#script = new NoticeScript(readBrief(brief, to));
    this.#dialogue = new Dialogue(this.#script);
    this.#state = this.#dialogue.initial;
  }

  /** The first words. */
  opening(): NoticeTurn {
    return this.#turn([{ type: 'answered', by: 'unknown' }]);
  }

  /**
   * The callee said something; '' where nobody spoke.
   *
   * @param heardOfLast how much of the last turn had been heard by then, 0 to 1.
   */
  heard(text: string, heardOfLast = 1): NoticeTurn {
    const { speaking } = this.#state;
    const before: DialogueEvent[] =
      speaking === null ? [] : [{ type: 'played', heard: speaking.length * heardOfLast, interrupted: heardOfLast < 1 }];
    const said: DialogueEvent = text === '' ? { type: 'silence' } : { type: 'said', text, during: null };
    return this.#turn([...before, said]);
  }

  #turn(events: readonly DialogueEvent[]): NoticeTurn {
    const turn: NoticeTurn = { say: '', press: '', finish: null };
    const waiting = [...events];
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const { state, effects } = this.#dialogue.reduce(this.#state, event);
      this.#state = state;
      for (const effect of effects) {
        if (effect.type === 'press') turn.press += effect.digits;
        else if (effect.type === 'finish') turn.finish = { end: effect.end, outcome: this.#outcome() };
        else {
          const text = effect.lines.map((line) => line.text).join(this.#spaces ? ' ' : '');
          turn.say = [turn.say, text].filter((one) => one !== '').join(this.#spaces ? ' ' : '');
        }
      }
      // Whoever is asked for a turn says all of it; its last words are followed by the end.
      if (this.#state.stage === 'closing' && waiting.length === 0) waiting.push({ type: 'given' });
      // What was said before the callee's words is played by the time those are looked at.
      const [next] = waiting;
      if (next?.type === 'said' && this.#state.speaking !== null) {
        waiting.unshift({ type: 'played', heard: this.#state.speaking.length, interrupted: false });
      }
    }
    return turn;
  }

  get #spaces(): boolean {
    return this.#script.reading.language === 'en';
  }

  #outcome(): Outcome {
    return noticeOutcome(this.#script.reading, this.#state);
  }
}
