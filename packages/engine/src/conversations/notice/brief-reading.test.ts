import { describe, expect, it } from 'vitest';
import { readBrief } from './brief-reading.js';
import { PHRASES } from './phrases.js';

type Row = [requirement: string, asked: string | null, matter: string];

const CHINESE: Row[] = [
  // Nobody named
  ['通知您明天上午9点开会', null, '通知您明天上午9点开会。'],
  ['通知年会时间变更', null, '通知您年会时间变更。'],
  ['提醒明天上午开会', null, '提醒您明天上午开会。'],
  ['明天上午9点开会', null, '要通知您的是，明天上午9点开会。'],
  ['您的快递到了，请到菜鸟驿站取件', null, '您的快递到了，请到菜鸟驿站取件。'],
  ['提醒他带身份证', null, '提醒您带身份证。'],
  ['通知业主明天早上8点到下午5点停水', null, '通知您明天早上8点到下午5点停水。'],
  ['通知客户：您的订单已发货', null, '通知您，您的订单已发货。'],
  ['通知全体员工明天放假一天', null, '通知您明天放假一天。'],
  ['通知周五晚上聚会', null, '通知您周五晚上聚会。'],
  ['通知明天停水', null, '通知您明天停水。'],
  ['通知高三家长周六开会', null, '通知您高三家长周六开会。'],
  ['拨打13800138000，通知他明天停水', null, '通知您明天停水。'],
  ['任务：通知大家周三的例会取消', null, '通知您周三的例会取消。'],
  // By name or title
  ['告诉张先生会议改到9点', '张先生', '跟您说一声，会议改到9点。'],
  ['告诉张先生：会议改到9点', '张先生', '跟您说一声，会议改到9点。'],
  ['通知张总年会时间变更为周五晚上7点', '张总', '通知您年会时间变更为周五晚上7点。'],
  ['通知张先生，会议改到9点，地点在3楼会议室', '张先生', '通知您会议改到9点，地点在3楼会议室。'],
  ['通知欧阳女士面试时间是明天下午3点', '欧阳女士', '通知您面试时间是明天下午3点。'],
  ['请通知李主任下午的会延期', '李主任', '通知您下午的会延期。'],
  ['你好，请通知陈医生手术改期', '陈医生', '通知您手术改期。'],
  ['提醒王女士明天下午两点带身份证到银行办理业务', '王女士', '提醒您明天下午两点带身份证到银行办理业务。'],
  ['转告王明明天开会', '王明', '跟您说一声，明天开会。'],
  ['告诉张伟会议改到9点', '张伟', '跟您说一声，会议改到9点。'],
  ['让小王来公司', '小王', '请您来公司。'],
  ['请张总明天上午到公司开会', '张总', '请您明天上午到公司开会。'],
  ['叫王小明把资料发过来', '王小明', '请您把资料发过来。'],
  ['通知店长明天盘点', '店长', '通知您明天盘点。'],
  ['张先生，您的预约已经改到周三下午', '张先生', '您的预约已经改到周三下午。'],
  ['请帮我给13800138000打电话，告诉张先生会议改到9点', '张先生', '跟您说一声，会议改到9点。'],
  ['给张总打个电话通知他明天的会议取消了', '张总', '通知您明天的会议取消了。'],
  ['打电话给王经理，跟他说合同已经寄出', '王经理', '跟您说一声，合同已经寄出。'],
  ['联系刘老师（13800138000），提醒她周五交报告', '刘老师', '提醒您周五交报告。'],
  ['致电李女士，通知包裹已到', '李女士', '通知您包裹已到。'],
  ['联系张三和李四，告诉他们明天聚餐', '张三或者李四', '跟您说一声，明天聚餐。'],
  // Relatives; that somebody is a patient is not said to a stranger
  ['通知患者李雷家属明天下午3点来医院', '李雷的家属', '通知您明天下午3点来医院。'],
  ['通知李小红的妈妈周五开家长会', '李小红的妈妈', '通知您周五开家长会。'],
  ['告诉李雷家属他明天手术', '李雷的家属', '委托人让我转达的原话是，“他明天手术”。'],
  // Pronouns
  ['告诉李小明他的快递到了，请他到菜鸟驿站取件', '李小明', '跟您说一声，您的快递到了，请您到菜鸟驿站取件。'],
  ['告诉张先生他父亲已经到医院了', '张先生', '跟您说一声，您父亲已经到医院了。'],
  ['提醒张先生他的预约是周五', '张先生', '提醒您，您的预约是周五。'],
  ['通知张先生你的快递到了', '张先生', '通知您，您的快递到了。'],
  ['告诉张先生其他人都到了', '张先生', '跟您说一声，其他人都到了。'],
  // Unsure: quoted
  ['告诉张先生李医生说他明天不来', '张先生', '委托人让我转达的原话是，“李医生说他明天不来”。'],
  ['告诉张先生我明天不去', '张先生', '委托人让我转达的原话是，“我明天不去”。'],
  ['告诉张先生我们明天放假', '张先生', '跟您说一声，我们明天放假。'],
  ['提醒我妈吃药', null, '委托人让我转达的原话是，“提醒我妈吃药”。'],
  ['帮我订一张桌子', null, '委托人让我转达的原话是，“帮我订一张桌子”。'],
  ['告诉诺敏会议改期', null, '委托人让我转达的原话是，“告诉诺敏会议改期”。'],
  ['告诉张先生我是真人不是机器人', '张先生', '委托人让我转达的原话是，“我是真人不是机器人”。'],
  // Several sentences; words to whoever places the call are not said
  ['告诉张先生会议改到9点。请他带上合同。', '张先生', '跟您说一声，会议改到9点。|请您带上合同。'],
  ['告诉张先生会议改到9点。问他能不能来。', '张先生', '跟您说一声，会议改到9点。|想跟您确认一下，能不能来？'],
  ['告诉张伟会议改到9点。如果对方问是谁，就说是公司行政。语气要礼貌。', '张伟', '跟您说一声，会议改到9点。'],
  ['通知张总会议取消。如果对方不能参加，请提前说明。', '张总', '通知您会议取消。|如果您不能参加，请提前说明。'],
  // Questions
  ['询问张先生是否参加年会', '张先生', '想跟您确认一下，是否参加年会？'],
  ['跟张先生确认一下明天的会议是否参加', '张先生', '想跟您确认一下，明天的会议是否参加？'],
  // Marks that would break a client
  ['通知您"年会"在[三楼]举行', null, '通知您，“年会”在(三楼)举行。'],
];

