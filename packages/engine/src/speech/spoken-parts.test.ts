import { describe, expect, it } from 'vitest';
import { spokenParts } from './spoken-parts.js';

describe('spokenParts', () => {
  it('keeps what is short in one part', () => {
    expect(spokenParts('您好！请问是王经理吗？', 'zh')).toEqual([
      { text: '您好！请问是王经理吗？', voice: 'cmn', endsSentence: true },
    ]);
    expect(spokenParts('Hello. Is this Mr. Smith?', 'en')).toEqual([
      { text: 'Hello. Is this Mr Smith?', voice: 'en-us', endsSentence: true },
    ]);
  });

  it('gives hanzi within English to the Mandarin voice', () => {
    expect(spokenParts('Is this 李先生？ Please confirm.', 'en').map(({ text, voice }) => [text, voice])).toEqual([
      ['Is this', 'en-us'],
      ['李先生？', 'cmn'],
      ['Please confirm.', 'en-us'],
    ]);
    expect(spokenParts('我是 AI 助手。', 'zh').length).toBe(1);
  });

  it('cuts long text at sentences, then at commas, then at spaces, then anywhere, and loses nothing', () => {
    const sentences = `${'请记得带上身份证。'.repeat(60)}`;
    const parts = spokenParts(sentences, 'zh');
    expect(parts.every(({ text }) => text.length <= 200 && text.endsWith('。'))).toBe(true);
    expect(parts.map(({ text }) => text).join('')).toBe(sentences);
    for (const text of ['请记得带上，'.repeat(200), '好'.repeat(1000), '𠮷'.repeat(500), 'word '.repeat(300).trim()]) {
      const cut = spokenParts(text, 'zh').map((part) => part.text);
      expect(cut.length).toBeGreaterThan(1);
      expect(cut.every((part) => part.length <= 200 && !/\p{Cs}/u.test(part))).toBe(true);
      expect(cut.join(text.includes(' ') ? ' ' : '')).toBe(text);
    }
  });

  it('has no part without something to say', () => {
    for (const text of ['', ' ', '。', '……', '！？\n', '😀', '\u0000', '- - -']) {
      expect(spokenParts(text, 'zh'), JSON.stringify(text)).toEqual([]);
      expect(spokenParts(text, 'en'), JSON.stringify(text)).toEqual([]);
    }
  });
});
