import {
  type Caption,
  dtmfSequence,
  encodeMulaw,
  type Language,
  type Leg,
  type LegEnd,
  type LegListener,
  MulawAudio,
  mulawLevel,
  Simulator,
  type Synthesiser,
  seededRandom,
  type Voice,
} from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import type { BehaviourId } from './behaviours.js';
import { SIMULATED_CALLEES, simulatedCallees } from './directory.js';

/** 200 ms a hanzi or a word, swelling and fading as syllables do. */
function speechOf(text: string): MulawAudio {
  const noise = seededRandom(5);
  const words = text.match(/\p{Script=Han}|[\p{L}\p{N}'-]+/gu) ?? [];
  const swelling = (_: unknown, index: number): number => noise() * 9000 * Math.abs(Math.sin((Math.PI * index) / 1600));
  return MulawAudio.fromBytes(encodeMulaw(Int16Array.from({ length: words.length * 1600 }, swelling)));
}

const LINES = {
  zh: {
    who: '您好，请问是张伟先生吗？',
    matter: '通知您，明天上午九点在三楼会议室开会。',
    understood: '请问您听清楚了吗？',
    iAmAi: '我是人工智能助手。',
    sorry: '抱歉，打扰您了。',
    bye: '好的，再见。',
    longOpening: '您好，我这里是阳光科技，有一件事情要跟您说，想先确认一下请问是张伟先生吗？',
  },
  en: {
    who: 'Hello, am I speaking with Mr Chen?',
    matter: 'I am calling to let you know that the meeting starts at nine tomorrow.',
    understood: 'Is that clear?',
    iAmAi: "Yes, I'm an AI assistant.",
    sorry: 'Sorry to have bothered you.',
    bye: 'Thank you, goodbye.',
    longOpening: 'Hello, this is Sunrise Trading, I have something to tell you, but first, am I speaking with Mr Chen?',
  },
} as const;

/** One call to a documented number, with a caller that says what the test says. */
class TestCall implements LegListener {
  readonly clock = new ManualClock();
  readonly voices = new Set<string>();
  readonly captions: Caption[] = [];
  readonly marks: string[] = [];
  end: LegEnd | undefined;
  endedAt = 0;
  answeredAt: number | undefined;
  loudMs = 0;
  readonly #leg: Leg;
  #marks = 0;

  constructor(number: string) {
    const synthesiser: Synthesiser = {
      name: 'tones',
      speak: async (text, voice: Voice) => {
        this.voices.add(JSON.stringify(voice));
        return speechOf(text);
      },
      close: async () => undefined,
    };
    const simulator = new Simulator({ directory: simulatedCallees(), synthesiser, clock: this.clock });
    this.#leg = simulator.dial({ callId: 'c1', to: number, ringTimeoutMs: 30_000 }, this);
  }

  accepted(): void {}
  ringing(): void {}
  answered(): void {
    this.answeredAt = this.clock.now();
  }
  machine(): void {}
  audio(audio: MulawAudio): void {
    if (mulawLevel(audio.bytes) > 0) this.loudMs += 20;
  }
  key(): void {}
  caption(caption: Caption): void {
    this.captions.push(caption);
  }
  mark(name: string): void {
    this.marks.push(name);
  }
  ended(end: LegEnd): void {
    this.end = end;
    this.endedAt = this.clock.now();
  }

  get finals(): Caption[] {
    return this.captions.filter(({ final }) => final);
  }

  async untilAnswered(): Promise<void> {
    await this.clock.advanceUntil(() => this.answeredAt !== undefined, 30_000);
  }

  async untilEnded(limitMs = 60_000): Promise<LegEnd> {
    await this.clock.advanceUntil(() => this.end !== undefined, limitMs);
    return this.end as LegEnd;
  }

  play(text: string): void {
    this.#leg.play(speechOf(text), text);
  }

  clear(): void {
    this.#leg.clear();
  }

  press(digits: string): void {
    this.#leg.play(MulawAudio.fromBytes(dtmfSequence(digits)));
  }

  async untilPlayed(): Promise<void> {
    this.#marks += 1;
    const name = `m${this.#marks}`;
    this.#leg.mark(name);
    await this.clock.advanceUntil(() => this.marks.includes(name) || this.end !== undefined, 60_000);
  }

  /** Says it to its end, and gives what the callee then says, if it begins within four seconds: '' for nothing. */
  async asks(text: string): Promise<string> {
    this.play(text);
    await this.untilPlayed();
    return this.hears(4_000);
  }

  /** What the callee says next. */
  async hears(limitMs = 20_000): Promise<string> {
    const heard = this.finals.length;
    const captions = this.captions.length;
    const until = this.clock.now() + limitMs;
    const over = (): boolean => this.end !== undefined;
    await this.clock.advanceUntil(
      () => this.captions.length > captions || over() || this.clock.now() >= until,
      limitMs + 20,
    );
    if (this.captions.length > captions) {
      await this.clock.advanceUntil(() => this.captions.at(-1)?.final === true || over(), 20_000);
      await this.clock.advance(100);
    }
    return this.finals
      .slice(heard)
      .map(({ text }) => text)
      .join('');
  }

  /** Hears until something fits, and gives that. */
  async hearsAbout(pattern: RegExp): Promise<string> {
    for (;;) {
      const said = await this.hears();
      if (pattern.test(said) || said === '') return said;
    }
  }
}

function numberOf(behaviour: BehaviourId, language: Language): string {
  return SIMULATED_CALLEES.find((one) => one.behaviour === behaviour && one.language === language)?.number as string;
}

async function answeredCall(behaviour: BehaviourId, language: Language): Promise<TestCall> {
  const call = new TestCall(numberOf(behaviour, language));
  await call.untilAnswered();
  return call;
}

const YES = /对|是的|我是|^是|yes/i;
const GOT_IT = /知道|记住|收到|好的|清楚|明白|行|got it|thanks|noted|understand/i;
const BYE = /再见|嗯|bye/i;

describe.each(['zh', 'en'] as const)('in %s, a callee that', (language) => {
  const lines = LINES[language];

  it('confirms says who they are, takes the matter, says goodbye and hangs up soon after', async () => {
    const call = await answeredCall('confirms', language);
    expect(await call.asks(lines.who)).toMatch(YES);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
    expect(await call.asks(lines.understood)).toMatch(GOT_IT);
    expect(await call.asks(lines.bye)).toMatch(BYE);
    const saidBye = call.clock.now();
    expect(await call.untilEnded()).toEqual({ cause: 'callee_hung_up' });
    expect(call.endedAt - saidBye).toBeGreaterThan(2_000);
    expect(call.endedAt - saidBye).toBeLessThan(5_000);
  });

  it('confirms answers 300 to 900 ms after the AI has stopped, and not while it speaks', async () => {
    const call = await answeredCall('confirms', language);
    for (const line of [lines.who, lines.matter, lines.understood]) {
      const played = call.clock.now() + speechOf(line).durationMs;
      await call.asks(line);
      const wait = (call.finals.at(-1) as Caption).startedAt - played;
      expect(wait).toBeGreaterThanOrEqual(280);
      expect(wait).toBeLessThanOrEqual(980);
      await call.clock.advance(200);
    }
  });

  it('confirms waits through a pause in the middle of a turn', async () => {
    const call = await answeredCall('confirms', language);
    call.play(lines.iAmAi);
    await call.untilPlayed();
    await call.clock.advance(250);
    expect(await call.asks(lines.who)).toMatch(YES);
    expect(call.finals).toHaveLength(1);
  });

  it('confirms greets somebody who does not speak first, asks into the silence and in the end hangs up', async () => {
    const call = await answeredCall('confirms', language);
    const heard: string[] = [];
    for (let time = 0; time < 4; time += 1) heard.push(await call.hears());
    expect(heard[0]).toMatch(/喂|你好|hello|hi/i);
    expect(heard.slice(1).every((text) => /喂|hello|anybody/i.test(text))).toBe(true);
    expect(await call.untilEnded()).toEqual({ cause: 'callee_hung_up' });
    expect(call.endedAt - (call.answeredAt as number)).toBeLessThan(45_000);
    expect(call.finals).toHaveLength(4);
  });

  it('confirms hangs up on a caller that never ends', async () => {
    const call = await answeredCall('confirms', language);
    while (call.end === undefined && call.clock.now() - (call.answeredAt as number) < 400_000) {
      await call.asks(`${lines.matter}${lines.matter}${lines.matter}`);
    }
    expect(call.end).toEqual({ cause: 'callee_hung_up' });
  });

  it('confirms tersely says no more than a word or two', async () => {
    const call = await answeredCall('confirms_tersely', language);
    for (const line of [lines.who, lines.matter, lines.understood, lines.bye]) {
      const reply = await call.asks(line);
      expect(reply).not.toBe('');
      expect(speechOf(reply).durationMs).toBeLessThanOrEqual(600);
    }
  });

  it('asks to repeat does so once', async () => {
    const call = await answeredCall('asks_to_repeat', language);
    expect(await call.asks(lines.who)).toMatch(YES);
    expect(await call.asks(lines.matter)).toMatch(/再说一遍|say it again/);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
  });

  it('asks a question asks when and where', async () => {
    const call = await answeredCall('asks_a_question', language);
    expect(await call.asks(lines.who)).toMatch(YES);
    expect(await call.asks(lines.matter)).toMatch(/几点.*地方|what time.*where/i);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
  });

  it('asks who is calling wants to know that first', async () => {
    const call = await answeredCall('asks_who_is_calling', language);
    expect(await call.asks(lines.who)).toMatch(/你是谁|who is this/i);
    expect(await call.asks(lines.who)).toMatch(YES);
  });

  it('asks whether it is an AI goes on once that is answered', async () => {
    const call = await answeredCall('asks_whether_ai', language);
    expect(await call.asks(lines.who)).toMatch(/机器人|robot/);
    expect(await call.asks(`${lines.iAmAi}${lines.who}`)).toMatch(YES);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
  });

  it('hands over brings another voice to the phone after a while', async () => {
    const call = await answeredCall('hands_over', language);
    expect(await call.asks(lines.who)).toMatch(/等一下|hold on/i);
    expect(call.voices.size).toBe(1);
    const left = call.clock.now();
    expect(await call.hears()).toMatch(/我是|this is me/i);
    expect(call.clock.now() - left).toBeGreaterThan(4_000);
    expect(call.voices.size).toBe(2);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
  });

  it('talks over the AI begins while it speaks, does not answer what was cut off, and listens after that', async () => {
    const call = await answeredCall('talks_over', language);
    for (const [line, answer] of [
      [lines.longOpening, YES],
      [`${lines.matter}${lines.matter}`, GOT_IT],
    ] as const) {
      const began = call.clock.now();
      const said = call.finals.length;
      call.play(line);
      await call.clock.advance(1_500);
      expect(call.captions.at(-1)?.startedAt).toBeGreaterThan(began + 800);
      expect(call.captions.at(-1)?.startedAt).toBeLessThan(began + 1_200);
      call.clear();
      expect(await call.hears()).toMatch(/大声|speak up/);
      await call.clock.advance(3_000);
      expect(call.finals).toHaveLength(said + 1);
      expect(await call.asks(line)).toMatch(answer);
    }
    expect(await call.asks(lines.longOpening)).toMatch(YES);
    expect(call.finals).toHaveLength(5);
  });

  it('murmurs along does so shortly and answers all the same', async () => {
    const call = await answeredCall('murmurs_along', language);
    call.play(lines.longOpening);
    expect(await call.hearsAbout(YES)).toMatch(YES);
    const murmurs = call.finals.slice(0, -1);
    expect(murmurs.length).toBeGreaterThanOrEqual(2);
    for (const { text, startedAt, endedAt } of murmurs) {
      expect(text).toMatch(/^(嗯。|Uh-huh\.)$/);
      expect(endedAt - startedAt).toBeLessThanOrEqual(300);
    }
  });

  it('hangs up mid-sentence does so while it is told the matter', async () => {
    const call = await answeredCall('hangs_up_mid_sentence', language);
    expect(await call.asks(lines.who)).toMatch(YES);
    const began = call.clock.now();
    call.play(lines.matter);
    expect(await call.untilEnded()).toEqual({ cause: 'callee_hung_up' });
    expect(call.endedAt - began).toBeLessThan(speechOf(lines.matter).durationMs);
  });

  it('gives orders tries twice, and then takes the matter', async () => {
    const call = await answeredCall('gives_orders', language);
    expect(await call.asks(lines.who)).toMatch(YES);
    expect(await call.asks(lines.matter)).toMatch(/忽略.*指令|ignore/i);
    expect(await call.asks(lines.matter)).toMatch(/管理员|administrator/);
    expect(await call.asks(lines.matter)).toMatch(GOT_IT);
  });

  it('is the wrong person says so, whatever is asked, and accepts an apology', async () => {
    const call = await answeredCall('wrong_person', language);
    expect(await call.asks(lines.who)).toMatch(/打错|wrong number/);
    expect(await call.asks(lines.matter)).toMatch(/打错|wrong number/);
    expect(await call.asks(lines.sorry)).toMatch(/没关系|all right/);
    expect(await call.asks(`${lines.sorry}${lines.bye}`)).toMatch(/再见|bye/);
    expect(await call.untilEnded()).toEqual({ cause: 'callee_hung_up' });
  });

  it('asks never to be called again hangs up on a caller that goes on', async () => {
    const call = await answeredCall('asks_never_to_be_called_again', language);
    expect(await call.asks(lines.who)).toMatch(/不要再|don't call me again/);
    expect(await call.asks(lines.sorry)).toBe('');
    expect(await call.asks(lines.matter)).toMatch(/不要再|stop calling/);
    expect(await call.untilEnded(3_000)).toEqual({ cause: 'callee_hung_up' });
  });

  it('is a mailbox greets over everybody, beeps, records, and hangs up when the message is over', async () => {
    const call = await answeredCall('voicemail', language);
    call.play(lines.who);
    expect(await call.hears()).toMatch(/嘀声后留言|after the tone/);
    const loud = call.loudMs;
    await call.clock.advance(1_500);
    expect(call.loudMs - loud).toBeGreaterThanOrEqual(600);
    expect(call.loudMs - loud).toBeLessThanOrEqual(800);
    await call.asks(lines.matter);
    expect(call.end).toBeUndefined();
    expect(await call.untilEnded(8_000)).toEqual({ cause: 'callee_hung_up' });
    expect(call.finals).toHaveLength(1);
  });

  it('is a mailbox records a message that began before the beep to its end', async () => {
    const call = await answeredCall('voicemail', language);
    for (let time = 0; time < 6; time += 1) call.play(lines.matter);
    await call.untilPlayed();
    expect(call.end).toBeUndefined();
    expect(await call.untilEnded(8_000)).toEqual({ cause: 'callee_hung_up' });
  });

  it('is a mailbox does not wait for ever for a message, nor take one without end', async () => {
    const silent = await answeredCall('voicemail', language);
    expect(await silent.untilEnded(30_000)).toEqual({ cause: 'callee_hung_up' });
    const endless = await answeredCall('voicemail', language);
    for (let time = 0; time < 60; time += 1) endless.play(lines.matter);
    expect(await endless.untilEnded(90_000)).toEqual({ cause: 'callee_hung_up' });
  });

  it('is a phone menu connects on key 1, heard as a tone, and not on the word', async () => {
    const call = await answeredCall('phone_menu', language);
    expect(await call.hears()).toMatch(/请按1|press 1/);
    expect(await call.asks(language === 'zh' ? '1，转接人工' : '1, a person please')).not.toMatch(/正在|hold/);
    expect(await call.hears()).toMatch(/请按1|press 1/);
    call.press('1');
    expect(await call.hearsAbout(/正在|hold/)).toMatch(/转接|connect you/);
    expect(call.voices.size).toBe(1);
    expect(await call.hears()).toMatch(/喂|你好|hello|hi/i);
    expect(call.voices.size).toBe(2);
    expect(await call.asks(lines.who)).toMatch(YES);
  });

  it('is a phone menu stops talking at a key, and begins again after a wrong one', async () => {
    const call = await answeredCall('phone_menu', language);
    await call.clock.advance(2_000);
    call.press('7');
    await call.clock.advance(200);
    expect(call.finals).toHaveLength(1);
    expect(call.finals[0]?.text).not.toMatch(/井号键|pound/);
    expect(await call.hears()).toMatch(/输入有误|not a valid/);
    expect(await call.hears()).toMatch(/井号键|pound/);
  });

  it('is a phone menu says its menu three times, then goodbye', async () => {
    const call = await answeredCall('phone_menu', language);
    expect(await call.untilEnded(90_000)).toEqual({ cause: 'callee_hung_up' });
    expect(call.finals.map(({ text }) => /请按1|press 1/.test(text))).toEqual([true, true, true, false]);
  });

  it('says nothing makes no sound, and hangs up after a minute', async () => {
    const call = await answeredCall('says_nothing', language);
    expect(await call.asks(lines.who)).toBe('');
    expect(await call.untilEnded(70_000)).toEqual({ cause: 'callee_hung_up' });
    expect(call.loudMs).toBe(0);
  });

  it.each([
    ['busy', 'busy'],
    ['rejects', 'rejected'],
    ['unreachable', 'unreachable'],
    ['never_answers', 'no_answer'],
  ] as const)('%s is never answered', async (behaviour, cause) => {
    const call = new TestCall(numberOf(behaviour, language));
    expect(await call.untilEnded()).toEqual({ cause });
    expect(call.answeredAt).toBeUndefined();
  });
});
