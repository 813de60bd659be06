import { describe, expect, it } from 'vitest';
import { seededRandom } from '../ids.js';
import { spokenText } from './spoken-text.js';
import type { Language } from './synthesiser.js';

function holds(language: Language, cases: Record<string, string>): void {
  for (const [written, spoken] of Object.entries(cases)) expect(spokenText(written, language), written).toBe(spoken);
}

describe('Chinese text as it is read aloud', () => {
  it('leaves words alone', () => {
    holds('zh', { '您好，请问是王经理吗？': '您好，请问是王经理吗？', '': '', 'iPhone 和 WiFi': 'iPhone 和 WiFi' });
  });

  it('reads times', () => {
    holds('zh', {
      通知您明天上午9点开会: '通知您明天上午九点开会',
      明天9点30分: '明天九点三十分',
      '8点15': '八点十五分',
      '8点05分': '八点零五分',
      '2点半': '两点半',
      '下午3:30': '下午三点三十分',
      '9:05': '九点零五分',
      '１２：３０': '十二点三十分',
      '2:00': '两点',
      '20:30:15': '二十点三十分十五秒',
      '周一至周五9:00-18:00': '周一至周五九点到十八点',
      '10:00 AM': '上午十点',
      '8pm': '下午八点',
      '1小时30分': '一小时三十分',
    });
  });

  it('reads dates and years', () => {
    holds('zh', {
      '2026年3月5日': '二零二六年三月五日',
      '2026-03-05': '二零二六年三月五日',
      '2026/3/5': '二零二六年三月五日',
      '26年3月': '二六年三月',
      '3/5 周四': '三月五日 周四',
      '2018-2020年': '二零一八到二零二零年',
      '1000年': '一千年',
      '2月2日': '二月二日',
      '9月1号上午10点到12点': '九月一号上午十点到十二点',
    });
  });

  it('reads phone numbers digit by digit, in groups', () => {
    holds('zh', {
      电话是13800138000: '电话是幺三八，零零幺三，八零零零',
      '13800138000。': '幺三八，零零幺三，八零零零。',
      '请拨打138-0013-8000': '请拨打幺三八，零零幺三，八零零零',
      '+86 13800138000': '加八六，幺三八，零零幺三，八零零零',
      '+8613800138000': '加八六，幺三八，零零幺三，八零零零',
      '010-62345678': '零幺零，六二三四，五六七八',
      '010-62345678转801': '零幺零，六二三四，五六七八转八零幺',
      '400-800-1234': '四零零，八零零，幺二三四',
      客服热线95588: '客服热线九五五八八',
      拨10086: '拨幺零零八六',
      打110报警: '打幺幺零报警',
      '12345678': '幺二三四，五六七八',
    });
  });

  it('reads numbers that name something digit by digit', () => {
    holds('zh', {
      验证码是483920: '验证码是四八三九二零',
      订单尾号8012: '订单尾号八零幺二',
      '1201室': '幺二零幺室',
      '3012会议室': '三零幺二会议室',
      CA1234航班: 'C A 幺二三四 航班',
      G1234次: 'G 幺二三四 次',
      身份证号110101199003078888: '身份证号幺幺零幺零幺，幺九九零，零三零七，八八八八',
      '007': '零零七',
    });
  });

  it('reads amounts as amounts', () => {
    holds('zh', {
      '10086元': '一万零八十六元',
      '110元': '一百一十元',
      电话通知100多人: '电话通知一百多人',
      '95000': '九万五千',
      '12345678元': '一千二百三十四万五千六百七十八元',
      '1000000': '一百万',
      公司有2000人: '公司有两千人',
      '12.50元': '十二点五元',
      '¥99': '九十九元',
      '￥1,234.00': '一千二百三十四元',
      '$5.5': '五点五美元',
      '€20': '二十欧元',
      '1.5万元': '一点五万元',
      '20元/天': '二十元每天',
      '50%': '百分之五十',
      '12.5%': '百分之十二点五',
      '10%-20%': '百分之十到百分之二十',
      '3-5天': '三到五天',
      '3~5天': '三到五天',
      '-5℃': '零下五摄氏度',
      '25°C': '二十五摄氏度',
      '30km': '三十公里',
      '100m²': '一百平方米',
      '1/2': '二分之一',
      '3:1': '三比一',
      '3.14': '三点一四',
      '1.2.3': '一点二点三',
      '24/7': '二十四小时',
    });
  });

  it('says 两 before measure words and 二 elsewhere', () => {
    holds('zh', {
      '2个': '两个',
      '2位': '两位',
      '2分钟': '两分钟',
      '2万': '两万',
      '12个': '十二个',
      '22个': '二十二个',
      第2个: '第二个',
      '2楼': '二楼',
      '2号': '二号',
      第10届: '第十届',
    });
  });

  it('reads signs and letters', () => {
    holds('zh', {
      VIP客户: 'V I P客户',
      'a@b.com': 'a at b 点 com',
      '请按#键': '请按井号键',
      '请按*键': '请按星号键',
      'A&B': 'A和B',
      '等等……好': '等等，好',
      '您好——我是': '您好，我是',
    });
  });
});

