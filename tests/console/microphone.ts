import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '@ringback/engine';

/** What browsers record at. */
export const MICROPHONE_RATE = 48_000;

/** A file for a browser's microphone: mono, 16 bit, 48 kHz. The browser plays it from its start whenever a page opens the microphone, and again at its end. */
export async function microphoneFile(samples: Int16Array): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-microphone-'));
  const path = join(folder, 'microphone.wav');
  await writeFile(path, encodeWav(samples, MICROPHONE_RATE));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function tone(hertz: number, ms: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: (MICROPHONE_RATE * ms) / 1000 }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * index) / MICROPHONE_RATE)),
  );
}

export function silence(ms: number): Int16Array {
  return new Int16Array((MICROPHONE_RATE * ms) / 1000);
}

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Root mean square, full scale 1, and the frequency by zero crossings. */
export function measure(pcm: Int16Array, rate: number): { rms: number; hertz: number } {
  let crossings = 0;
  let power = 0;
  for (let index = 1; index < pcm.length; index += 1) {
    if ((pcm[index - 1] as number) < 0 !== (pcm[index] as number) < 0) crossings += 1;
    power += ((pcm[index] as number) / 32_768) ** 2;
  }
  return { rms: Math.sqrt(power / pcm.length), hertz: (crossings * rate) / (2 * pcm.length) };
}

/** The loudest stretch of so many samples, found in steps of a tenth of it. */
export function loudest(pcm: Int16Array, length: number): Int16Array {
  let best = pcm.subarray(0, length);
  let most = -1;
  for (let from = 0; from + length <= pcm.length; from += Math.ceil(length / 10)) {
    const part = pcm.subarray(from, from + length);
    const { rms } = measure(part, 1);
    if (rms > most) [best, most] = [part, rms];
  }
  return best;
}

const STRETCH_MS = 100;

/** How long a tone of this frequency sounds in all, in whole stretches of 100 ms: zero crossings tell the frequency of each to within 5 Hz. */
export function soundingMs(pcm: Int16Array, rate: number, hertz: number): number {
  const length = (rate * STRETCH_MS) / 1000;
  let stretches = 0;
  for (let from = 0; from + length <= pcm.length; from += length) {
    const heard = measure(pcm.subarray(from, from + length), rate);
    if (heard.rms > 0.02 && Math.abs(heard.hertz - hertz) <= 10) stretches += 1;
  }
  return stretches * STRETCH_MS;
}
