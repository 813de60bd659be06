import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dtmfSequence } from '../../audio/dtmf.js';
import { encodeMulaw } from '../../audio/g711.js';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { RingbackError } from '../../errors.js';
import { seededRandom } from '../../ids.js';
import type { Synthesiser, Voice } from '../../speech/synthesiser.js';
import { ManualClock } from '../../testing/manual-clock.js';
import type { Caption, Leg, LegEnd, LegListener } from '../carrier.js';
import type { Callee, CalleeLine, Pickup } from './callee.js';
import { Simulator, type SimulatorOptions } from './simulator.js';

const VOICE: Voice = { language: 'zh' };

/** 200 ms a hanzi, swelling and fading as syllables do: what goes on and on at one level is no speech. */
function speechOf(text: string): MulawAudio {
  const noise = seededRandom(3);
  const hanzi = text.match(/\p{Script=Han}/gu) ?? [];
  const swelling = (_: unknown, index: number): number => noise() * 8000 * Math.abs(Math.sin((Math.PI * index) / 1600));
  return MulawAudio.fromBytes(encodeMulaw(Int16Array.from({ length: hanzi.length * 1600 }, swelling)));
}

const synthesiser: Synthesiser = {
  name: 'tones',
  speak: async (text) => speechOf(text),
  close: async () => undefined,
};

/** A callee that writes down what it hears, and does what the test says. */
class ScriptedCallee implements Callee {
  readonly told: string[] = [];
  readonly line: CalleeLine;
  readonly does: Partial<Record<keyof Callee, () => unknown>>;

  constructor(line: CalleeLine, does: Partial<Record<keyof Callee, () => unknown>> = {}) {
    this.line = line;
    this.does = does;
  }
  answered(): unknown {
    return this.#note('answered', 'answered');
  }
  heardSpeech(): unknown {
    return this.#note('heardSpeech', 'speech');
  }
  heardSilence(): unknown {
    return this.#note('heardSilence', 'silence');
  }
  heardWords(words: string): unknown {
    return this.#note('heardWords', words);
  }
  heardKey(digit: string): unknown {
    return this.#note('heardKey', `key ${digit}`);
  }
  ended(): unknown {
    return this.#note('ended', 'ended');
  }
  #note(method: keyof Callee, what: string): unknown {
    this.told.push(what);
    return this.does[method]?.();
  }
}

class Listener implements LegListener {
  readonly told: string[] = [];
  readonly captions: Caption[] = [];
  readonly frames: MulawAudio[] = [];
  end: LegEnd | undefined;
  does: Partial<Record<keyof LegListener, () => void>> = {};

  accepted(): void {
    this.#note('accepted');
  }
  ringing(): void {
    this.#note('ringing');
  }
  answered(): void {
    this.#note('answered');
  }
  audio(audio: MulawAudio): void {
    this.frames.push(audio);
    this.does.audio?.();
  }
  key(digit: string): void {
    this.told.push(`key ${digit}`);
    this.does.key?.();
  }
  caption(caption: Caption): void {
    this.captions.push(caption);
    this.does.caption?.();
  }
  mark(name: string): void {
    this.told.push(`mark ${name}`);
    this.does.mark?.();
  }
  ended(end: LegEnd): void {
    this.end = end;
    this.#note('ended');
  }
  #note(event: keyof LegListener): void {
    this.told.push(event);
    this.does[event]?.();
  }
}

function simulate(
  options: Partial<SimulatorOptions> & { does?: Partial<Record<keyof Callee, () => unknown>>; pickup?: Pickup } = {},
) {
  const clock = new ManualClock();
  const callees: ScriptedCallee[] = [];
  const errors: unknown[] = [];
  const { does, pickup, ...rest } = options;
  const answers: Pickup = {
    kind: 'answers',
    afterMs: 1000,
    callee: (line) => {
      const callee = new ScriptedCallee(line, does);
      callees.push(callee);
      return callee;
    },
  };
  const simulator = new Simulator({
    directory: { find: () => pickup ?? answers },
    synthesiser,
    clock,
    onError: (error) => errors.push(error),
    ...rest,
  });
  const dial = (callId = 'c1'): { leg: Leg; listener: Listener } => {
    const listener = new Listener();
    return { leg: simulator.dial({ callId, to: '+8613800138000', ringTimeoutMs: 30_000 }, listener), listener };
  };
  const answered = async (callId?: string) => {
    const call = dial(callId);
    await clock.advanceUntil(() => call.listener.told.includes('answered'), 5_000);
    return { ...call, callee: callees.at(-1) as ScriptedCallee };
  };
  return { clock, simulator, callees, errors, dial, answered };
}

