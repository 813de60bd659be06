import { describe, expect, it } from 'vitest';
import { DtmfDetector } from '../audio/dtmf-detector.js';
import { mulawLevel } from '../audio/g711.js';
import { VoiceActivity } from '../audio/voice-activity.js';
import { isRingbackError } from '../errors.js';
import { TonesSynthesiser } from './tones.js';

const tones = new TonesSynthesiser();

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => (isRingbackError(error) ? error.code : String(error)),
  );
}

describe('TonesSynthesiser', () => {
  it('lasts about as long as the words would', async () => {
    expect((await tones.speak('您好', { language: 'zh' })).durationMs).toBe(360);
    expect((await tones.speak('您好，您好。', { language: 'zh' })).durationMs).toBe(4 * 180 + 160);
    expect((await tones.speak('您好。您好。', { language: 'zh' })).durationMs).toBe(4 * 180 + 300);
    expect((await tones.speak('hello there', { language: 'en' })).durationMs).toBe(3 * 170 + 30);
    expect((await tones.speak('13800138000', { language: 'zh' })).durationMs).toBe(11 * 180 + 2 * 160);
    const slow = (await tones.speak('您好', { language: 'zh', rate: 100 })).durationMs;
    expect(slow).toBe(630);
  });

  it('says nothing where there is nothing to say', async () => {
    for (const text of ['', ' ', '。！', '😀', '\n']) {
      expect((await tones.speak(text, { language: 'zh' })).byteLength, JSON.stringify(text)).toBe(0);
    }
  });

  it('gives the same bytes for the same words, others for other words and pitches', async () => {
    const first = (await tones.speak('您好，王经理', { language: 'zh' })).base64;
    expect((await new TonesSynthesiser().speak('您好，王经理', { language: 'zh' })).base64).toBe(first);
    expect((await tones.speak('您好，张经理', { language: 'zh' })).base64).not.toBe(first);
    expect((await tones.speak('您好，王经理', { language: 'zh', pitch: 80 })).base64).not.toBe(first);
  });

  it('is found by voice activity as one stretch of speech, and holds no keys', async () => {
    const text = '您好，请问是王经理吗？我是人工智能助手。通知您明天上午9点在三楼会议室开会，请准时参加。收到请回复。';
    for (const pitch of [0, 20, 50, 80, 99]) {
      const { bytes } = await tones.speak(text, { language: 'zh', pitch });
      const line = new Uint8Array(bytes.length + 16_000).fill(0xff);
      line.set(bytes, 8000);
      const activity = new VoiceActivity();
      const told: string[] = [];
      for (let offset = 0; offset < line.length; offset += 160) {
        const change = activity.push(line.subarray(offset, offset + 160));
        if (change !== null) told.push(change);
      }
      expect(told, `pitch ${pitch}`).toEqual(['speech', 'silence']);
      expect(new DtmfDetector().push(line), `pitch ${pitch}`).toEqual([]);
      const level = 20 * Math.log10(mulawLevel(bytes));
      expect(level).toBeGreaterThan(-26);
      expect(level).toBeLessThan(-14);
    }
  });

  it('refuses what it cannot speak, and everything once closed', async () => {
    expect(await codeOf(tones.speak('a'.repeat(5001), { language: 'en' }))).toBe('speech_failed');
    expect(await codeOf(tones.speak('a', { language: 'fr' as 'en' }))).toBe('speech_failed');
    for (const pitch of [-1, 100, 1.5, Number.NaN]) {
      expect(await codeOf(tones.speak('a', { language: 'en', pitch })), `${pitch}`).toBe('speech_failed');
    }
    for (const rate of [79, 301, Number.NaN]) {
      expect(await codeOf(tones.speak('a', { language: 'en', rate })), `${rate}`).toBe('speech_failed');
    }
    const closed = new TonesSynthesiser();
    await closed.close();
    await closed.close();
    expect(await codeOf(closed.speak('a', { language: 'en' }))).toBe('speech_failed');
  });
});
