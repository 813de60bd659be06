import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MulawAudio } from '../audio/mulaw-audio.js';
import type { LegListener } from '../carriers/carrier.js';
import { ManualClock } from '../testing/manual-clock.js';
import { ScriptedLeg } from '../testing/scripted-carrier.js';
import { silentAudio } from '../testing/silent-audio.js';
import { CallTimers } from './call-timers.js';
import { LOST_MARK_MS, Playout, STRETCH_MS } from './playout.js';

function playout(options: { marks?: boolean; markDelayMs?: number } = {}) {
  const clock = new ManualClock();
  const told: string[] = [];
  const unused = (): void => undefined;
  const listener: LegListener = {
    accepted: unused,
    ringing: unused,
    answered: unused,
    machine: unused,
    audio: unused,
    key: unused,
    caption: unused,
    mark: (name) => void position.marked(name),
    ended: unused,
  };
  const request = { callId: 'c', to: '+1', ringTimeoutMs: 1_000 };
  const leg = new ScriptedLeg(request, listener, clock, { markDelayMs: options.markDelayMs });
  const timers = new CallTimers(clock, (error) => {
    throw error;
  });
  const position: Playout = new Playout(leg, options.marks ?? true, timers, {
    began: () => told.push('began'),
    reached: () => told.push(`reached ${Math.round(position.reachedMs)}`),
    drained: () => told.push('drained'),
    marksLost: () => told.push('marks lost'),
  });
  return { clock, leg, position, told };
}

