import type { ConcludeReason, ConversationEnd } from '../conversation.js';
import {
  type DialogueEffect,
  type DialogueEvent,
  type DialogueState,
  type Held,
  INITIAL_STATE,
  type Line,
  type Step,
} from './dialogue-state.js';
import { afterHearing, isAnswer } from './hearing.js';
import type { Intent } from './intent.js';
import { findAnswer } from './matter-answers.js';
import { disclosure, type NoticeScript, words } from './script.js';
import { Steps } from './steps.js';
import { type Understanding, understand } from './understanding.js';

/** Interruptions in a call, after which there is no use in going on. */
const MOST_INTERRUPTIONS = 6;
const MOST_MISUNDERSTOOD = 3;
/** Times that it asks into a silence before it says goodbye. */
const MOST_SILENCES = 1;
const MOST_KEYS = 3;
const MOST_QUESTIONS = 5;
const LONGEST_QUESTION = 80;
const MOST_HELD = 8;

const NOTHING: readonly DialogueEffect[] = [];

/**
 * The dialogue of one notice, as a pure function of its state and what happens: no audio, no time, no promises.
 *
 * What holds on every path: the matter is said only after `confirmed`; `confirmed` is set only by words that affirm, after the
 * question of identity was heard; it never says that it is human; orders change nothing; every path ends, because each turn is
 * counted and the counts are bounded.
 */
export class Dialogue {
  readonly script: NoticeScript;
  readonly #steps: Steps;

  constructor(script: NoticeScript) {
    this.script = script;
    this.#steps = new Steps(script);
  }

  get initial(): DialogueState {
    return INITIAL_STATE;
  }

  reduce(state: DialogueState, event: DialogueEvent): Step {
    if (state.stage === 'finished') return { state, effects: NOTHING };
    if (state.stage === 'closing')
      return event.type === 'given' ? this.#steps.finish(state, state.end ?? 'completed') : stay(state);
    if (state.stage === 'ringing') return this.#ringing(state, event);
    switch (event.type) {
      case 'answered':
      case 'given':
        return stay(state);
      case 'said':
        return this.#said({ ...state, spoke: true, silences: 0 }, event.text, event.during);
      case 'played':
        return this.#played(state, event.heard, event.interrupted);
      case 'silence':
        return state.speaking === null ? this.#silence(state) : stay(state);
      case 'beep':
        return state.stage === 'opening' || state.stage === 'identifying'
          ? this.#steps.finish(state, 'voicemail')
          : stay(state);
      case 'key':
        return this.#key(state, event.digit);
      case 'conclude':
        return this.#conclude(state, event.reason);
    }
  }

