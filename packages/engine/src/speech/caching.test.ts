import { describe, expect, it } from 'vitest';
import { MulawAudio } from '../audio/mulaw-audio.js';
import { isRingbackError, RingbackError } from '../errors.js';
import { CachingSynthesiser } from './caching.js';
import type { Synthesiser, Voice } from './synthesiser.js';

/** Makes 100 bytes a character, when it is told to. */
class SlowSynthesiser implements Synthesiser {
  readonly name = 'tones';
  readonly asked: string[] = [];
  closed = false;
  #waiting: { text: string; resolve: (audio: MulawAudio) => void; reject: (error: Error) => void }[] = [];

  speak(text: string, _voice: Voice): Promise<MulawAudio> {
    this.asked.push(text);
    return new Promise((resolve, reject) => this.#waiting.push({ text, resolve, reject }));
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  finish(error?: Error): void {
    for (const { text, resolve, reject } of this.#waiting.splice(0)) {
      if (error === undefined) resolve(MulawAudio.fromBytes(new Uint8Array(text.length * 100)));
      else reject(error);
    }
  }
}

const zh: Voice = { language: 'zh' };

async function said(cache: CachingSynthesiser, inner: SlowSynthesiser, text: string, voice = zh): Promise<MulawAudio> {
  const audio = cache.speak(text, voice);
  inner.finish();
  return audio;
}

describe('CachingSynthesiser', () => {
  it('asks once for the same words in the same voice, and again for another voice', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner);
    const first = await said(cache, inner, '您好');
    expect(await cache.speak('您好', { ...zh })).toBe(first);
    expect(inner.asked).toEqual(['您好']);
    await said(cache, inner, '您好', { language: 'zh', pitch: 70 });
    await said(cache, inner, '您好', { language: 'zh', rate: 70 });
    await said(cache, inner, '您好', { language: 'en' });
    expect(inner.asked.length).toBe(4);
    expect(cache.name).toBe('tones');
  });

  it('joins requests under way', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner);
    const all = Promise.all([cache.speak('a', zh), cache.speak('a', zh), cache.speak('a', zh)]);
    inner.finish();
    const [first, ...rest] = await all;
    expect(rest.every((audio) => audio === first)).toBe(true);
    expect(inner.asked).toEqual(['a']);
  });

  it('drops the least recently used first and keeps to its bytes', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner, { maxBytes: 3 * 400 });
    for (const text of ['a', 'b', 'c']) await said(cache, inner, text);
    await cache.speak('a', zh);
    await said(cache, inner, 'd');
    expect(cache.keptBytes).toBeLessThanOrEqual(1200);
    inner.asked.length = 0;
    await cache.speak('a', zh);
    await cache.speak('c', zh);
    await cache.speak('d', zh);
    expect(inner.asked).toEqual([]);
    await said(cache, inner, 'b');
    expect(inner.asked).toEqual(['b']);
  });

  it('does not keep what is larger than all of it, nor anything at 0 bytes', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner, { maxBytes: 2000 });
    await said(cache, inner, 'a');
    await said(cache, inner, 'x'.repeat(50));
    expect(cache.keptBytes).toBeGreaterThan(0);
    inner.asked.length = 0;
    await cache.speak('a', zh);
    expect(inner.asked).toEqual([]);
    const none = new CachingSynthesiser(inner, { maxBytes: 0 });
    await said(none, inner, 'a');
    await said(none, inner, 'a');
    expect(inner.asked).toEqual(['a', 'a']);
    expect(none.keptBytes).toBe(0);
    expect(() => new CachingSynthesiser(inner, { maxBytes: -1 })).toThrow(RingbackError);
  });

  it('tells a failure to all who joined, and tries anew afterwards', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner);
    const both = Promise.allSettled([cache.speak('a', zh), cache.speak('a', zh)]);
    inner.finish(new RingbackError('speech_failed', 'no'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await said(cache, inner, 'a')).byteLength).toBe(100);
    expect(inner.asked).toEqual(['a', 'a']);
  });

  it('closes what it stands before, refuses afterwards, and keeps nothing that comes late', async () => {
    const inner = new SlowSynthesiser();
    const cache = new CachingSynthesiser(inner);
    await said(cache, inner, 'a');
    const late = cache.speak('b', zh);
    await cache.close();
    inner.finish();
    await late;
    expect(inner.closed).toBe(true);
    expect(cache.keptBytes).toBe(0);
    const refused = await cache.speak('a', zh).catch((error: unknown) => error);
    expect(isRingbackError(refused) && refused.code).toBe('speech_failed');
  });
});
