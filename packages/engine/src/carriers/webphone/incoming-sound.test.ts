import { describe, expect, it } from 'vitest';
import { IncomingSound } from './incoming-sound.js';

const FRAME = 160;

/** Frames and time as a script: each entry is the instant in milliseconds, and the frame (by its number) that comes then, or none: a tick. */
class Script {
  readonly told: string[] = [];
  now = 0;
  readonly sound = new IncomingSound(
    () => this.now,
    ({ bytes }) => this.told.push(bytes[0] === 0xff ? '.' : '#'),
  );

  frame(at: number, number: number): this {
    this.now = at;
    this.sound.frame(new Uint8Array(FRAME).fill(7), (number * FRAME) % 2 ** 32);
    return this;
  }

  /** Ticks each 20 ms. */
  until(end: number): this {
    for (let at = Math.floor(this.now / 20) * 20 + 20; at <= end; at += 20) {
      this.now = at;
      this.sound.tick();
    }
    return this;
  }

  /** Frames in their time. */
  steady(from: number, first: number, count: number): this {
    for (let index = 0; index < count; index += 1) {
      this.frame(from + index * 20, first + index);
      this.sound.tick();
    }
    return this;
  }

  get text(): string {
    return this.told.join('');
  }
}

describe("the callee's sound", () => {
  it('is told as it comes', () => {
    expect(new Script().steady(0, 1_000, 10).text).toBe('##########');
  });

  it('that is late is not replaced, and comes whole', () => {
    const script = new Script().steady(0, 0, 5).until(400);
    for (let frame = 5; frame < 25; frame += 1) script.frame(420, frame);
    expect(script.text).toBe('#'.repeat(25));
  });

  it('that does not come is silence, told in its time', () => {
    const script = new Script().steady(0, 0, 5).until(460);
    expect(script.text).toBe('#####');
    script.until(480);
    expect(script.text).toBe(`#####${'.'.repeat(20)}`);
    script.until(580);
    expect(script.text).toBe(`#####${'.'.repeat(25)}`);
  });

  it('that comes for time which was silence already is dropped, and what follows is not', () => {
    const script = new Script().steady(0, 0, 5).until(580);
    for (let frame = 5; frame < 32; frame += 1) script.frame(600, frame);
    expect(script.text).toBe(`#####${'.'.repeat(25)}##`);
    expect(script.steady(640, 32, 5).text).toBe(`#####${'.'.repeat(25)}#######`);
  });

  it('that is later from now on by more than is waited for loses what it is late by, once', () => {
    const script = new Script().steady(0, 0, 5).until(580).steady(600, 5, 100);
    expect(script.text).toBe(`#####${'.'.repeat(25)}${'#'.repeat(75)}`);
  });

  it('of a page that slept has silence where it slept', () => {
    expect(new Script().steady(0, 0, 5).frame(300, 15).text).toBe('#####..........#');
  });

  it('is no more than there is time for, however much comes', () => {
    const script = new Script();
    for (let at = 0; at < 1_000; at += 20) for (let one = 0; one < 10; one += 1) script.frame(at, (at / 20) * 10 + one);
    expect(script.told.length).toBeLessThanOrEqual(50 + 26);
    // And no timestamp makes more of it.
    script.frame(1_000, 1_000_000).frame(1_000, 13_000_000);
    expect(script.told.length).toBeLessThanOrEqual(50 + 27);
    expect(script.until(5_000).told.length).toBeLessThanOrEqual(250 + 27);
  });

  it('of a clock that is fast goes on, with a frame left out now and then', () => {
    const script = new Script();
    // One per cent, for a minute and a half: 45 frames too many.
    for (let frame = 0; frame < 4_545; frame += 1) script.frame(frame * 19.8, frame);
    expect(script.told.length).toBeGreaterThan(4_500);
    expect(script.told.length).toBeLessThanOrEqual(4_526);
    expect(script.text.slice(-40)).toBe('#'.repeat(40));
  });

  it('wraps around, and begins anew over another connection', () => {
    const wrapping = 2 ** 32 / FRAME - 2;
    const script = new Script().steady(0, wrapping, 5);
    script.sound.restart();
    expect(script.steady(100, 77, 5).text).toBe('##########');
  });
});
