import { describe, expect, it } from 'vitest';
import { filled, holes, placeholdersIn } from './placeholders.js';
import { hintsOf } from './requirement-hints.js';
import { choicesOf, fieldProblems, type ResultField, schemaOf } from './result-fields.js';

describe('the hints of a requirement', () => {
  it.each<[string, string]>([
    ['通知张先生明天上午9点到三楼会议室开会', 'time place person'],
    ['通知张三明天下午三点在学校门口集合', 'time place person'],
    ['提醒李女士周五 14:30 来诊所复诊', 'time place person'],
    ['问王总是否参加年会', 'person'],
    ['通知年会时间变更', ''],
    ['请确认订单总数', ''],
    ['告诉{姓名}：快递在前台', 'place person'],
    ['Tell Mr Lee that the meeting is at 9 am tomorrow in room 301', 'time place person'],
    ['Remind Anna of her appointment at Lakeside Clinic on Friday', 'time place person'],
    ['Ask whether they may deliver the order', ''],
    ['Tell our client that the order has shipped', 'person'],
    ['Tell them the shop opens at 10:00', 'time place'],
  ])('%s', (text, found) => {
    const hints = hintsOf(text);
    const named = (['time', 'place', 'person'] as const).filter((hint) => hints[hint]);
    expect(named.join(' ')).toBe(found);
  });
});

describe('placeholders', () => {
  const columns = ['姓名', 'time', 'unused'];

  it('are the columns that a text names', () => {
    expect(placeholdersIn('通知{姓名}在{ time }到，{nothing}', columns)).toEqual(['姓名', 'time']);
    expect(placeholdersIn('no braces', columns)).toEqual([]);
  });

  it('are filled from the row, and leave other braces as they are', () => {
    expect(filled('通知{姓名}在{ time }到，{nothing}{}', { 姓名: '张三', time: '9:00' })).toBe(
      '通知张三在9:00到，{nothing}{}',
    );
    // What a cell holds is text, not a pattern or another placeholder.
    expect(filled('{a}{b}', { a: '$& {b}', b: '1' })).toBe('$& {b}1');
    expect(filled('{constructor}', {})).toBe('{constructor}');
  });

  it('have holes where the cell is empty', () => {
    expect(holes(['a', 'b', 'c'], { a: 'x', b: '' })).toEqual(['b', 'c']);
  });
});

describe('result fields', () => {
  const field = (values: Partial<ResultField>): ResultField => ({
    id: values.name ?? 'x',
    name: 'x',
    kind: 'text',
    choices: '',
    required: false,
    ...values,
  });

  it('make a JSON Schema', () => {
    expect(schemaOf([])).toBeUndefined();
    expect(
      schemaOf([
        field({ name: ' 备注 ' }),
        field({ name: '人数', kind: 'number', required: true }),
        field({ name: 'coming', kind: 'yes_no', required: true }),
        field({ name: 'meal', kind: 'choice', choices: '鱼，肉, 素\n鱼' }),
      ]),
    ).toEqual({
      type: 'object',
      properties: {
        备注: { type: 'string' },
        人数: { type: 'number' },
        coming: { type: 'boolean' },
        meal: { type: 'string', enum: ['鱼', '肉', '素'] },
      },
      required: ['人数', 'coming'],
    });
  });

  it('say what is wrong with them', () => {
    const fields = [
      field({ id: '1', name: ' ' }),
      field({ id: '2', name: 'a' }),
      field({ id: '3', name: 'a ' }),
      field({ id: '4', name: 'c', kind: 'choice', choices: 'one' }),
      field({ id: '5', name: 'd', kind: 'choice', choices: 'one, two' }),
    ];
    expect([...fieldProblems(fields)]).toEqual([
      ['1', 'name_missing'],
      ['3', 'name_twice'],
      ['4', 'choices_missing'],
    ]);
    expect(choicesOf({ choices: 'a; b、c' })).toEqual(['a', 'b', 'c']);
  });
});