describe('the network of the simulator', () => {
  it('takes the call at once, rings after 300 ms, and is answered when the pickup says', async () => {
    const { clock, dial } = simulate();
    const { listener } = dial();
    await clock.advance(0);
    expect(listener.told).toEqual(['accepted']);
    await clock.advance(299);
    expect(listener.told).toEqual(['accepted']);
    await clock.advance(1);
    expect(listener.told).toEqual(['accepted', 'ringing']);
    await clock.advance(999);
    expect(listener.told).toHaveLength(2);
    await clock.advance(1);
    expect(listener.told).toEqual(['accepted', 'ringing', 'answered']);
  });

  it('does not ring where the callee is busy, and rings where the callee declines', async () => {
    for (const [kind, rings] of [
      ['busy', false],
      ['unreachable', false],
      ['rejected', true],
    ] as const) {
      const { clock, dial } = simulate({ pickup: { kind, afterMs: 700 } });
      const { listener } = dial();
      await clock.advance(999);
      expect(listener.end).toBeUndefined();
      await clock.advance(1);
      expect(listener.end).toEqual({ cause: kind });
      expect(listener.told.includes('ringing')).toBe(rings);
      expect(clock.pending).toBe(0);
    }
  });

  it('gives up ringing before a callee who is too slow', async () => {
    const slow: Pickup = { kind: 'answers', afterMs: 30_001, callee: (line) => new ScriptedCallee(line) };
    const { clock, dial, simulator } = simulate({ pickup: slow });
    const { listener } = dial();
    await clock.advance(30_299);
    expect(listener.end).toBeUndefined();
    await clock.advance(1);
    expect(listener.end).toEqual({ cause: 'no_answer' });
    await clock.advance(60_000);
    expect(listener.told).toEqual(['accepted', 'ringing', 'ended']);
    expect(simulator.legs).toBe(0);
  });

  it('counts the ringing alone against the ring timeout', async () => {
    const { clock, answered } = simulate();
    const { listener } = await answered();
    await clock.advance(120_000);
    expect(listener.end).toBeUndefined();
  });

  it.each(['accepted', 'ringing', 'answered', 'audio'] as const)('bears hanging up from inside `%s`', async (event) => {
    const { clock, dial, simulator, errors } = simulate();
    const { leg, listener } = dial();
    listener.does[event] = () => leg.hangUp();
    await clock.advance(60_000);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect(listener.told.filter((told) => told === 'ended')).toHaveLength(1);
    expect(listener.told.at(-1)).toBe('ended');
    expect(listener.frames.length).toBeLessThanOrEqual(1);
    expect([simulator.legs, clock.pending, errors.length]).toEqual([0, 0, 0]);
  });

  it.each(['mark', 'caption', 'key'] as const)('sends nothing more once it was hung up inside `%s`', async (event) => {
    const { clock, answered } = simulate();
    const { leg, listener, callee } = await answered();
    let frames = 0;
    listener.does[event] = () => {
      leg.hangUp();
      frames = listener.frames.length;
    };
    leg.play(speechOf('您好'));
    leg.mark('m');
    void callee.line.press('1');
    void callee.line.say('好的', VOICE);
    await clock.advance(3000);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect(listener.frames).toHaveLength(frames);
    expect(frames).toBeGreaterThan(0);
  });

  it('fails a call whose number the directory does not know', async () => {
    const { clock, dial, errors } = simulate({
      directory: {
        find: (to) => {
          throw new RingbackError('unknown_number', `nobody has ${to}`);
        },
      },
    });
    const { listener } = dial();
    await clock.advance(0);
    expect(listener.end).toEqual({ cause: 'failed', detail: "the simulator's directory failed: unknown_number" });
    expect(errors).toHaveLength(1);
  });
});

