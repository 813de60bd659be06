import { describe, expect, it } from 'vitest';
import { encodeMulaw, mulawPower } from './g711.js';
import { MulawAudio } from './mulaw-audio.js';

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0xff);

/** The same audio in each way in which it can be held. */
function held(bytes: Uint8Array): [how: string, audio: MulawAudio][] {
  const base64 = Buffer.from(bytes).toString('base64');
  return [
    ['bytes', MulawAudio.fromBytes(bytes)],
    ['base64', MulawAudio.fromBase64(base64)],
    ['received', MulawAudio.fromReceived(Buffer.from(`{"payload":"${base64}"}`), 12, 12 + base64.length)],
  ];
}

describe('µ-law audio is the same however it is held', () => {
  // 480 ms is where longer audio is cut, three is what base64 counts by.
  it.each([0, 1, 2, 3, 159, 160, 3_840, 4_001])('%i bytes', (length) => {
    const bytes = bytesOf(length);
    const base64 = Buffer.from(bytes).toString('base64');
    for (const [how, audio] of held(bytes)) {
      expect([audio.byteLength, audio.durationMs, audio.base64Length], how).toEqual([
        length,
        length / 8,
        base64.length,
      ]);
      const target = Buffer.alloc(base64.length + 4, '.');
      expect(audio.copyBase64To(target, 2), how).toBe(base64.length);
      expect(target.toString(), how).toBe(`..${base64}..`);
      expect(audio.base64, how).toBe(base64);
      expect(Buffer.compare(audio.bytes, bytes), how).toBe(0);
    }
  });

  it('is cut into the same pieces, also where a piece is no multiple of three', () => {
    const bytes = bytesOf(1_000);
    for (const pieceBytes of [160, 240, 3_840]) {
      for (const [how, audio] of held(bytes)) {
        const pieces = audio.split(pieceBytes);
        expect(pieces.map(({ byteLength }) => byteLength).slice(0, -1), how).toEqual(
          Array(Math.ceil(1_000 / pieceBytes) - 1).fill(pieceBytes),
        );
        expect(Buffer.compare(Buffer.concat(pieces.map((piece) => piece.bytes)), bytes), how).toBe(0);
      }
    }
  });

  it('is put aside and taken out again as it was, if there is room', () => {
    const bytes = bytesOf(160);
    for (const [how, audio] of held(bytes)) {
      const memory = Buffer.alloc(400);
      const length = audio.copyTo(memory, 5, audio.heldLength);
      expect(Buffer.compare(MulawAudio.copiedFrom(memory, 5, length).bytes, bytes), how).toBe(0);
      expect(audio.copyTo(memory, 5, audio.heldLength - 1), how).toBe(0);
    }
  });

  it('has about the same power', () => {
    for (const amplitude of [200, 2_000, 20_000]) {
      const pcm = Int16Array.from(
        { length: 160 },
        (_, index) => amplitude * Math.sin((2 * Math.PI * 440 * index) / 8000),
      );
      const bytes = encodeMulaw(pcm);
      const exact = mulawPower(bytes);
      for (const [how, audio] of held(bytes)) {
        expect(audio.power / exact, `${how} ${amplitude}`).toBeGreaterThan(0.8);
        expect(audio.power / exact, `${how} ${amplitude}`).toBeLessThan(1.25);
      }
    }
    for (const [how, audio] of held(new Uint8Array(160).fill(0xff))) expect(audio.power, how).toBeLessThan(1e-6);
    for (const [how, audio] of held(new Uint8Array())) expect(audio.power, how).toBe(0);
  });
});
