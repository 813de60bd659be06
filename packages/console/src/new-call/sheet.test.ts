import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  columnNames,
  guessColumns,
  LARGEST_FILE_BYTES,
  MOST_ROWS,
  numbersInSheet,
  readSheet,
  SheetError,
} from './sheet.js';

const csv = (content: string | Uint8Array<ArrayBuffer>) => new File([content], 'list.csv', { type: 'text/csv' });
const rows = async (file: File) => (await readSheet(file)).rows;
const problemOf = (file: File) =>
  readSheet(file).then(
    () => null,
    (error: unknown) => (error instanceof SheetError ? error.problem : error),
  );

const LIST = [
  ['姓名', '手机', '备注'],
  ['张三', '13800138000', 'a,"b"'],
  ['李四', '13900139000', ''],
];

describe('a CSV file', () => {
  it.each<[string, string]>([
    ['commas', '姓名,手机,备注\n张三,13800138000,"a,""b"""\n李四,13900139000,\n'],
    ['semicolons and CRLF', '姓名;手机;备注\r\n张三;13800138000;"a,""b"""\r\n李四;13900139000;\r\n'],
    ['tabs and empty lines', '\n姓名\t手机\t备注\n\n张三\t13800138000\t"a,""b"""\n李四\t13900139000\t\n\t\t\n'],
    ['a byte order mark', '\ufeff姓名,手机,备注\n张三,13800138000,"a,""b"""\n李四,13900139000'],
  ])('with %s', async (_, text) => {
    expect(await rows(csv(text))).toEqual(LIST);
  });

  it('in GBK, as Excel saves it in Chinese', async () => {
    // 姓名,手机 / 张三,13800138000
    const gbk = Uint8Array.from([
      0xd0,
      0xd5,
      0xc3,
      0xfb,
      0x2c,
      0xca,
      0xd6,
      0xbb,
      0xfa,
      0x0a,
      0xd5,
      0xc5,
      0xc8,
      0xfd,
      0x2c,
      ...strToU8('13800138000\n'),
    ]);
    expect(await rows(csv(gbk))).toEqual([
      ['姓名', '手机'],
      ['张三', '13800138000'],
    ]);
  });

  it('in UTF-16 with its mark', async () => {
    const text = '姓名\t手机\n张三\t13800138000';
    const bytes = new Uint8Array(2 + text.length * 2);
    bytes.set([0xff, 0xfe]);
    for (const [index, character] of [...text].entries())
      new DataView(bytes.buffer).setUint16(2 + index * 2, character.charCodeAt(0), true);
    expect((await rows(csv(bytes)))[1]).toEqual(['张三', '13800138000']);
  });

  it('that is too large, empty, or none at all', async () => {
    expect(await problemOf(csv(new Uint8Array(LARGEST_FILE_BYTES + 1)))).toBe('too_large');
    expect(await problemOf(csv(''))).toBe('empty');
    expect(await problemOf(csv('\n,,\n'))).toBe('empty');
    expect(await problemOf(csv(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1])))).toBe('unreadable');
    expect(await problemOf(new File([Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0])], 'old.xls'))).toBe('wrong_kind');
    expect(await problemOf(new File([Uint8Array.from([0x50, 0x4b, 3, 4, 0])], 'broken.xlsx'))).toBe('unreadable');
  });

  it('with more rows than may be called is cut, and says so', async () => {
    const many = Array.from({ length: MOST_ROWS + 5 }, () => '13800138000').join('\n');
    const sheet = await readSheet(csv(many));
    expect([sheet.rows.length, sheet.cut]).toEqual([MOST_ROWS, true]);
    expect((await readSheet(csv('13800138000'))).cut).toBe(false);
  });
});

/** The least that a spreadsheet has. Texts stand in it as they are, numbers as numbers. */
function xlsx(cells: (string | number)[][]): File {
  const cell = (value: string | number, at: string) =>
    typeof value === 'number'
      ? `<c r="${at}"><v>${value}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const sheet = cells
    .map((row, y) => `<row r="${y + 1}">${row.map((one, x) => cell(one, `${'ABC'[x]}${y + 1}`)).join('')}</row>`)
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packaged = 'http://schemas.openxmlformats.org/package/2006';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${packaged}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(`<?xml version="1.0"?>${text}`)]);
  return new File([zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>], 'list.xlsx');
}

describe('an XLSX file', () => {
  it('is read with its numbers whole, whatever it is called', async () => {
    const file = xlsx([
      ['姓名', '手机'],
      ['张三', 13800138000],
      ['李四', '010-62345678'],
    ]);
    const read = [
      ['姓名', '手机'],
      ['张三', '13800138000'],
      ['李四', '010-62345678'],
    ];
    expect(await rows(file)).toEqual(read);
    expect(await rows(new File([file], 'list.csv'))).toEqual(read);
  });
});

describe('the columns of a list', () => {
  it.each<[string, string[][], { header: boolean; number: number }]>([
    ['a header and a named column', LIST, { header: true, number: 1 }],
    ['no header', LIST.slice(1), { header: false, number: 1 }],
    ['one column', [['13800138000'], ['138']], { header: false, number: 0 }],
    [
      'order numbers beside phones',
      [
        ['订单', '电话'],
        ['20260001', '13800138000'],
        ['20260002', '没有'],
      ],
      { header: true, number: 1 },
    ],
    [
      'nothing that looks like one',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      { header: true, number: 0 },
    ],
  ])('are guessed: %s', (_, cells, columns) => {
    expect(guessColumns({ rows: cells })).toEqual(columns);
  });

  it('have names: of the header, or letters', () => {
    expect(columnNames({ rows: [['姓名', '', '姓名', '{x}']] }, true)).toEqual(['姓名', 'B', 'C', 'x']);
    expect(columnNames({ rows: [['a', 'b']] }, false)).toEqual(['A', 'B']);
  });

  it('give numbers with the row they stand in', () => {
    expect(numbersInSheet({ rows: LIST }, { header: true, number: 1 })).toEqual([
      {
        line: 2,
        written: '13800138000',
        name: '张三',
        lost: false,
        cells: { 姓名: '张三', 手机: '13800138000', 备注: 'a,"b"' },
      },
      {
        line: 3,
        written: '13900139000',
        name: '李四',
        lost: false,
        cells: { 姓名: '李四', 手机: '13900139000', 备注: '' },
      },
    ]);
  });
});