  #ringing(state: DialogueState, event: DialogueEvent): Step {
    if (event.type === 'conclude') return this.#steps.finish(state, event.reason);
    if (event.type !== 'answered') return stay(state);
    if (event.by === 'machine') return this.#steps.finish(state, 'voicemail');
    return this.#steps.say({ ...state, stage: 'opening', asked: 'identity', identityAsks: 1 }, this.script.opening());
  }

  // What the callee says.

  #said(state: DialogueState, text: string, during: number | null): Step {
    const understanding = understand(text, this.script.reading.addressee);
    if (understanding.intents.has('voicemail') && !this.#steps.delivered(state)) {
      // What sounded like a yes was part of its greeting.
      return this.#steps.finish({ ...state, confirmed: false }, 'voicemail');
    }
    if (state.speaking !== null) {
      const held: Held = { understanding, text, during: during ?? 0 };
      return stay({ ...state, held: [...state.held, held].slice(-MOST_HELD) });
    }
    if (during !== null && state.said.length > 0 && !isAnswer({ understanding, text, during }, state.said, state))
      return stay(state);
    return this.#answer(state, understanding, text);
  }

  #key(state: DialogueState, digit: string): Step {
    if (!state.keysOffered || state.confirmed || !['opening', 'identifying'].includes(state.stage)) return stay(state);
    const intent: Intent | null = digit === '1' ? 'affirm' : digit === '2' ? 'deny' : null;
    if (intent === null) return stay(state);
    const understanding: Understanding = { intents: new Set([intent]), key: null, murmur: false };
    const heard = { ...state, spoke: true, silences: 0 };
    if (state.speaking === null) return this.#answer({ ...heard, identityHeard: true }, understanding, '');
    return stay({ ...heard, held: [...state.held, { understanding, text: '', during: state.speaking.length }] });
  }

  #answer(before: DialogueState, understanding: Understanding, text: string): Step {
    const state: DialogueState = { ...before, cutOff: false, said: [] };
    const { intents } = understanding;
    if (intents.has('menu') && !state.confirmed) {
      return this.#steps.listenOn({
        ...state,
        stage: 'menu',
        key: understanding.key ?? state.key,
        identityHeard: false,
        unheard: [],
      });
    }
    switch (state.stage) {
      case 'menu':
        return this.#afterMenu(state, intents);
      case 'holding':
        return this.#afterHolding(state, intents, text);
      case 'delivering':
        return state.next < this.script.reading.matter.length
          ? this.#duringMatter(state, intents, text)
          : this.#afterMatter(this.#toldAll(state), intents, text);
      case 'acknowledging':
        return this.#afterMatter(state, intents, text);
      default:
        return this.#identify({ ...state, stage: 'identifying' }, intents);
    }
  }

  /** Nothing of the matter is said here, whatever is asked. */
  #identify(state: DialogueState, intents: ReadonlySet<Intent>): Step {
    const { phrases } = this.script;
    if (intents.has('do_not_call')) return this.#doNotCall(state);
    if (intents.has('orders'))
      return this.#steps.askIdentity(state, [words(phrases.notFollowed), this.script.whetherItIs()]);
    if (intents.has('wrong_person')) return this.#steps.close(state, phrases.goodbyeWrongPerson, 'wrong_number');
    if (intents.has('hold_on')) return this.#steps.hold(state, 'identity', intents);
    if (intents.has('not_here') || intents.has('other_person')) {
      return this.#steps.close(state, phrases.goodbyeNotHere, 'wrong_number');
    }
    const affirmed = intents.has('affirm') && state.identityHeard;
    // "I am in a meeting, what is it?" has a moment.
    if (intents.has('busy') && !intents.has('what_about')) {
      return this.#steps.close({ ...state, confirmed: affirmed, callLater: true }, phrases.goodbyeBusy, 'completed');
    }
    if (intents.has('decline') || intents.has('goodbye')) {
      return this.#steps.close({ ...state, confirmed: affirmed }, phrases.goodbyeDeclined, 'completed');
    }
    if (intents.has('deny') && state.identityHeard) {
      return this.#steps.close(state, phrases.goodbyeWrongPerson, 'wrong_number');
    }
    if (intents.has('other_name')) {
      const otherNames = state.otherNames + 1;
      if (otherNames > 1) return this.#steps.close(state, phrases.goodbyeWrongPerson, 'wrong_number');
      // A recogniser mishears names: asked once more.
      return this.#steps.askIdentity({ ...state, otherNames }, [this.script.confirmItIs()]);
    }
    if (affirmed) return this.#identified(state, intents);
    if (intents.has('is_ai'))
      return this.#steps.askIdentity(state, [disclosure(phrases.yesIAmAnAi), this.script.whetherItIs()]);
    if (intents.has('who_is_calling')) {
      const who = phrases.whoIsCalling(this.script.reading.persona, this.script.asked);
      return this.#steps.askIdentity(state, [disclosure(who), this.script.whetherItIs()]);
    }
    if (intents.has('repeat')) return this.#steps.askIdentity(state, this.script.introduction());
    if (state.unheard.length > 0) return this.#steps.askIdentity(state, state.unheard);
    if (hasQuestion(intents) || intents.has('what_about')) {
      return this.#steps.askIdentity(state, [words(phrases.aNoticeFor(this.script.asked)), this.script.whetherItIs()]);
    }
    if (intents.has('unknown')) {
      const misunderstood = state.misunderstood + 1;
      if (misunderstood >= MOST_MISUNDERSTOOD)
        return this.#steps.close(state, phrases.goodbyeNotUnderstood, 'completed');
      if (misunderstood === 1) {
        return this.#steps.askIdentity({ ...state, misunderstood }, [
          words(phrases.notUnderstood),
          this.script.confirmItIs(),
        ]);
      }
      return this.#steps.askIdentity({ ...state, misunderstood, keysOffered: true }, [this.script.confirmByKey()]);
    }
    return this.#steps.askIdentity(state, [this.script.confirmItIs()]);
  }

  #identified(state: DialogueState, intents: ReadonlySet<Intent>): Step {
    const { phrases, reading } = this.script;
    const before = intents.has('is_ai')
      ? [disclosure(phrases.yesIAmAnAi)]
      : intents.has('who_is_calling')
        ? [disclosure(phrases.whoIsSpeaking(reading.persona))]
        : [];
    return this.#steps.deliver({ ...state, confirmed: true, unheard: [], misunderstood: 0 }, 0, before);
  }

  #afterMenu(state: DialogueState, intents: ReadonlySet<Intent>): Step {
    // "Please hold while we connect you": the menu still speaks.
    const wantsAnswer = ['greeting', 'what_about', 'who_is_calling', 'affirm'].some((one) =>
      intents.has(one as Intent),
    );
    if (intents.has('hold_on') || (intents.has('thanks') && !wantsAnswer)) return this.#steps.listenOn(state);
    if (intents.has('do_not_call') || intents.has('wrong_person') || intents.has('not_here')) {
      return this.#identify({ ...state, stage: 'identifying' }, intents);
    }
    return this.#steps.beginAnew(state);
  }

  #afterHolding(state: DialogueState, intents: ReadonlySet<Intent>, text: string): Step {
    if (state.resume === 'matter') {
      const back: DialogueState = { ...state, stage: this.#steps.delivered(state) ? 'acknowledging' : 'delivering' };
      if (intents.has('hold_on')) return this.#steps.listenOn(state);
      const wants: readonly Intent[] = ['repeat', 'do_not_call', 'busy', 'goodbye', 'wrong_person', 'is_ai', 'orders'];
      if (wants.some((intent) => intents.has(intent)) || hasQuestion(intents)) {
        return back.stage === 'acknowledging'
          ? this.#afterMatter(back, intents, text)
          : this.#duringMatter(back, intents, text);
      }
      // Back with a pen: from the start where all was told before.
      return this.#steps.deliver(back, this.#steps.delivered(back) ? 0 : back.next, []);
    }
    const ends: readonly Intent[] = ['do_not_call', 'wrong_person', 'not_here', 'busy', 'decline', 'goodbye'];
    if (ends.some((intent) => intents.has(intent))) return this.#identify({ ...state, stage: 'identifying' }, intents);
    if (intents.has('hold_on')) return this.#steps.listenOn(state);
    // Whoever speaks now may be somebody else than before.
    return this.#steps.beginAnew(state);
  }

  /** The matter was cut off by words. */
  #duringMatter(state: DialogueState, intents: ReadonlySet<Intent>, text: string): Step {
    const { phrases, reading } = this.script;
    const leaving = this.#leaving(state, intents);
    if (leaving !== null) return leaving;
    if (intents.has('orders')) return this.#steps.deliver(state, state.next, [words(phrases.notFollowed)]);
    if (intents.has('is_ai')) return this.#steps.deliver(state, state.next, [disclosure(phrases.yesIAmAnAi)]);
    if (intents.has('hold_on')) return this.#steps.hold(state, 'matter', intents);
    if (intents.has('who_is_calling'))
      return this.#steps.deliver(state, state.next, [disclosure(phrases.whoIsSpeaking(reading.persona))]);
    if (intents.has('repeat')) return this.#steps.repeat(state, state.turnBegan);
    if (intents.has('goodbye') || intents.has('decline')) return this.#steps.close(state, phrases.goodbye, 'completed');
    if (hasQuestion(intents)) {
      const asked = askedIn(intents).map((one) => findAnswer(reading.statements, one));
      // What is still to be said answers it, or what was said does.
      if (asked.some((index) => index !== null && index >= state.next))
        return this.#steps.deliver(state, state.next, []);
      const answered = asked.find((index) => index !== null);
      if (answered !== undefined && answered !== null) {
        return this.#steps.deliver(state, state.next, [
          words(phrases.theNoticeSays(reading.statements[answered] as string)),
        ]);
      }
      return this.#steps.deliver(noted(state, text), state.next, [words(phrases.cannotAnswer)]);
    }
    return this.#steps.deliver(state, state.next, []);
  }

  #afterMatter(state: DialogueState, intents: ReadonlySet<Intent>, text: string): Step {
    const { phrases, reading } = this.script;
    const leaving = this.#leaving(state, intents);
    if (leaving !== null) return leaving;
    const more = (line: Line, next: DialogueState = state): Step =>
      this.#steps.say({ ...next, asked: 'more' }, [line, this.script.anythingElse()]);
    if (intents.has('orders')) return more(words(phrases.notFollowed));
    if (intents.has('is_ai')) return more(disclosure(phrases.yesIAmAnAi));
    if (intents.has('go_on'))
      return this.#steps.say({ ...state, asked: 'heard' }, [words(phrases.thatWasAll), this.script.didYouHear()]);
    if (intents.has('hold_on')) return this.#steps.hold(state, 'matter', intents);
    if (intents.has('who_is_calling')) return more(disclosure(phrases.whoIsSpeaking(reading.persona)));
    if (intents.has('repeat') || intents.has('what_about')) return this.#steps.repeat(state, 0);
    if (hasQuestion(intents)) {
      const answers = askedIn(intents).map((one) => findAnswer(reading.statements, one));
      const found = [...new Set(answers.filter((index) => index !== null))];
      if (found.length === 0) return more(words(phrases.cannotAnswer), noted(state, text));
      const said = found.map((index) => reading.statements[index] as string).join(reading.language === 'zh' ? '' : ' ');
      const lines = [words(phrases.theNoticeSays(said))];
      if (answers.includes(null)) lines.push(words(phrases.cannotAnswer));
      const next = answers.includes(null) ? noted(state, text) : state;
      return this.#steps.say({ ...next, asked: 'more' }, [...lines, this.script.anythingElse()]);
    }
    if (state.asked === 'reply' && (intents.has('affirm') || intents.has('deny'))) {
      const reply = intents.has('affirm') ? 'yes' : 'no';
      return this.#steps.close(
        { ...state, reply, acknowledged: true },
        [phrases.willPassOn, phrases.goodbye],
        'completed',
      );
    }
    if (intents.has('deny') && state.asked === 'heard' && !intents.has('acknowledge'))
      return this.#steps.repeat(state, 0);
    const taken: readonly Intent[] = ['affirm', 'acknowledge', 'thanks', 'deny'];
    if (taken.some((intent) => intents.has(intent))) {
      return this.#steps.close({ ...state, acknowledged: true }, phrases.goodbye, 'completed');
    }
    if (intents.has('goodbye') || intents.has('decline')) return this.#steps.close(state, phrases.goodbye, 'completed');
    if (intents.has('greeting')) return this.#steps.say({ ...state, asked: 'heard' }, [this.script.didYouHear()]);
    const misunderstood = state.misunderstood + 1;
    if (misunderstood >= MOST_MISUNDERSTOOD) return this.#steps.close(state, phrases.goodbye, 'completed');
    return more(words(phrases.willPassOn), { ...state, misunderstood });
  }

  /** What ends the call at any point once the identity was confirmed. */
  #leaving(state: DialogueState, intents: ReadonlySet<Intent>): Step | null {
    const { phrases } = this.script;
    if (intents.has('do_not_call')) return this.#doNotCall(state);
    if (intents.has('wrong_person')) {
      return this.#steps.close({ ...state, confirmed: false }, phrases.goodbyeWrongPerson, 'wrong_number');
    }
    if (intents.has('busy')) {
      // Who has heard it all and must go needs no second call.
      if (this.#steps.delivered(state)) return this.#steps.close(state, phrases.goodbye, 'completed');
      return this.#steps.close({ ...state, callLater: true }, phrases.goodbyeBusy, 'completed');
    }
    return null;
  }

  #doNotCall(state: DialogueState): Step {
    return this.#steps.close({ ...state, doNotCall: true }, this.script.phrases.goodbyeDoNotCall, 'completed');
  }

  // What became of what was said.

  #played(state: DialogueState, heard: number, interrupted: boolean): Step {
    const lines = state.speaking;
    if (lines === null) return stay(state);
    const reach = interrupted ? heard : lines.length;
    const { held } = state;
    const done: DialogueState = { ...state, speaking: null, said: interrupted ? [] : lines, held: [] };
    const after = afterHearing(done, lines, reach);
    if (interrupted) return this.#cutOff(after, lines, held);
    const answers = held.filter((one) => isAnswer(one, lines, after));
    if (answers.length > 0) return this.#answerHeld(after, answers);
    if (after.stage === 'delivering' && after.next < this.script.reading.matter.length) {
      return this.#steps.deliver(after, after.next, []);
    }
    if (after.stage === 'delivering') return stay(this.#toldAll(after));
    return stay(after.stage === 'opening' ? { ...after, stage: 'identifying' } : after);
  }

  #cutOff(state: DialogueState, lines: readonly Line[], held: readonly Held[]): Step {
    const interruptions = state.interruptions + 1;
    const cut: DialogueState = {
      ...state,
      interruptions,
      cutOff: true,
      stage: state.stage === 'opening' ? 'identifying' : state.stage,
    };
    const isMatter = cut.stage === 'delivering' && cut.next >= this.script.reading.matter.length;
    const settled = isMatter ? this.#toldAll(cut) : cut;
    if (interruptions > MOST_INTERRUPTIONS) {
      const end = this.#steps.delivered(settled) ? this.script.phrases.goodbye : this.script.phrases.goodbyeInterrupted;
      return this.#steps.close(settled, end, 'completed');
    }
    // The words that cut it off come after this. What was said before is no more of an answer for the cut.
    const answers = held.filter((one) => isAnswer(one, lines, settled));
    return answers.length > 0 ? this.#answerHeld(settled, answers) : stay(settled);
  }

  #answerHeld(state: DialogueState, held: readonly Held[]): Step {
    if (held.length === 1) return this.#answer(state, (held[0] as Held).understanding, (held[0] as Held).text);
    const text = held.map((one) => one.text).join(' ');
    const spoken = held.filter((one) => one.text !== '');
    // A key beside words: the key is the plainer answer.
    if (spoken.length < held.length) {
      const key = held.find((one) => one.text === '') as Held;
      return this.#answer(state, key.understanding, '');
    }
    return this.#answer(state, understand(text, this.script.reading.addressee), text);
  }

  #toldAll(state: DialogueState): DialogueState {
    return { ...state, stage: 'acknowledging', asked: this.script.reading.asks ? 'reply' : 'heard', unheard: [] };
  }

  // Silence and the end.

  #silence(before: DialogueState): Step {
    const state = { ...before, cutOff: false };
    const { phrases } = this.script;
    if (before.cutOff && state.stage === 'delivering') return this.#steps.deliver(state, state.next, []);
    if (before.cutOff && state.stage === 'identifying' && state.unheard.length > 0) {
      return this.#steps.askIdentity(state, state.unheard);
    }
    const silences = state.silences + 1;
    const asking = { ...state, silences };
    switch (state.stage) {
      case 'menu':
        if (state.key === null) return this.#steps.beginAnew(asking);
        if (state.pressed.length >= MOST_KEYS) return this.#steps.close(state, phrases.goodbyeNobody, 'no_response');
        return {
          state: { ...state, key: null, pressed: state.pressed + state.key },
          effects: [{ type: 'press', digits: state.key }],
        };
      case 'holding':
        if (silences > MOST_SILENCES)
          return this.#steps.close(state, phrases.goodbyeNobody, this.#steps.silentEnd(state));
        if (state.resume === 'identity') return this.#steps.beginAnew(asking);
        return this.#steps.say(asking, [words(phrases.areYouStillThere)]);
      case 'acknowledging':
        if (silences > MOST_SILENCES) return this.#steps.close(state, phrases.goodbye, 'completed');
        return this.#steps.say({ ...asking, asked: 'heard' }, [this.script.didYouHear()]);
      case 'delivering':
        if (silences > MOST_SILENCES) return this.#steps.close(state, phrases.goodbyeNobody, 'no_response');
        return this.#steps.deliver(asking, state.next, []);
      default:
        if (silences > MOST_SILENCES) return this.#steps.close(state, phrases.goodbyeNobody, 'no_response');
        return this.#steps.askIdentity(asking, [this.script.helloWhetherItIs()]);
    }
  }

  #conclude(state: DialogueState, reason: ConcludeReason): Step {
    const end = reason === 'no_response' ? this.#steps.silentEnd(state) : endOf(reason);
    return this.#steps.close(state, this.script.phrases.goodbyeBecause[reason], end);
  }
}

function stay(state: DialogueState): Step {
  return { state, effects: NOTHING };
}

function endOf(reason: ConcludeReason): ConversationEnd {
  return reason === 'stopping' ? 'interrupted' : reason;
}

function hasQuestion(intents: ReadonlySet<Intent>): boolean {
  return ['question_when', 'question_where', 'question_who', 'question_other'].some((one) =>
    intents.has(one as Intent),
  );
}

function askedIn(intents: ReadonlySet<Intent>): ('when' | 'where' | 'who')[] {
  return (['when', 'where', 'who'] as const).filter((one) => intents.has(`question_${one}`));
}

function noted(state: DialogueState, text: string): DialogueState {
  const question = text.trim().slice(0, LONGEST_QUESTION);
  if (question === '' || state.questions.includes(question) || state.questions.length >= MOST_QUESTIONS) return state;
  return { ...state, questions: [...state.questions, question] };
}
