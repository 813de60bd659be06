import { describe, expect, it } from 'vitest';
import { chineseCardinal, chineseDigits, chineseNumber } from './chinese-number.js';

describe('Mandarin numbers', () => {
  it('counts', () => {
    const spoken: Record<string, string> = {
      '0': '零',
      '2': '二',
      '10': '十',
      '11': '十一',
      '20': '二十',
      '101': '一百零一',
      '110': '一百一十',
      '111': '一百一十一',
      '200': '二百',
      '1000': '一千',
      '1001': '一千零一',
      '1010': '一千零一十',
      '1100': '一千一百',
      '2000': '两千',
      '2222': '两千二百二十二',
      '10000': '一万',
      '10001': '一万零一',
      '10010': '一万零一十',
      '12000': '一万两千',
      '20000': '两万',
      '22000': '两万两千',
      '100000': '十万',
      '101000': '十万一千',
      '120000': '十二万',
      '1000000': '一百万',
      '10000000': '一千万',
      '10000001': '一千万零一',
      '100000000': '一亿',
      '100000001': '一亿零一',
      '100200300': '一亿零二十万零三百',
      '200000000': '两亿',
      '123456789': '一亿两千三百四十五万六千七百八十九',
      '1000000000000': '一万亿',
    };
    for (const [digits, words] of Object.entries(spoken)) expect(chineseCardinal(digits), digits).toBe(words);
  });

  it('says every number to 9,999 so that it can be told back', () => {
    const places: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
    const back = (words: string): number => {
      let sum = 0;
      let digit = 0;
      for (const word of words) {
        const place = places[word];
        if (place === undefined) digit = word === '两' ? 2 : '零一二三四五六七八九'.indexOf(word);
        else {
          sum += (digit === 0 ? 1 : digit) * place;
          digit = 0;
        }
      }
      return sum + digit;
    };
    for (let number = 0; number < 10_000; number += 1) {
      if (back(chineseCardinal(String(number))) !== number)
        expect.fail(`${number}: ${chineseCardinal(String(number))}`);
    }
  });

  it('reads digit by digit what is no amount', () => {
    expect(chineseCardinal('007')).toBe('零零七');
    expect(chineseCardinal('12345678901234567')).toBe('一二三四五六七八九零一二三四五六七');
    expect(chineseDigits('10086', '幺')).toBe('幺零零八六');
    expect(chineseDigits('2011')).toBe('二零一一');
  });

  it('reads decimals', () => {
    expect(chineseNumber('3.14')).toBe('三点一四');
    expect(chineseNumber('0.5')).toBe('零点五');
    expect(chineseNumber('120')).toBe('一百二十');
  });
});