describe('English text as it is read aloud', () => {
  it('leaves words alone', () => {
    holds('en', { "Hello, I don't know.": "Hello, I don't know.", '': '', 'I have 2 dogs': 'I have 2 dogs' });
  });

  it('reads times and dates', () => {
    holds('en', {
      'at 9:05 am.': 'at 9 oh 5 AM.',
      'at 9:05 p.m. He left': 'at 9 oh 5 PM. He left',
      '9:05 a.m. tomorrow': '9 oh 5 AM tomorrow',
      '15:00': '3 PM',
      '15:30': '3 30 PM',
      '0:15': '12 15 AM',
      '12:00': "12 o'clock",
      '9:00': "9 o'clock",
      '9:00-10:30': "9 o'clock to 10 30",
      '9 a.m.-5 p.m.': '9 AM to 5 PM',
      '2026-03-05': 'March 5th, 20 26',
      'March 5, 2026': 'March 5th, 20 26',
      'in 2005': 'in 2005',
      'in 1900': 'in 19 hundred',
      'Jan. 22': 'January 22nd',
      'On May 21, 2026 at 14:30': 'On May 21st, 20 26 at 2 30 PM',
      'Mon. at 5': 'Monday at 5',
      '2000 people': '2000 people',
    });
  });

  it('reads phone numbers and names digit by digit', () => {
    holds('en', {
      'Call 13800138000': 'Call 1 3 8, 0 0 1 3, 8 0 0 0',
      '138-0013-8000.': '1 3 8, 0 0 1 3, 8 0 0 0.',
      '(415) 555-1234': '4 1 5, 5 5 5, 1 2 3 4',
      '+1 415 555 1234': 'plus 1, 4 1 5, 5 5 5, 1 2 3 4',
      '+14155551234': 'plus 1, 4 1 5, 5 5 5, 1 2 3 4',
      '+8613800138000': 'plus 8 6, 1 3 8, 0 0 1 3, 8 0 0 0',
      'room 1201': 'room 1 2 0 1',
      'your code is 4839': 'your code is 4 8 3 9',
      CA1234: 'C A 1 2 3 4',
      'No. 5': 'number 5',
      '#1': 'number 1',
    });
  });

  it('reads amounts', () => {
    holds('en', {
      '$12.50': '12 dollars and 50 cents',
      $1: '1 dollar',
      'It costs $5, or $6.': 'It costs 5 dollars, or 6 dollars.',
      '¥99': '99 yuan',
      '£3.20': '3 pounds and 20 pence',
      '$1,234.50': '1,234 dollars and 50 cents',
      '$3 million': '3 million dollars',
      '3-5 days': '3 to 5 days',
      '10-20%': '10 to 20%',
      '1/2 cup': 'one half cup',
      '2/5': '2 over 5',
      '-5℃': 'minus 5 degrees Celsius',
    });
  });

  it('reads abbreviations and signs', () => {
    holds('en', {
      'Dr. Smith and Mr. Li': 'Dr Smith and Mr Li',
      'J. Smith': 'J Smith',
      'e.g. this': 'for example this',
      'press #': 'press the pound key',
      'press * now': 'press the star key now',
      'C & D': 'C and D',
      'a@b.com': 'a at b dot com',
      '“Hello,” she said — wait': 'Hello, she said, wait',
    });
  });
});

describe('Text of any kind', () => {
  it('drops what cannot be said', () => {
    holds('zh', {
      '😀好': '好',
      '👨‍👩‍👧 家 🇨🇳': '家',
      '1️⃣ 你好': '一 你好',
      '**重点**': '重点',
      '# 标题\n- 项目': '标题\n 项目',
      '<b>粗</b>': '粗',
      '[[n@U]]': 'n@U',
      '你\u0000好\u0007': '你 好',
      '你\ud83d好': '你 好',
    });
  });

  it('never fails, never stalls and never leaves a control character or a command, whatever it is given', () => {
    const random = seededRandom(3);
    const alphabet = [...'0123456789012345:：-–./,+()¥$%年月日点室元#*[]<>a Ab\n\t。，好電\u0000\ud83d😀'];
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from(
        { length: Math.floor(random() * 60) },
        () => alphabet[Math.floor(random() * alphabet.length)],
      ).join('');
      for (const language of ['zh', 'en'] as const) {
        const spoken = spokenText(text, language);
        if (/[^\P{Cc}\n]|\p{Cs}|\[|</u.test(spoken)) expect.fail(JSON.stringify([text, spoken]));
        if (language === 'zh' && /\d/.test(spoken)) expect.fail(JSON.stringify([text, spoken]));
      }
    }
    for (const piece of [
      '1',
      '1,',
      '1:',
      '1.',
      '-',
      '1-',
      '138',
      ' ',
      '(',
      '电话',
      '<a',
      '#',
      '1/',
      '+1 ',
      'a@',
      '$1',
      '…',
    ]) {
      const long = piece.repeat(Math.floor(5000 / piece.length));
      for (const language of ['zh', 'en'] as const) expect(spokenText(long, language).length).toBeLessThan(30_000);
    }
  });
});
