import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dtmfSequence } from '../../audio/dtmf.js';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { RingbackError } from '../../errors.js';
import type { LostCall } from '../carrier.js';
import type { Pickup } from './callee.js';
import { ScriptedCallee, simulate, speechOf, synthesiser, VOICE } from './test-simulation.js';

function lost(callId: string): LostCall {
  return { callId, reference: null, to: '+8613800138000', dialledAt: 0 };
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
    expect(await after.simulator.lookUp(lost('c1'))).toBe('over');
    expect(await after.simulator.lookUp(lost('c2'))).toBe('never_dialled');
    expect(await simulate().simulator.lookUp(lost('c1'))).toBe('unknown');
  });

  it('tells a call of its own process from one that is over', async () => {
    const { clock, dial, simulator } = simulate({ journal });
    const { listener } = dial('c1');
    expect(await simulator.lookUp(lost('c1'))).toBe('under_way');
    await clock.advance(0);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect(await simulator.lookUp(lost('c1'))).toBe('over');
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
    expect(await simulator.lookUp(lost('c1'))).toBe('never_dialled');
  });

  it('does not hold a call that a closed simulator refused', async () => {
    const { clock, dial, simulator } = simulate({ journal });
    await simulator.close();
    const { listener } = dial('c1');
    await clock.advance(0);
    expect(listener.end).toEqual({ cause: 'failed', detail: 'the simulator is closed' });
    expect(await simulator.lookUp(lost('c1'))).toBe('never_dialled');
  });
});
