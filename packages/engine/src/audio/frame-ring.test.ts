import { describe, expect, it } from 'vitest';
import { FrameRing } from './frame-ring.js';
import { MulawAudio } from './mulaw-audio.js';

const bytes = (value: number, length = 160): Uint8Array => new Uint8Array(length).fill(value);
const held = (ring: FrameRing): number[] =>
  Array.from({ length: ring.size }, (_, index) => ring.at(index).bytes[0] as number);

describe('the ring of the last frames', () => {
  it('gives them back as they came, oldest first, and forgets the oldest', () => {
    const ring = new FrameRing(3);
    expect(ring.size).toBe(0);
    for (let value = 1; value <= 5; value += 1) ring.push(MulawAudio.fromBytes(bytes(value)));
    expect([ring.count, ring.size]).toEqual([5, 3]);
    expect(held(ring)).toEqual([3, 4, 5]);
    expect(ring.at(0).byteLength).toBe(160);
  });

  it('holds base64 as text', () => {
    const ring = new FrameRing(2);
    const text = Buffer.from(bytes(7)).toString('base64');
    ring.push(MulawAudio.fromBase64(text));
    expect(ring.at(0).base64).toBe(text);
    expect([...ring.at(0).bytes]).toEqual([...bytes(7)]);
  });

  it('holds frames of any length, also longer and empty ones', () => {
    const ring = new FrameRing(3);
    const long = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
    ring.push(MulawAudio.fromBytes(bytes(1, 3)));
    ring.push(MulawAudio.fromBytes(long));
    ring.push(MulawAudio.fromBase64(Buffer.from(long).toString('base64')));
    expect(ring.at(0).byteLength).toBe(3);
    expect([...ring.at(1).bytes]).toEqual([...long]);
    expect([...ring.at(2).bytes]).toEqual([...long]);
    ring.push(MulawAudio.fromBytes(new Uint8Array()));
    ring.push(MulawAudio.fromBytes(bytes(4)));
    expect([0, 1, 2].map((index) => ring.at(index).byteLength)).toEqual([1_000, 0, 160]);
  });

  it('is empty after it was cleared', () => {
    const ring = new FrameRing(2);
    ring.push(MulawAudio.fromBytes(bytes(1)));
    ring.clear();
    expect([ring.count, ring.size]).toEqual([0, 0]);
    ring.push(MulawAudio.fromBytes(bytes(2)));
    expect(held(ring)).toEqual([2]);
  });
});