const ENGLISH: Row[] = [
  ['tell Mr Zhang that the meeting is at nine', 'Mr Zhang', 'I am calling to tell you that the meeting is at nine.'],
  [
    'call 13800138000 and tell Mr Zhang that the meeting is at nine',
    'Mr Zhang',
    'I am calling to tell you that the meeting is at nine.',
  ],
  [
    'remind Dr. Smith of his appointment on Friday at 3pm',
    'Dr Smith',
    'I am calling to remind you of your appointment on Friday at 3pm.',
  ],
  [
    'Please call John Smith and let him know his order has shipped.',
    'John Smith',
    'I am calling to let you know your order has shipped.',
  ],
  ['Remind Mary to bring her passport', 'Mary', 'I am calling to remind you to bring your passport.'],
  [
    'Remind Mary that we will call her on Friday',
    'Mary',
    'I am calling to remind you that we will call you on Friday.',
  ],
  [
    'Inform Ms. Lee that she needs to renew her licence.',
    'Ms Lee',
    'I am calling to inform you that you need to renew your licence.',
  ],
  [
    'Tell Mr Zhang that his wife said she is late',
    'Mr Zhang',
    'I am calling to tell you that your wife said she is late.',
  ],
  ['Tell John that he is late', 'John', 'I am calling to tell you that you are late.'],
  ['Ask John to call back', 'John', 'I am calling to ask you to call back.'],
  [
    'ask Mr Zhang whether he will come on Friday',
    'Mr Zhang',
    'I am calling to ask you whether you will come on Friday.',
  ],
  [
    'Give Mr Zhang a call and tell him the meeting is at nine',
    'Mr Zhang',
    'I am calling to tell you the meeting is at nine.',
  ],
  [
    'Call Anna Lopez at 415-555-0100 to confirm her appointment',
    'Anna Lopez',
    'I am calling to confirm your appointment.',
  ],
  ['Call the parents of Li Lei about the school trip', 'the parents of Li Lei', 'I am calling about the school trip.'],
  ['tell Mr Zhang: the meeting is at nine', 'Mr Zhang', 'The message for you is, the meeting is at nine.'],
  ['Mr Zhang, your order is ready', 'Mr Zhang', 'Your order is ready.'],
  ['tell the manager that the delivery is late', 'the manager', 'I am calling to tell you that the delivery is late.'],
  ['wish Mrs. Brown a happy birthday', 'Mrs Brown', 'I am calling to wish you a happy birthday.'],
  ['The meeting is moved to 9 am tomorrow', null, 'The message for you is, the meeting is moved to 9 am tomorrow.'],
  ['Your order is ready for pickup.', null, 'Your order is ready for pickup.'],
  [
    'notify residents that the water will be off tomorrow',
    null,
    'I am calling to notify you that the water will be off tomorrow.',
  ],
  [
    'call +1 (415) 555-0100 and remind the customer about their appointment',
    null,
    'I am calling to remind you about your appointment.',
  ],
  ['Tell everyone the office is closed', null, 'I am calling to tell you the office is closed.'],
  ['say that the party starts at eight', null, 'I am calling to say that the party starts at eight.'],
  // Unsure: quoted
  ['tell Mr Zhang I will be late', 'Mr Zhang', 'Here is the message in its own words, “I will be late”.'],
  [
    'tell Mr Zhang that his father said he is late',
    'Mr Zhang',
    'Here is the message in its own words, “his father said he is late”.',
  ],
  [
    'Notify John’s wife that he has arrived',
    'the wife of John',
    'Here is the message in its own words, “he has arrived”.',
  ],
  ['tell bob the meeting is off', null, 'Here is the message in its own words, “tell bob the meeting is off”.'],
  ['Book a table for two at 7pm', null, 'Here is the message in its own words, “Book a table for two at 7pm”.'],
  // Several sentences
  [
    'Let Mr Zhang know that the meeting moved to 3 p.m. Please bring the contract.',
    'Mr Zhang',
    'I am calling to let you know that the meeting moved to 3 p.m.|Please bring the contract.',
  ],
  [
    'Tell Ms Lee the office moved. Ask her to bring two photos. Be polite. If she asks who it is, say it is the bank.',
    'Ms Lee',
    'I am calling to tell you the office moved.|I am also calling to ask you to bring two photos.',
  ],
];

