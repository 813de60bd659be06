import { describe, expect, it } from 'vitest';
import { readMenu } from './phone-menu.js';

describe('a phone menu', () => {
  it.each<[string, string | null]>([
    ['您好，欢迎致电阳光科技。转接人工请按1，查询营业时间请按2，重听请按井号键。', '1'],
    ['普通话请按1，英语请按2，人工服务请按0', '0'],
    ['请按0转人工，按1查询账单', '0'],
    ['业务咨询请按一，投诉请按二，人工客服请按零', '0'],
    ['账单查询请按1，话费充值请按2，其他业务请按9', '9'],
    ['如需接听请按1', '1'],
    ['请直接拨分机号，查号请按0', '0'],
    ['返回上一级请按*', '*'],
    ['for sales, press 1. for support, press 2. to speak to a representative, press 3.', '3'],
    ['press 1 for sales, press 2 for billing, press 0 for the operator', '0'],
    ['press 1 for sales press 2 for an agent', '2'],
    ['for sales press 1 for an operator press 9', '9'],
    ['to accept this call, press one', '1'],
    ['press 1 for hours or stay on the line to speak with an agent', null],
    ['to hear this again, press pound', '#'],
  ])('%s → %s', (words, key) => {
    expect(readMenu(words)).toEqual({ key });
  });

  it.each(['我按错了', '按时到', '按1点开会', 'i will press on', 'press release', '好的', 'the press'])(
    'not: %s',
    (words) => {
      expect(readMenu(words)).toBe(null);
    },
  );
});
