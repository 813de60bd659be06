import { describe, expect, it } from 'vitest';
import type { Brief } from '../../call/brief.js';
import { seededRandom } from '../../ids.js';
import { readBrief } from './brief-reading.js';
import {
  INITIAL_KEYPAD_STATE,
  KeypadDialogue,
  type KeypadEvent,
  type KeypadState,
  keypadPatience,
} from './keypad-dialogue.js';
import { keypadOutcome } from './keypad-outcome.js';
import { NoticeScript } from './script.js';

const NOTICE: Brief = { requirement: '通知张先生明天上午9点开会', language: 'zh' };
const QUESTION: Brief = { requirement: 'Ask Thomas whether he is coming to dinner on Friday.', language: 'en' };

/** One call, by events. */
class Call {
  readonly dialogue: KeypadDialogue;
  state: KeypadState = INITIAL_KEYPAD_STATE;
  /** What was said last, and how it ended. */
  said: readonly string[] = [];
  end: string | null = null;
  readonly #reading: ReturnType<typeof readBrief>;

  constructor(brief: Brief) {
    this.#reading = readBrief(brief, '+8613800138000');
    this.dialogue = new KeypadDialogue(new NoticeScript(this.#reading));
    this.tell({ type: 'answered', by: 'unknown' });
  }

  tell(event: KeypadEvent): this {
    const { state, effects } = this.dialogue.reduce(this.state, event);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'say') this.said = effect.lines;
      else this.end = effect.end;
    }
    if (this.state.stage === 'closing' && event.type !== 'given') this.tell({ type: 'given' });
    return this;
  }

  /** What is being said is heard to its end. */
  hear(): this {
    return this.tell({ type: 'played', lines: this.state.speaking?.length ?? 0 });
  }
  key(digit: string): this {
    return this.tell({ type: 'key', digit });
  }
  speak(): this {
    return this.tell({ type: 'spoke' });
  }
  get text(): string {
    return this.said.join(' ');
  }
  get outcome() {
    return keypadOutcome(this.#reading, this.state, this.dialogue.delivered(this.state));
  }
}

describe('a notice without words', () => {
  it('says that it is an AI, whom it is for, and that it understands no words', () => {
    const { text } = new Call(NOTICE);
    expect(text).toContain('AI');
    expect(text).toContain('给张先生的');
    expect(text).toContain('听不懂');
    expect(new Call({ ...NOTICE, openingLine: '您好，我是李姐。' }).text).toContain('AI语音助手');
  });

  it('is played to whoever says anything, and confirmed by key', () => {
    const call = new Call(NOTICE).hear().speak();
    expect(call.text).toMatch(/明天上午9点开会.*按1/u);
    call.hear().key('1');
    expect(call.text).toContain('已记下您确认收到');
    expect(call.end).toBe('completed');
    expect(call.outcome).toEqual({
      goalAchieved: true,
      summary: '通知已完整播放，对方按键确认收到，对方说了话，但这条线路听不懂内容。',
      facts: { delivered: true, confirmed_by_key: true, callee_spoke: true, words_understood: false },
      doNotCall: false,
    });
  });

  it('is heard again on 9, a few times', () => {
    const call = new Call(NOTICE).hear().key('1').hear();
    for (let time = 0; time < 3; time += 1) {
      call.key('9');
      expect(call.text).toContain('再说一遍');
      call.hear();
    }
    call.key('9');
    expect(call.end).toBe('completed');
    expect(call.outcome).toMatchObject({ goalAchieved: null, facts: { delivered: true, confirmed_by_key: null } });
  });

  it('is not confirmed by 2, and before it was played 2 says that it is not for them', () => {
    const not = new Call(NOTICE).hear().speak().hear().key('2');
    expect(not.outcome).toMatchObject({ goalAchieved: false, facts: { delivered: true, confirmed_by_key: false } });
    const other = new Call(NOTICE).hear().key('2');
    expect([other.end, other.outcome.facts.delivered]).toEqual(['wrong_number', false]);
    expect(other.outcome.summary).toBe('对方按键表示通知不是给自己的，通知没有播放。');
    expect(other.outcome.facts.confirmed_by_key).toBeNull();
  });

  it('that asks something takes keys for yes and no, and a voice for neither', () => {
    const yes = new Call(QUESTION).hear().speak().hear();
    expect(yes.text).toMatch(/Press 1 for yes, 2 for no/);
    yes.key('1');
    expect(yes.outcome).toMatchObject({ goalAchieved: true, facts: { reply: 'yes' } });
    const no = new Call(QUESTION).hear().speak().hear().key('2');
    expect(no.outcome).toMatchObject({ goalAchieved: true, facts: { reply: 'no' } });
    const said = new Call(QUESTION).hear().speak().hear().speak();
    expect(said.text).toContain('can’t understand the words');
    said.hear().speak().hear().speak();
    expect(said.end).toBe('completed');
    expect(said.outcome).toMatchObject({
      goalAchieved: null,
      summary: 'The whole message was played; no key confirmed it; the callee spoke, and was not understood.',
    });
    expect(said.outcome.facts).not.toHaveProperty('reply');
  });

  it('goes on where it was cut off, once the callee is silent', () => {
    const call = new Call(NOTICE).hear().speak();
    const whole = call.said;
    call.tell({ type: 'played', lines: 1 });
    expect(call.state.speaking).toBeNull();
    expect(keypadPatience(call.state)?.quietMs).toBe(1_500);
    call.speak();
    expect(call.said).toEqual(whole.slice(1));
    // It was played, and what was heard of it counts.
    expect(call.dialogue.delivered(call.state)).toBe(true);
    for (let time = 0; time < 9 && call.end === null; time += 1) call.tell({ type: 'played', lines: 0 }).speak();
    expect(call.text).toContain('不太方便');
  });

  it('takes a key that is pressed while it speaks, as soon as it has spoken', () => {
    const call = new Call(NOTICE).hear().speak().key('1');
    expect(call.end).toBeNull();
    call.tell({ type: 'played', lines: call.said.length });
    expect([call.end, call.outcome.facts.confirmed_by_key]).toEqual(['completed', true]);
  });

  it('asks into a silence once, and then says goodbye', () => {
    const call = new Call(NOTICE).hear().tell({ type: 'silence' });
    expect(call.text).toContain('喂，您好');
    call.hear().tell({ type: 'silence' });
    expect(call.end).toBe('no_response');
    const played = new Call(NOTICE).hear().speak().hear().tell({ type: 'silence' }).hear().tell({ type: 'silence' });
    expect(played.end).toBe('completed');
    expect(played.outcome.facts).toMatchObject({ delivered: true, confirmed_by_key: null });
  });

  it('ends, whatever comes', () => {
    const random = seededRandom(11);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    for (let run = 0; run < 300; run += 1) {
      const call = new Call(pick([NOTICE, QUESTION]));
      let events = 0;
      for (; call.end === null && events < 200; events += 1) {
        if (call.state.speaking !== null && random() < 0.7) {
          call.tell({ type: 'played', lines: Math.floor(random() * (call.state.speaking.length + 1)) });
        } else {
          const digit = pick([...'0123456789*#']);
          call.tell(pick<KeypadEvent>([{ type: 'spoke' }, { type: 'silence' }, { type: 'key', digit }]));
        }
      }
      expect(call.end, `run ${run}`).not.toBeNull();
    }
  });
});