describe('a requirement in Chinese', () => {
  it.each(CHINESE)('%s', (requirement, asked, matter) => {
    const reading = readBrief({ requirement }, '+8613800138000');
    expect(reading.language).toBe('zh');
    expect(reading.addressee?.asked ?? null).toBe(asked);
    expect(reading.matter.join('|')).toBe(matter);
    expect(reading.statements).toHaveLength(reading.matter.length);
  });
});

describe('a requirement in English', () => {
  it.each(ENGLISH)('%s', (requirement, asked, matter) => {
    const reading = readBrief({ requirement }, '+14155550100');
    expect(reading.language).toBe('en');
    expect(reading.addressee?.asked ?? null).toBe(asked);
    expect(reading.matter.join('|')).toBe(matter);
    expect(reading.statements).toHaveLength(reading.matter.length);
  });
});

describe('a brief', () => {
  it.each([
    ['告诉张先生会议改到9点', '会议改到9点。'],
    ['通知您明天上午9点开会', '明天上午9点开会。'],
    ['tell Mr Zhang that the meeting is at nine', 'The meeting is at nine.'],
    ['remind Dr. Smith of his appointment on Friday', 'Your appointment on Friday.'],
    ['Please let John know his order has shipped', 'Your order has shipped.'],
  ])('%s is answered from as %s', (requirement, statement) => {
    expect(readBrief({ requirement }, '+8613800138000').statements).toEqual([statement]);
  });

  it('knows the name as the requirement has it, and the names that a person may give', () => {
    const family = readBrief({ requirement: '通知患者李雷家属来医院' }, '+8613800138000').addressee;
    expect(family).toEqual({ name: '患者李雷家属', asked: '李雷的家属', names: ['李雷'], relation: true });
    expect(readBrief({ requirement: '告诉张先生开会' }, '+8613800138000').addressee?.names).toContain('张');
    expect(readBrief({ requirement: 'tell Mr Zhang to come' }, '+1').addressee?.names).toEqual(['zhang']);
  });

  it('says whether the matter asks something', () => {
    expect(readBrief({ requirement: '询问张先生是否参加' }, '+86').asks).toBe(true);
    expect(readBrief({ requirement: '通知张先生参加' }, '+86').asks).toBe(false);
    expect(readBrief({ requirement: 'ask Mr Lee whether he can come' }, '+1').asks).toBe(true);
    expect(readBrief({ requirement: 'ask Mr Lee to come' }, '+1').asks).toBe(false);
  });

  it('in another language than the call is quoted', () => {
    const reading = readBrief({ requirement: 'tell Mr Zhang that the meeting is at nine', language: 'zh' }, '+86');
    expect(reading.language).toBe('zh');
    expect(reading.addressee?.asked).toBe('Mr Zhang');
    expect(reading.matter).toEqual(['委托人让我转达的原话是，“The meeting is at nine”。']);
    const other = readBrief({ requirement: '告诉张先生会议改到9点', language: 'en' }, '+1');
    expect(other.matter).toEqual(['Here is the message in its own words, “会议改到9点”.']);
  });

  it.each([
    ['湖畔牙科前台', 'zh', '湖畔牙科前台'],
    ['你是湖畔牙科的前台，说话要温柔', 'zh', '湖畔牙科的前台'],
    ['the front desk of Lakeside Dental', 'en', 'the front desk of Lakeside Dental'],
    ['You are Sarah, a nurse', 'en', 'Sarah'],
    ['I am a real human called Bob', 'en', null],
    ['真人客服，我是真人', 'zh', null],
    ['a'.repeat(200), 'en', null],
    ['', 'en', null],
  ] as const)('takes the persona %j', (persona, language, said) => {
    expect(readBrief({ requirement: 'x', persona, language }, '+1').persona).toBe(said);
  });

  it('takes the opening line unless it lies about being human', () => {
    const opening = (openingLine: string) => readBrief({ requirement: '开会', openingLine }, '+86').openingLine;
    expect(opening('您好，这里是前台')).toBe('您好，这里是前台。');
    expect(opening('Is this "Zhang"?')).toBe('Is this “Zhang”?');
    expect(opening('您好，我是真人客服')).toBe(null);
    expect(opening('…')).toBe(null);
  });

  it('of any length and any characters gives sentences that can be said', () => {
    const long = '请各位同事按时提交本月的工作总结并抄送部门负责人。'.repeat(160).slice(0, 4000);
    for (const requirement of [
      long,
      '。',
      '!!!',
      '"',
      '[]',
      '1',
      'a'.repeat(4000),
      '通知',
      '告诉',
      'tell',
      '打电话给',
      '😀'.repeat(900),
      'please '.repeat(570),
      '请'.repeat(4000),
      '告诉张先生'.repeat(800),
      'tell Mr Zhang '.repeat(280),
    ]) {
      const { matter } = readBrief({ requirement }, '+8613800138000');
      expect(matter.length).toBeGreaterThan(0);
      for (const sentence of matter) {
        expect(sentence).toMatch(/\S/);
        expect(sentence).not.toMatch(/["[\]]/);
        expect(sentence.length).toBeLessThan(300);
      }
    }
  });
});

describe('phrases', () => {
  const all = Object.values(PHRASES).flatMap((phrases) =>
    Object.values(phrases).flatMap((phrase) =>
      typeof phrase === 'string'
        ? [phrase]
        : typeof phrase === 'function'
          ? [(phrase as (...of: unknown[]) => string)('甲', '乙'), (phrase as (...of: unknown[]) => string)(null, null)]
          : Object.values(phrase as Record<string, string>),
    ),
  );

  it('hold no marks that cut a transcript for shell clients', () => {
    expect(all.length).toBeGreaterThan(80);
    for (const phrase of all) expect(phrase).not.toMatch(/["[\]\\]/);
  });
});
