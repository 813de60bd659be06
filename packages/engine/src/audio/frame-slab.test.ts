import { describe, expect, it } from 'vitest';
import { FrameSlab } from './frame-slab.js';
import { MulawAudio } from './mulaw-audio.js';

const bytes = (value: number, length = 160): Uint8Array => new Uint8Array(length).fill(value);

describe('memory for frames', () => {
  it('gives each back as it came, with its instant', () => {
    const slab = new FrameSlab(3);
    for (let slot = 0; slot < 3; slot += 1) slab.put(slot, MulawAudio.fromBytes(bytes(slot)), slot + 0.25);
    slab.put(1, MulawAudio.fromBytes(bytes(9)), 1_764_000_000_123.456);
    const [first, second, third] = [0, 1, 2].map((slot) => slab.at(slot));
    expect([first?.audio.bytes[159], second?.audio.bytes[0], third?.audio.bytes[0]]).toEqual([0, 9, 2]);
    expect([first?.at, second?.at, third?.at]).toEqual([0.25, 1_764_000_000_123.456, 2.25]);
  });

  it('holds base64 as text', () => {
    const slab = new FrameSlab(2);
    const text = Buffer.from(bytes(7)).toString('base64');
    slab.put(1, MulawAudio.fromBase64(text), 0);
    expect(slab.at(1).audio.base64).toBe(text);
    expect([...slab.at(1).audio.bytes]).toEqual([...bytes(7)]);
  });

  it('holds frames of any length, also longer and empty ones', () => {
    const slab = new FrameSlab(3);
    const long = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
    slab.put(0, MulawAudio.fromBytes(bytes(1, 3)), 0);
    slab.put(1, MulawAudio.fromBytes(long), 1);
    slab.put(2, MulawAudio.fromBase64(Buffer.from(long).toString('base64')), 2);
    expect(slab.at(0).audio.byteLength).toBe(3);
    expect([...slab.at(1).audio.bytes]).toEqual([...long]);
    expect([...slab.at(2).audio.bytes]).toEqual([...long]);
    slab.put(1, MulawAudio.fromBytes(new Uint8Array()), 3);
    slab.put(2, MulawAudio.fromBytes(bytes(4)), 4);
    expect([0, 1, 2].map((slot) => slab.at(slot).audio.byteLength)).toEqual([3, 0, 160]);
  });

  it('keeps what was received although it is overwritten, a long frame, too', () => {
    const slab = new FrameSlab(2);
    const texts = [160, 400].map((length) => Buffer.from(bytes(length & 0xff, length)).toString('base64'));
    for (const [slot, text] of texts.entries()) {
      const received = Buffer.from(text);
      slab.put(slot, MulawAudio.fromReceived(received, 0, received.length), 0);
      received.fill(0);
    }
    expect([slab.at(0).audio.base64, slab.at(1).audio.base64]).toEqual(texts);
  });

  it('forgets long frames when it is told to', () => {
    const slab = new FrameSlab(2);
    slab.put(1, MulawAudio.fromBytes(bytes(1, 500)), 0);
    slab.forget(0, 2);
    expect(slab.at(1).audio.byteLength).toBe(0);
  });
});
