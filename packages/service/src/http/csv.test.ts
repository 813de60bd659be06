import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('quotes what needs it, and leaves what is absent empty', () => {
    expect(csvLine(['a', null, 1.5, 'x,y', 'say "no"', 'two\nlines', '张总'])).toBe(
      'a,,1.5,"x,y","say ""no""","two\nlines",张总\r\n',
    );
  });

  it.each(['=1+1', '+86', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '|calc', "\0=cmd|' /C calc'!A0"])(
    'keeps a spreadsheet from reckoning with %j',
    (text) => {
      expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('leaves figures and plain texts as they are', () => {
    expect(csvLine([-1, 'a=b', '9点', "it's"])).toBe("-1,a=b,9点,it's\r\n");
  });
});