describe('what a simulated callee hears', () => {
  it('is voice, words at the end of what was played, and silence', async () => {
    const { clock, answered } = simulate();
    const { leg, callee } = await answered();
    leg.play(speechOf('您好'), '您好');
    leg.play(speechOf('请问是张先生吗'), '请问是张先生吗？');
    await clock.advance(100);
    expect(callee.told).toEqual(['answered', 'speech']);
    await clock.advance(320);
    expect(callee.told).toEqual(['answered', 'speech', '您好']);
    await clock.advance(1420);
    expect(callee.told).toEqual(['answered', 'speech', '您好', '请问是张先生吗？']);
    await clock.advance(240);
    expect(callee.told).not.toContain('silence');
    await clock.advance(60);
    expect(callee.told.slice(3)).toEqual(['请问是张先生吗？', 'silence']);
  });

  it('is also what was played before the answer', async () => {
    const { clock, dial, callees } = simulate();
    const { leg, listener } = dial();
    leg.play(speechOf('您好'), '您好');
    leg.mark('m');
    await clock.advance(1200);
    expect(listener.told).not.toContain('mark m');
    await clock.advance(600);
    expect(listener.told).toContain('mark m');
    expect(callees[0]?.told).toEqual(['answered', 'speech', '您好']);
  });

  it('is cut where the carrier was told to drop the rest', async () => {
    const { clock, answered } = simulate();
    const { leg, callee } = await answered();
    leg.play(speechOf('明天上午九点开会'), '明天上午九点开会。');
    await clock.advance(1000);
    leg.clear();
    await clock.advance(1000);
    expect(callee.told).toEqual(['answered', 'speech', '明天上午九', 'silence']);
  });

  it('is nothing of what was not begun, and nothing after the end', async () => {
    const { clock, answered } = simulate();
    const { leg, callee } = await answered();
    leg.play(speechOf('您好'), '您好');
    leg.clear();
    leg.play(speechOf('您好您好'), '您好您好');
    await clock.advance(300);
    leg.hangUp();
    await clock.advance(2000);
    expect(callee.told).toEqual(['answered', 'speech', 'ended']);
  });

  it('is a key only where its tones are in the audio', async () => {
    const { clock, answered } = simulate();
    const { leg, callee } = await answered();
    leg.play(MulawAudio.fromBytes(dtmfSequence('1')), '请按1');
    await clock.advance(1000);
    leg.play(speechOf('请按一'), '1');
    await clock.advance(2000);
    expect(callee.told.filter((told) => told.startsWith('key'))).toEqual(['key 1']);
  });
});

describe('what a simulated callee says', () => {
  it('follows in the order asked for, however long each takes to synthesise', async () => {
    const waiting: (() => void)[] = [];
    const { clock, answered } = simulate({
      synthesiser: {
        ...synthesiser,
        speak: (text) => new Promise((resolve) => waiting.push(() => resolve(speechOf(text)))),
      },
    });
    const { callee, listener } = await answered();
    const said: string[] = [];
    void callee.line.say('好的', VOICE).then(() => said.push('好的'));
    void callee.line.send(MulawAudio.fromBytes(new Uint8Array(320).fill(9))).then(() => said.push('beep'));
    void callee.line.say('再见', VOICE).then(() => said.push('再见'));
    waiting[1]?.();
    await clock.advance(1000);
    expect(said).toEqual([]);
    waiting[0]?.();
    await clock.advance(2000);
    expect(said).toEqual(['好的', 'beep', '再见']);
    expect(listener.captions.filter(({ final }) => final).map(({ text }) => text)).toEqual(['好的', '再见']);
  });

  it('is captioned about three times a second', async () => {
    const { clock, answered } = simulate();
    const { callee, listener } = await answered();
    void callee.line.say('我现在知道了', VOICE);
    await clock.advance(3000);
    expect(listener.captions.map(({ text, final }) => [text, final])).toEqual([
      ['我', false],
      ['我现在', false],
      ['我现在知', false],
      ['我现在知道了', true],
    ]);
  });

  it('ends where it is stopped: the promise resolves, and the last caption holds what was said', async () => {
    const { clock, answered } = simulate();
    const { callee, listener } = await answered();
    const done: string[] = [];
    void callee.line.say('等一下你先听我说', VOICE).then(() => done.push('first'));
    void callee.line.say('不要挂', VOICE).then(() => done.push('second'));
    await clock.advance(700);
    callee.line.stop();
    await clock.advance(0);
    expect(done).toEqual(['first', 'second']);
    const last = listener.captions.at(-1);
    expect([last?.text, last?.final]).toEqual(['等一下', true]);
    const sound = listener.frames.length;
    await clock.advance(2000);
    expect(listener.captions.at(-1)).toBe(last);
    const silence = listener.frames.slice(sound);
    expect(new Set(silence).size).toBe(1);
    expect(new Set(silence[0]?.bytes)).toEqual(new Set([0xff]));
  });

  it('has no caption where it was stopped before a word was out', async () => {
    const { clock, answered } = simulate();
    const { callee, listener } = await answered();
    void callee.line.say('等一下', VOICE);
    await clock.advance(100);
    callee.line.stop();
    await clock.advance(1000);
    expect(listener.captions).toEqual([]);
  });

  it('ends with the call: the words so far are told before the end, and what was promised never settles', async () => {
    const { clock, answered } = simulate();
    const { callee, listener, leg } = await answered();
    let settled = false;
    callee.line.say('我明天上午有事', VOICE).then(
      () => {
        settled = true;
      },
      () => {
        settled = true;
      },
    );
    await clock.advance(900);
    const before = listener.captions.length;
    leg.hangUp();
    await clock.advance(0);
    expect(listener.captions.slice(before).map(({ text, final }) => [text, final])).toEqual([['我明天上', true]]);
    void callee.line.say('喂', VOICE);
    void callee.line.press('1');
    callee.line.stop();
    callee.line.hangUp();
    callee.line.clock.after(100, () => callee.told.push('timer'));
    callee.line.clock.every(100, () => callee.told.push('timer'));
    await clock.advance(5000);
    expect(settled).toBe(false);
    expect(callee.told).not.toContain('timer');
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect(clock.pending).toBe(0);
  });

  it('reaches the listener as a key only by its tones', async () => {
    const { clock, answered } = simulate();
    const { callee, listener } = await answered();
    void callee.line.send(MulawAudio.fromBytes(dtmfSequence('7')));
    void callee.line.press('#');
    void callee.line.say('请按八', VOICE);
    await clock.advance(3000);
    expect(listener.told.filter((told) => told.startsWith('key'))).toEqual(['key 7', 'key #']);
  });
});

