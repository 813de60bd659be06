import { describe, expect, it } from 'vitest';
import { AudioStore } from './audio-store.js';
import { MulawAudio } from './mulaw-audio.js';

const sound = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + seed) % 256);

describe('audio that was put aside', () => {
  it('is as it was, as bytes or as text, however much of it there is', () => {
    const store = new AudioStore();
    const kept = Array.from({ length: 100 }, (_, index) => {
      const bytes = sound(1_200 + index, index);
      const audio =
        index % 2 === 0 ? MulawAudio.fromBytes(bytes) : MulawAudio.fromBase64(Buffer.from(bytes).toString('base64'));
      return { bytes, stored: store.keep(audio) };
    });
    for (const { bytes, stored } of kept) expect(Buffer.compare(stored.take().bytes, bytes)).toBe(0);
  });

  it('is no copy of what may change, nor changed by who takes it', () => {
    const store = new AudioStore();
    const bytes = sound(160, 1);
    const stored = store.keep(MulawAudio.fromBytes(bytes));
    bytes.fill(0);
    stored.take().bytes.fill(1);
    expect([...stored.take().bytes]).toEqual([...sound(160, 1)]);
  });

  it('may be longer than what is set aside at once, or nothing at all', () => {
    const store = new AudioStore();
    const long = MulawAudio.fromBytes(sound(100_000, 3));
    expect(store.keep(long).take()).toBe(long);
    expect(store.keep(MulawAudio.fromBytes(new Uint8Array())).take().byteLength).toBe(0);
  });
});
