import { describe, expect, it } from 'vitest';
import { claimsToBeHuman, sentences, speakable, withFullStop, withoutFullStop } from './sentences.js';

describe('text made fit to be said', () => {
  it.each([
    ['say "hello" to "him"', 'say “hello” to “him”'],
    ['an odd " quote', 'an odd quote'],
    ['会议室[3楼]', '会议室(3楼)'],
    ['［三楼］', '(三楼)'],
    ['a\u0000b\tc', 'a b c'],
    ['- first\n- second', 'first\nsecond'],
    ['1. 开会\n2、带资料', '开会\n带资料'],
    ['3.5 million', '3.5 million'],
    ['**bold** text', 'bold text'],
    ['会议 改期', '会议改期'],
    ['请到 A 座', '请到 A 座'],
    ['  a \r\n\r\n b  ', 'a\nb'],
  ])('%j → %j', (written, said) => {
    expect(speakable(written)).toBe(said);
  });
});

describe('sentences', () => {
  it.each<[string, 'zh' | 'en', string[]]>([
    ['明天开会。请准时！', 'zh', ['明天开会。', '请准时！']],
    ['明天开会；请带资料', 'zh', ['明天开会。', '请带资料。']],
    ['开会\n吃饭', 'zh', ['开会。', '吃饭。']],
    ['你来吗？来。', 'zh', ['你来吗？', '来。']],
    ['他说：“好的。”然后走了。', 'zh', ['他说：“好的。”', '然后走了。']],
    ['Ask Mr. Lee. He knows.', 'en', ['Ask Mr. Lee.', 'He knows.']],
    ['It is at 3 p.m. Please come.', 'en', ['It is at 3 p.m.', 'Please come.']],
    ['It is at 3 p.m. on Friday.', 'en', ['It is at 3 p.m. on Friday.']],
    ['It costs 3.50 yuan. Fine?', 'en', ['It costs 3.50 yuan.', 'Fine?']],
    ['See J. Smith now', 'en', ['See J. Smith now.']],
    ['。。。', 'zh', []],
    ['', 'en', []],
  ])('%j in %s', (text, language, cut) => {
    expect(sentences(text, language)).toEqual(cut);
  });

  it('are no longer than a breath, and lose nothing', () => {
    const long = Array.from({ length: 40 }, (_, index) => `第${index}项要按时完成`).join('，');
    const cut = sentences(long, 'zh');
    expect(cut.length).toBeGreaterThan(4);
    for (const sentence of cut) expect(sentence.length).toBeLessThanOrEqual(61);
    expect(cut.join('').replaceAll(/[，。]/g, '')).toBe(long.replaceAll('，', ''));
    for (const sentence of sentences('word '.repeat(500), 'en')) expect(sentence.length).toBeLessThanOrEqual(201);
    expect(sentences('𠮷'.repeat(500), 'zh').join('')).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  it('end with a stop, and are put into others without it', () => {
    expect(withFullStop('好，', 'zh')).toBe('好。');
    expect(withFullStop('“好。”', 'zh')).toBe('“好。”');
    expect(withFullStop('…', 'zh')).toBe('');
    expect(withoutFullStop('好。')).toBe('好');
    expect(withoutFullStop('Really?')).toBe('Really?');
  });
});

describe('a claim to be human', () => {
  it.each(['我是真人', '我不是机器人', '这里是真人客服', 'I am a real person', 'I’m human', 'This is not a robot'])(
    '%s',
    (text) => {
      expect(claimsToBeHuman(text)).toBe(true);
    },
  );
  it.each(['我不是真人', '是的，我是AI语音助手，不是真人。', '您是真人吗', 'I am an AI assistant, not a person.'])(
    'not: %s',
    (text) => {
      expect(claimsToBeHuman(text)).toBe(false);
    },
  );
});