describe('a callee that fails', () => {
  const failed = { cause: 'failed', detail: "the simulator's callee failed: TypeError" };
  const fail = (): never => {
    throw new TypeError('secret words');
  };

  it.each(['answered', 'heardSpeech', 'heardSilence', 'heardWords', 'heardKey'] as const)(
    'in `%s` ends its own leg as failed, and no other',
    async (method) => {
      const { clock, answered, errors } = simulate({ does: { [method]: fail } });
      const first = await answered('first');
      first.leg.play(MulawAudio.fromBytes(dtmfSequence('1')));
      first.leg.play(speechOf('您好'), '您好');
      await clock.advance(2000);
      expect(first.listener.end).toEqual(failed);
      expect(first.listener.told.filter((told) => told === 'ended')).toHaveLength(1);
      expect(errors).toHaveLength(1);
      expect(clock.pending).toBe(0);
      const second = simulate();
      expect((await second.answered()).listener.end).toBeUndefined();
    },
  );

  it('leaves the calls beside it alone', async () => {
    let calls = 0;
    const { clock, answered } = simulate({
      does: {
        heardSpeech: () => {
          calls += 1;
          if (calls === 1) fail();
        },
      },
    });
    const first = await answered('first');
    const second = await answered('second');
    first.leg.play(speechOf('您好'));
    await clock.advance(1000);
    second.leg.play(speechOf('您好'), '您好');
    await clock.advance(1000);
    expect(first.listener.end).toEqual(failed);
    expect(second.listener.end).toBeUndefined();
    expect(second.callee.told).toContain('您好');
  });

  it('while being made, in a timer, or later in an async method does so too', async () => {
    const made = simulate({ pickup: { kind: 'answers', afterMs: 0, callee: fail } });
    const call = made.dial();
    await made.clock.advance(1000);
    expect(call.listener.end).toEqual(failed);
    expect(call.listener.told).toEqual(['accepted', 'ringing', 'ended']);

    const timed = simulate();
    const inTimer = await timed.answered();
    inTimer.callee.line.clock.after(100, fail);
    await timed.clock.advance(1000);
    expect(inTimer.listener.end).toEqual(failed);

    const later = simulate({ does: { answered: async () => fail() } });
    const inPromise = await later.answered();
    await later.clock.advance(100);
    expect(inPromise.listener.end).toEqual(failed);
  });

  it('by an impossible key, or because nobody can speak for it, does so too', async () => {
    const { clock, answered } = simulate();
    const key = await answered();
    void key.callee.line.press('E');
    await clock.advance(0);
    expect(key.listener.end?.detail).toBe("the simulator's callee failed: invalid_key");

    const mute = simulate({
      synthesiser: { ...synthesiser, speak: () => Promise.reject(new RingbackError('speech_failed', 'no program')) },
    });
    const silent = await mute.answered();
    void silent.callee.line.say('喂', VOICE);
    await mute.clock.advance(100);
    expect(silent.listener.end?.detail).toBe("the simulator's synthesiser failed: speech_failed");
  });

  it('at the end changes nothing of the end', async () => {
    const { clock, answered, errors, simulator } = simulate({ does: { ended: fail } });
    const { leg, listener } = await answered();
    leg.hangUp();
    await clock.advance(100);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect([errors.length, simulator.legs]).toEqual([1, 0]);
  });
});