describe('the playout position', () => {
  it('is exact at each mark and follows the clock between them [bridge: playout.by-marks]', async () => {
    const { clock, position, told } = playout();
    position.play(silentAudio(400), undefined, true);
    position.play(silentAudio(400), undefined, true);
    expect(position.heardMs()).toBe(0);
    await clock.advance(150);
    expect(position.heardMs()).toBe(150);
    expect(position.reachedMs).toBe(0);
    expect(position.remainingMs()).toBe(650);
    await clock.advance(250);
    expect(position.reachedMs).toBe(400);
    await clock.advance(400);
    expect(position.reachedMs).toBe(800);
    expect(position.playing).toBe(false);
    expect(told).toEqual(['began', 'reached 400', 'reached 800', 'drained']);
    expect(clock.pending).toBe(0);
  });

  it('never passes a mark that is still out, however late it is', async () => {
    const { clock, position } = playout({ markDelayMs: 300 });
    position.play(silentAudio(400), undefined, true);
    position.play(silentAudio(400), undefined, true);
    await clock.advance(650);
    expect(position.heardMs()).toBe(400);
    await clock.advance(100);
    expect(position.heardMs()).toBe(450);
  });

  it('never passes what was queued', async () => {
    const { clock, position } = playout();
    position.play(silentAudio(60), undefined, false);
    await clock.advance(190);
    expect(position.heardMs()).toBe(60);
    position.play(silentAudio(60), undefined, false);
    await clock.advance(10);
    expect(position.heardMs()).toBe(70);
  });

  it('begins its time anew behind a gap', async () => {
    const { clock, position, told } = playout();
    position.play(silentAudio(200), undefined, true);
    await clock.advance(5_000);
    position.play(silentAudio(200), undefined, true);
    expect(position.heardMs()).toBe(200);
    await clock.advance(100);
    expect(position.heardMs()).toBe(300);
    expect(told).toEqual(['began', 'reached 200', 'drained', 'began']);
  });

  it('cuts long audio into stretches with a mark behind each, and the words with it', () => {
    const { leg, position } = playout();
    position.play(silentAudio(1_200), '您好，请问是王先生吗？', false);
    expect(leg.given.map((stretch) => stretch.audio.durationMs)).toEqual([STRETCH_MS, STRETCH_MS, 240]);
    expect(leg.given.map((stretch) => stretch.words)).toEqual(['您好，请', '问是王先', '生吗？']);
    // One behind each full stretch; the rest waits for more.
    expect(leg.marksAsked).toHaveLength(2);
    position.markEnd();
    expect(leg.marksAsked).toHaveLength(3);
  });

  it('cuts base64 as text, without decoding it, and passes small audio on as it is [bridge: relay.undecoded]', () => {
    const { leg, position } = playout();
    const bytes = Uint8Array.from({ length: 9_001 }, (_, index) => index % 251);
    position.play(MulawAudio.fromBase64(Buffer.from(bytes).toString('base64')), undefined, true);
    expect(leg.given.map((stretch) => stretch.audio.byteLength)).toEqual([3_840, 3_840, 1_321]);
    expect(Buffer.concat(leg.given.map((stretch) => stretch.audio.bytes))).toEqual(Buffer.from(bytes));
    const small = silentAudio(20);
    position.play(small, 'hi', true);
    expect(leg.given.at(-1)?.audio).toBe(small);
  });

  it('asks for one mark in 400 ms of single frames, and one at the end', async () => {
    const { clock, leg, position, told } = playout();
    for (let frame = 0; frame < 42; frame += 1) position.play(silentAudio(20), undefined, frame === 0);
    expect(leg.marksAsked).toHaveLength(3);
    position.markEnd();
    position.markEnd();
    expect(leg.marksAsked).toHaveLength(4);
    await clock.advance(840);
    expect(told).toEqual(['began', 'reached 20', 'reached 420', 'reached 820', 'reached 840', 'drained']);
  });

  it('takes what has no mark for played a moment after its time, so that frames sent just in time are no gaps', async () => {
    const { clock, position, told } = playout();
    for (let frame = 0; frame < 4; frame += 1) {
      position.play(silentAudio(20), undefined, false);
      await clock.advance(20);
    }
    await clock.advance(199);
    expect(told).toEqual(['began']);
    await clock.advance(1);
    expect(told).toEqual(['began', 'reached 80', 'drained']);
    expect(clock.pending).toBe(0);
  });

  it('tells marks that a clear returned apart from played ones [bridge: playout.own-clear]', async () => {
    const { clock, leg, position, told } = playout({ markDelayMs: 50 });
    position.play(silentAudio(2_000), undefined, true);
    await clock.advance(700);
    expect(position.heardMs()).toBe(STRETCH_MS + 170);
    position.clear();
    expect(leg.heardMs).toBe(700);
    position.play(silentAudio(200), undefined, true);
    await clock.advance(100);
    // The cleared ones have returned by now.
    expect(told).toEqual(['began', 'reached 480', 'began']);
    expect(position.heardMs()).toBe(2_100);
    await clock.advance(150);
    expect(told).toEqual(['began', 'reached 480', 'began', 'reached 2200', 'drained']);
  });

  it('bears marks that are unknown, come twice, or overtake each other', async () => {
    const { clock, leg, position, told } = playout();
    leg.losesMarks = true;
    position.play(silentAudio(200), undefined, true);
    position.play(silentAudio(200), undefined, true);
    await clock.advance(400);
    const [first = '', second = ''] = leg.marksAsked;
    expect(position.marked('other')).toBe(false);
    expect(position.marked(second)).toBe(true);
    expect(position.marked(first)).toBe(false);
    expect(position.marked(second)).toBe(false);
    expect(told).toEqual(['began', 'reached 400', 'drained']);
  });

  it('gives marks up that do not return in time', async () => {
    const { clock, leg, position, told } = playout();
    leg.losesMarks = true;
    position.play(silentAudio(800), undefined, true);
    await clock.advance(799 + LOST_MARK_MS);
    expect(told).toEqual(['began']);
    await clock.advance(2);
    expect(told).toEqual(['began', 'marks lost', 'reached 800', 'drained']);
    expect(clock.pending).toBe(0);
  });

  it('follows a carrier without marks by the clock alone', async () => {
    const { clock, leg, position, told } = playout({ marks: false });
    position.play(silentAudio(600), undefined, true);
    await clock.advance(300);
    expect(position.heardMs()).toBe(300);
    position.play(silentAudio(100), undefined, true);
    await clock.advance(400);
    expect(told).toEqual(['began', 'reached 480', 'reached 600', 'reached 700', 'drained']);
    expect(leg.marksAsked).toEqual([]);
    expect(clock.pending).toBe(0);
    position.play(silentAudio(600), undefined, true);
    await clock.advance(500);
    position.clear();
    await clock.advance(500);
    expect(told.slice(5)).toEqual(['began', 'reached 1180']);
    expect(clock.pending).toBe(0);
  });

  it('knows what was heard to within one frame of the truth, whatever is queued when', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('play' as const), ms: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 80 }) }),
      fc.constant({ kind: 'clear' as const, ms: 0 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, marks) => {
        const { clock, leg, position } = playout({ marks });
        let dropped = 0;
        for (const one of steps) {
          // Frames of 20 ms, so that the sums are exact.
          if (one.kind === 'play') position.play(silentAudio(one.ms * 20), undefined, one.ms % 2 === 0);
          else if (one.kind === 'wait') await clock.advance(one.ms * 20);
          else {
            position.clear();
            dropped = position.queuedMs - leg.heardMs;
          }
          expect(Math.abs(position.heardMs() - dropped - leg.heardMs)).toBeLessThan(20);
        }
        position.markEnd();
        await clock.advance(60_000);
        expect(position.playing).toBe(false);
        expect(position.heardMs() - dropped).toBeCloseTo(leg.heardMs);
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
