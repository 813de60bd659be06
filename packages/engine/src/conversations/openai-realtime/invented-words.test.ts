import { expect, it } from 'vitest';
import { isInvented } from './invented-words.js';

it.each([
  'Thanks for watching!',
  'Thank you so much for watching.',
  'Please subscribe to my channel.',
  'Subtitles by the Amara.org community',
  '字幕由 Amara.org 社区提供',
  '字幕by索兰娅',
  '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
  '谢谢观看',
  '感谢大家的观看！',
])('"%s" on a short noise is made up, on a long one it was said', (text) => {
  expect(isInvented(text, 400)).toBe(true);
  expect(isInvented(text, 3_000)).toBe(false);
});

it.each(['Yes.', 'Thank you.', 'Bye.', '谢谢', '好的，再见', '下周见', 'I was watching the door.', '我的字写错了'])(
  '"%s" is what people say on the phone',
  (text) => {
    expect(isInvented(text, 300)).toBe(false);
  },
);