describe('a listener that fails', () => {
  it.each(['accepted', 'ringing', 'answered', 'audio', 'mark', 'caption', 'key'] as const)(
    'in `%s` loses this leg, and the callee is told',
    async (event) => {
      const { clock, dial, callees, errors, simulator } = simulate();
      const { leg, listener } = dial();
      listener.does[event] = () => {
        throw new Error('no');
      };
      await clock.advance(1400);
      leg.mark('m');
      void callees[0]?.line.press('1');
      void callees[0]?.line.say('好的', VOICE);
      await clock.advance(2000);
      expect(listener.end).toEqual({ cause: 'failed', detail: "the simulator's listener failed: Error" });
      expect(errors.length).toBeGreaterThan(0);
      if (callees.length > 0) expect(callees[0]?.told.at(-1)).toBe('ended');
      expect([simulator.legs, clock.pending]).toEqual([0, 0]);
    },
  );
});

describe("the callees' chances", () => {
  it('are the same in every run, and differ from call to call', async () => {
    const draw = async (): Promise<number[]> => {
      const { answered } = simulate();
      const first = await answered('a');
      const second = await answered('b');
      return [first.callee.line.random(), second.callee.line.random()];
    };
    const once = await draw();
    expect(await draw()).toEqual(once);
    expect(once[0]).not.toBe(once[1]);
  });
});

describe('the journal of the simulator', () => {
  let folder: string;
  let journal: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-simulator-'));
    journal = join(folder, 'dials.jsonl');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('has the dial before anything else happened, without the number', () => {
    const { dial } = simulate({ journal });
    const { listener } = dial('c1');
    expect(readFileSync(journal, 'utf8')).toBe('{"callId":"c1","at":1767225600000}\n');
    expect(listener.told).toEqual([]);
  });

  it('tells after a crash which calls were dialled', async () => {
    const before = simulate({ journal });
    before.dial('c1');
    const after = simulate({ journal });
    expect(await after.simulator.lookUp('c1')).toBe('over');
    expect(await after.simulator.lookUp('c2')).toBe('never_dialled');
    expect(await simulate().simulator.lookUp('c1')).toBe('unknown');
  });

  it('tells a call of its own process from one that is over', async () => {
    const { clock, dial, simulator } = simulate({ journal });
    const { listener } = dial('c1');
    expect(await simulator.lookUp('c1')).toBe('under_way');
    await clock.advance(0);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect(await simulator.lookUp('c1')).toBe('over');
  });

  it('is a condition of dialling: where it cannot be written nobody is called', async () => {
    let asked = false;
    const { clock, dial, simulator } = simulate({
      journal: join(folder, 'missing', 'dials.jsonl'),
      directory: {
        find: () => {
          asked = true;
          return { kind: 'never_answers' };
        },
      },
    });
    const { listener } = dial('c1');
    await clock.advance(1000);
    expect(listener.told).toEqual(['ended']);
    expect(listener.end).toEqual({ cause: 'failed', detail: 'the dial journal cannot be written: ENOENT' });
    expect(asked).toBe(false);
    expect(await simulator.lookUp('c1')).toBe('never_dialled');
  });

  it('does not hold a call that a closed simulator refused', async () => {
    const { clock, dial, simulator } = simulate({ journal });
    await simulator.close();
    const { listener } = dial('c1');
    await clock.advance(0);
    expect(listener.end).toEqual({ cause: 'failed', detail: 'the simulator is closed' });
    expect(await simulator.lookUp('c1')).toBe('never_dialled');
  });
});
