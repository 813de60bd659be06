import { describe, expect, it } from 'vitest';
import { MULAW_SILENCE } from '../../audio/mulaw-audio.js';
import { type Played, PlayoutQueue } from './playout-queue.js';

/** One tick: what is over with the last frame, then a copy of the next one. */
function tick(queue: PlayoutQueue): { played: readonly Played[]; frame: number[] | null } {
  const played = queue.framePlayed();
  const frame = queue.takeFrame();
  return { played, frame: frame === null ? null : [...frame] };
}

function bytes(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

const mark = (name: string): Played => ({ kind: 'mark', name });
const words = (text: string): Played => ({ kind: 'words', words: text });

describe('PlayoutQueue', () => {
  it('plays stretches of any size in order and without a gap, and fills up the last frame', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(200, 1), undefined);
    queue.play(bytes(3, 2), undefined);
    queue.play(bytes(7, 3), undefined);
    queue.play(bytes(160, 4), undefined);
    const heard: number[] = [];
    for (let { frame } = tick(queue); frame !== null; { frame } = tick(queue)) heard.push(...frame);
    expect(heard).toEqual([
      ...bytes(200, 1),
      ...bytes(3, 2),
      ...bytes(7, 3),
      ...bytes(160, 4),
      ...bytes(480 - 370, MULAW_SILENCE),
    ]);
  });

  it('refuses a mark only while idle: then it is to be told at once', () => {
    const queue = new PlayoutQueue();
    expect(queue.idle).toBe(true);
    expect(queue.mark('idle')).toBe(false);
    queue.play(bytes(160, 1), undefined);
    expect(queue.mark('behind')).toBe(true);
  });

  it('tells a mark when the frame with the last byte before it was played, not when it was taken', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(320, 1), undefined);
    queue.mark('a');
    expect(tick(queue).played).toEqual([]);
    expect(tick(queue).played).toEqual([]);
    expect(queue.idle).toBe(false);
    expect(tick(queue)).toEqual({ played: [mark('a')], frame: null });
    expect(queue.idle).toBe(true);
  });

  it('tells a mark in the middle of a frame with the end of that frame', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(100, 1), undefined);
    queue.mark('a');
    queue.play(bytes(100, 2), undefined);
    queue.mark('b');
    tick(queue);
    expect(tick(queue).played).toEqual([mark('a')]);
    expect(tick(queue).played).toEqual([mark('b')]);
  });

  it('tells marks that follow the same audio together and in order, also one that comes while the last frame plays', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(160, 1), undefined);
    queue.mark('a');
    queue.mark('b');
    tick(queue);
    expect(queue.mark('late')).toBe(true);
    expect(tick(queue)).toEqual({ played: [mark('a'), mark('b'), mark('late')], frame: null });
  });

  it('tells the words of a stretch at its end, in order with the marks', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(320, 1), '你好');
    queue.mark('a');
    queue.play(bytes(160, 1), '再见');
    tick(queue);
    tick(queue);
    expect(tick(queue).played).toEqual([words('你好'), mark('a')]);
    expect(tick(queue).played).toEqual([words('再见')]);
  });

  it('takes words without audio, and ignores audio without bytes', () => {
    const queue = new PlayoutQueue();
    queue.play(bytes(0, 1), undefined);
    expect(queue.idle).toBe(true);
    queue.play(bytes(0, 1), '嗯');
    queue.mark('a');
    expect(tick(queue)).toEqual({ played: [words('嗯'), mark('a')], frame: null });
  });

  describe('clear', () => {
    it('returns every outstanding mark, and the words up to where it was cut', () => {
      const queue = new PlayoutQueue();
      queue.play(bytes(160, 1), '好');
      queue.mark('a');
      queue.play(bytes(1600, 1), '明天上午九点开会请准时');
      queue.mark('b');
      queue.play(bytes(1600, 1), '再见');
      queue.mark('c');
      for (let frame = 0; frame < 6; frame += 1) tick(queue);
      expect(queue.clear()).toEqual([words('明天上午九'), mark('b'), mark('c')]);
      expect(queue.idle).toBe(true);
      expect(tick(queue)).toEqual({ played: [], frame: null });
    });

    it('counts the frame that plays as heard', () => {
      const queue = new PlayoutQueue();
      queue.play(bytes(160, 1), '好');
      queue.mark('a');
      tick(queue);
      expect(queue.clear()).toEqual([words('好'), mark('a')]);
      expect(queue.framePlayed()).toEqual([]);
    });

    it('gives nothing of what was not begun', () => {
      const queue = new PlayoutQueue();
      queue.play(bytes(1600, 1), '再见');
      expect(queue.clear()).toEqual([]);
    });

    it('gives nothing where nothing is queued, and what comes after is played', () => {
      const queue = new PlayoutQueue();
      expect(queue.clear()).toEqual([]);
      queue.play(bytes(160, 9), 'x');
      expect(tick(queue).frame?.[0]).toBe(9);
      expect(tick(queue).played).toEqual([words('x')]);
    });
  });
});
