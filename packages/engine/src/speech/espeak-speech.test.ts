import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DtmfDetector } from '../audio/dtmf-detector.js';
import { mulawLevel } from '../audio/g711.js';
import { VoiceActivity } from '../audio/voice-activity.js';
import { EspeakSynthesiser, espeakCommand } from './espeak.js';
import type { Voice } from './synthesiser.js';

/** The speech program is optional; on a build machine its absence is a failure. */
function isInstalled(): boolean {
  try {
    espeakCommand();
    return true;
  } catch {
    return process.env.CI !== undefined;
  }
}

const ZH: readonly string[] = [
  '您好，请问是王经理吗？',
  '我是人工智能语音助手，给您打电话是想通知您一件事。',
  '通知您明天上午9点在三楼1201会议室开会，请准时参加。',
  '好的，没问题，我一定准时到。',
  '喂，你好，哪位？',
  '嗯，我知道了。',
  '您打错了，这里没有这个人。',
  '不好意思，我现在正在开车，能不能晚一点再打过来？',
  '请不要再给我打电话了，把我从名单里删掉。',
  '您拨打的用户暂时无法接通，请在提示音后留言。',
  '查询请按一，投诉请按二，人工服务请按零。',
  '我的电话号码是13800138000，有事请联系我。',
  '您的订单尾号8012，金额299.50元，预计3月5日送达。',
  '再见，祝您生活愉快！',
];
const EN: readonly string[] = [
  'Hello, is this Mr. Smith?',
  'I am an AI assistant calling on behalf of Lakeside Dental.',
  'Your appointment is on March 5, 2026 at 9:30 AM in room 1201.',
  'Yes.',
  'No, you have the wrong number.',
  'Could you please call back later? I am driving right now.',
  'Please do not call me again. Take me off your list.',
  'The person you are calling is not available. Please leave a message after the tone.',
  'For sales, press one. For support, press two. To speak to somebody, press zero.',
  'My number is (415) 555-1234.',
  'That will be $12.50, please.',
  'Goodbye, and have a nice day!',
];

describe.skipIf(!isInstalled())('eSpeak NG on the line', () => {
  let synthesiser: EspeakSynthesiser;
  beforeAll(() => {
    synthesiser = new EspeakSynthesiser();
  });
  afterAll(() => synthesiser.close());

  const PITCHES = [20, 50, 85];
  const corpus: [text: string, voice: Voice][] = [
    ...ZH.map((text, index): [string, Voice] => [text, { language: 'zh', pitch: PITCHES[index % 3] }]),
    ...EN.map((text, index): [string, Voice] => [text, { language: 'en', pitch: PITCHES[index % 3] }]),
  ];

  it('speaks at the level of the line, begins at once, is found as speech, and holds no keys', async () => {
    for (const [text, voice] of corpus) {
      const { bytes, durationMs } = await synthesiser.speak(text, voice);
      const what = `${text} (${voice.pitch})`;
      expect(durationMs, what).toBeGreaterThan(250);
      expect(durationMs, what).toBeLessThan(15_000);
      const level = 20 * Math.log10(mulawLevel(bytes));
      expect(level, what).toBeGreaterThan(-29);
      expect(level, what).toBeLessThan(-19);
      expect(new DtmfDetector().push(bytes), what).toEqual([]);

      const line = new Uint8Array(8000 + bytes.length + 8000).fill(0xff);
      line.set(bytes, 8000);
      const activity = new VoiceActivity();
      const told: [string, number][] = [];
      for (let offset = 0; offset < line.length; offset += 160) {
        const change = activity.push(line.subarray(offset, offset + 160));
        if (change !== null) told.push([change, (offset + 160) / 8]);
      }
      expect(
        told.map(([change]) => change),
        what,
      ).toEqual(['speech', 'silence']);
      expect(told[0]?.[1], what).toBeLessThanOrEqual(1000 + 160);
      expect(told[1]?.[1], what).toBeGreaterThan(1000 + durationMs + 300);
    }
  });

  it('gives the same bytes for the same words, on every run of the program', async () => {
    const other = new EspeakSynthesiser();
    const voice: Voice = { language: 'zh', pitch: 40, rate: 190 };
    const first = await synthesiser.speak('您好，请确认一下。', voice);
    await synthesiser.speak('something else', { language: 'en' });
    expect((await synthesiser.speak('您好，请确认一下。', voice)).base64).toBe(first.base64);
    expect((await other.speak('您好，请确认一下。', voice)).base64).toBe(first.base64);
    await other.close();
  });

  it('obeys pitch and rate', async () => {
    const slow = await synthesiser.speak('通知您明天上午开会', { language: 'zh', rate: 120 });
    const fast = await synthesiser.speak('通知您明天上午开会', { language: 'zh', rate: 260 });
    expect(slow.durationMs).toBeGreaterThan(fast.durationMs * 1.3);
    const low = await synthesiser.speak('Hello', { language: 'en', pitch: 10 });
    const high = await synthesiser.speak('Hello', { language: 'en', pitch: 90 });
    expect(low.base64).not.toBe(high.base64);
  });

  it('speaks whatever it is given, and nothing of what it is not', async () => {
    const quiet = await synthesiser.speak('你好', { language: 'zh' });
    for (const text of [
      '--version 你好',
      '-w /tmp/x 你好',
      '<speak><break time="9s"/>你好</speak>',
      '[[h@l]] 你好',
      '你\u0000好',
    ]) {
      const { durationMs } = await synthesiser.speak(text, { language: 'zh' });
      expect(durationMs, text).toBeGreaterThanOrEqual(quiet.durationMs * 0.9);
      expect(durationMs, text).toBeLessThan(5000);
    }
    const long = await synthesiser.speak('好的，'.repeat(300), { language: 'zh', rate: 300 });
    expect(long.durationMs).toBeGreaterThan(60_000);
  });
});
