import { describe, expect, it } from 'vitest';
import { isRounded, looksLikeNumber, numberInCell, numbersInText } from './written-numbers.js';

const written = (text: string) => numbersInText(text).map((one) => one.written);

describe('numbers that were typed or pasted', () => {
  it.each<[string, string[]]>([
    ['13800138000', ['13800138000']],
    ['13800138000,13900139000', ['13800138000', '13900139000']],
    [
      '13800138000，13900139000；010-62345678、400 820 8820',
      ['13800138000', '13900139000', '010-62345678', '400 820 8820'],
    ],
    ['13800138000\r\n13900139000\n\n +86 138 0013 8001 ', ['13800138000', '13900139000', '+86 138 0013 8001']],
    ['13800138000\t13900139000|13700137000', ['13800138000', '13900139000', '13700137000']],
    ['13800138000 13900139000 13700137000', ['13800138000', '13900139000', '13700137000']],
    ['１３８００１３８０００', ['１３８００１３８０００']],
    ['(010) 6234-5678', ['(010) 6234-5678']],
    ['+1 (202) 555-0100', ['+1 (202) 555-0100']],
    // For the service to refuse, each with its reason.
    ['110', ['110']],
    ['138', ['138']],
    ['没有号码', ['没有号码']],
    ['010-62345678转8001', ['010-62345678转8001']],
    ['010-62345678 ext. 12', ['010-62345678 ext. 12']],
    ['', []],
    [' , ，\n', []],
  ])('%j', (text, numbers) => {
    expect(written(text)).toEqual(numbers);
  });

  it.each<[string, string, string]>([
    ['张三 13800138000', '13800138000', '张三'],
    ['13800138000 张三', '13800138000', '张三'],
    ['张三：138 0013 8000', '138 0013 8000', '张三'],
    ['张三,13800138000', '13800138000', '张三'],
    ['13800138000，张三', '13800138000', '张三'],
    ['Ann Lee <+1 202 555 0100>', '+1 202 555 0100', 'Ann Lee'],
    ['3号楼王先生 13800138000', '13800138000', '3号楼王先生'],
  ])('leaves names beside numbers alone: %j', (text, number, name) => {
    expect(numbersInText(text)).toEqual([{ line: 1, written: number, name, lost: false, cells: {} }]);
  });

  it('says on which line each stood, also of what is none', () => {
    expect(numbersInText('13800138000\n\nx\n139').map(({ line, written: text }) => [line, text])).toEqual([
      [1, '13800138000'],
      [3, 'x'],
      [4, '139'],
    ]);
  });

  it('never makes more than one number of an entry, nor one that the API would not take', () => {
    for (const one of numbersInText(`${'很长'.repeat(60)}\n"a,b"\n1,2;3`)) {
      expect(one.written.length).toBeLessThanOrEqual(64);
      expect(one.written).not.toMatch(/[,，;；、\n]/u);
      expect(one.written.trim()).not.toBe('');
    }
  });
});

describe('numbers in the cells of a file', () => {
  const cell = (text: string) => numberInCell(text, 2, '', {}).map((one) => [one.written, one.lost]);

  it.each<[string, [string, boolean][]]>([
    ['13800138000', [['13800138000', false]]],
    [" '13800138000", [['13800138000', false]]],
    ['="13800138000"', [['13800138000', false]]],
    ['1.38E+10', [['1.38E+10', true]]],
    ['1.38001E+10', [['1.38001E+10', true]]],
    // Every digit is there.
    ['1.3800138000E+10', [['13800138000', false]]],
    ['13800138000/13900139000', [['13800138000/13900139000', false]]],
    [
      '13800138000;13900139000',
      [
        ['13800138000', false],
        ['13900139000', false],
      ],
    ],
    ['', []],
    ['  ', []],
    // A formula is a text like any other.
    ["=cmd|' /C calc'!A0", [["=cmd|' /C calc'!A0", false]]],
  ])('%j', (text, numbers) => {
    expect(cell(text)).toEqual(numbers);
  });

  it('knows a number that Excel rounded, and no other', () => {
    expect(['1.38E+10', '1.4e+12'].every(isRounded)).toBe(true);
    expect(['13800138000', '1.3800138000E+10', 'E+10', '1E', 'x1.38E+10'].some(isRounded)).toBe(false);
  });

  it('looks like a number', () => {
    expect(['13800138000', '+86 138-0013-8000', "'13800138000", '1.38E+10'].every(looksLikeNumber)).toBe(true);
    expect(['张三', '12', '2026', '王先生家在中山路一百二十号 1234567', ''].some(looksLikeNumber)).toBe(false);
  });
});
