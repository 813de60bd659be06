import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { BareMachine, type Shell, shells } from './shells.js';

const found = await shells();

/** What is wrong: the command; what else is set; the exit code; the line on standard error in English and in Chinese. */
type Case = readonly [readonly [string, ...string[]], Record<string, string>, number, string, string];

const BASE = 'STEPONEAI_API_BASE';
const KEY = 'STEPONEAI_API_KEY';
const NOBODY = { [BASE]: 'http://127.0.0.1:9' };
const THIRTY_FOUR = Array.from({ length: 34 }, (_, index) => 13_700_000_000 + index).join(',');

const ERRORS: Case[] = [
  // What the service refuses.
  [
    ['callout.sh', '12345', 'x'],
    {},
    2,
    'Not a phone number that can be called: 12345 (is a short service number, which cannot be called).',
    '号码有误：12345（是服务短号，无法呼叫）',
  ],
  [
    ['callout.sh', '13800138000,abc', 'x'],
    {},
    2,
    'Not a phone number that can be called: abc (is not a phone number).',
    '号码有误：abc（不是电话号码）',
  ],
  [
    ['callout.sh', '110', 'x'],
    {},
    1,
    'Not allowed to be called: 110 (is an emergency number and is never called).',
    '不允许拨打的号码：110（是紧急号码，禁止呼叫）',
  ],
  [
    ['callout.sh', '+14155550100', 'x'],
    {},
    1,
    'Not allowed to be called: +14155550100 (is in a country that this account may not call).',
    '不允许拨打的号码：+14155550100（所属国家或地区不在允许范围内）',
  ],
  [
    ['callout.sh', '13800138000', ' '],
    {},
    2,
    'The request is not right: user_requirement must not be empty.',
    '请求有误：user_requirement 不能为空',
  ],
  [
    ['callout.sh', '13800138000', 'x'.repeat(4001)],
    {},
    2,
    'The request is not right: user_requirement is too long: 4000 at most.',
    '请求有误：user_requirement 过长，最多 4000',
  ],
  [
    ['callout.sh', THIRTY_FOUR, 'x'],
    {},
    4,
    'The balance is too low: top up first (needed: ¥10.20, available: ¥10.00).',
    '余额不足，请充值后重试（需要 ¥10.20，可用 ¥10.00）',
  ],
  ...(['callinfo.sh', 'stream_chat.sh', 'stepone.sh callinfo', 'stepone.sh stream'] as const).map(
    (command): Case => [
      [...command.split(' '), 'nobody'] as unknown as [string],
      {},
      5,
      'There is no such call: check the call_id.',
      '没有找到该通话，请检查 call_id',
    ],
  ),
  ...(['callout.sh 13800138000 x', 'callinfo.sh c1', 'stream_chat.sh c1', 'stepone.sh balance'] as const).map(
    (command): Case => [
      command.split(' ') as [string],
      { [KEY]: 'sk_no' },
      3,
      'The API key is missing or not valid: send a live key in the header X-API-Key.',
      'API Key 缺失或无效，请在请求头 X-API-Key 中填写有效的 Key',
    ],
  ),
  [
    ['stepone.sh', 'call', '{"phones":'],
    {},
    2,
    'The body is not valid JSON: see line 1, column 11.',
    '请求体不是有效的 JSON：第 1 行第 11 个字符处有误',
  ],
  // What never gets to a service.
  ...(['callout.sh 13800138000 x', 'callinfo.sh c1', 'stream_chat.sh c1', 'stepone.sh version'] as const).map(
    (command): Case => [
      command.split(' ') as [string],
      NOBODY,
      6,
      'No server answers at http://127.0.0.1:9. Start one with `ringback serve`, or set STEPONEAI_API_BASE.',
      'http://127.0.0.1:9 没有服务应答。请用 `ringback serve` 启动服务，或设置 STEPONEAI_API_BASE。',
    ],
  ),
  [
    ['callinfo.sh', 'c1'],
    { [BASE]: 'http://no.invalid' },
    6,
    'No such server: http://no.invalid. Is STEPONEAI_API_BASE right?',
    '没有这个服务器：http://no.invalid。STEPONEAI_API_BASE 对吗？',
  ],
  [
    ['callinfo.sh', 'c1'],
    { [BASE]: 'example.test' },
    2,
    'STEPONEAI_API_BASE must begin with http:// or https://, e.g. http://127.0.0.1:7464',
    'STEPONEAI_API_BASE 须以 http:// 或 https:// 开头，如 http://127.0.0.1:7464',
  ],
  [
    ['callinfo.sh', 'c1'],
    { [BASE]: 'http://a b' },
    2,
    'STEPONEAI_API_BASE has a space or a control character in it; it should look like http://127.0.0.1:7464',
    'STEPONEAI_API_BASE 中有空格或控制字符；应形如 http://127.0.0.1:7464',
  ],
  [
    ['stepone.sh', 'balance'],
    { [KEY]: '' },
    3,
    'No API key. Make one with `ringback keys create`, then: export STEPONEAI_API_KEY=sk_... (or keep it as steponeai_api_key in ~/.clawd/secrets.json)',
    '没有 API Key。请用 `ringback keys create` 创建，再执行 export STEPONEAI_API_KEY=sk_...（或写在 ~/.clawd/secrets.json 的 steponeai_api_key 中）',
  ],
  [
    ['callinfo.sh', 'c1'],
    { [KEY]: 'sk_\nX: y' },
    3,
    'The API key has a space or a control character in it; it should look like sk_...',
    'API Key 中有空格或控制字符；应形如 sk_...',
  ],
  [
    ['callinfo.sh', '../x;y'],
    {},
    2,
    '"../x;y" is not a call id. callout.sh prints the id of each call that it places.',
    '「../x;y」不是通话 id。callout.sh 会打印每通电话的 id。',
  ],
  ...(
    [
      ['callout.sh', '13800138000', 'Name the phones and the requirement.', '请写明号码和外呼需求。'],
      ['callout.sh', '13800138000 a b', 'Put the requirement in quotes.', '请给外呼需求加引号。'],
      ['callout.sh', '1 x --now', 'There is no option --now.', '没有 --now 选项。'],
      ['callinfo.sh', '', 'Name the call.', '请写明通话 id。'],
      ['callinfo.sh', 'c1 1 2', 'One call at a time.', '一次只能指定一通电话。'],
      ['callinfo.sh', 'c1 --xml', 'There is no option --xml.', '没有 --xml 选项。'],
      ['callinfo.sh', 'c1 0', 'MAX_RETRIES is a whole number from 1.', '最大重试次数须为不小于 1 的整数。'],
      ['stream_chat.sh', '', 'Name the call.', '请写明通话 id。'],
      ['stream_chat.sh', 'c1 c2', 'One call at a time.', '一次只能指定一通电话。'],
      ['stream_chat.sh', 'c1 --xml', 'There is no option --xml.', '没有 --xml 选项。'],
      ['stepone.sh', 'dance', 'There is no command dance.', '没有 dance 命令。'],
      ['stepone.sh', 'callinfo', 'callinfo takes one argument.', 'callinfo 需要一个参数。'],
      ['stepone.sh', 'balance now', 'balance takes no argument.', 'balance 不需要参数。'],
    ] as const
  ).map(
    ([script, args, english, chinese]): Case => [
      [script, ...args.split(' ').filter((one) => one !== '')],
      {},
      2,
      `${english} See: ${script} --help`,
      `${chinese}用法见：${script} --help`,
    ],
  ),
];

describe.each(found)('the words of the skill under $name', (shell: Shell) => {
  let service: RunningService;
  let machine: BareMachine;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  });

  afterAll(async () => {
    await service?.stop();
  });

  beforeEach(() => {
    machine = new BareMachine(shell);
  });

  afterEach(() => {
    machine.dispose();
  });

  const env = (language: string) => ({ [BASE]: service.url, [KEY]: service.key, LANG: language });

  it.each(ERRORS)('%j with %j: exit code %i', async ([script, ...args], changed, code, english, chinese) => {
    for (const [language, line] of [
      ['en_US.UTF-8', english],
      ['zh_CN.UTF-8', chinese],
    ] as const) {
      const finished = await machine.run(script, args, { ...env(language), ...changed });
      expect([finished.code, finished.err], language).toEqual([code, `❌ Error: ${line}\n`]);
    }
  });

  it('are Chinese from the call to its record where the machine is', async () => {
    const called = await machine.run(
      'callout.sh',
      ['13900139001,13900139001', '通知开会', '--wait'],
      env('zh_CN.UTF-8'),
    );
    const id = /Call ID: (\S+)/.exec(called.out)?.[1] as string;
    const bar = '━'.repeat(36);
    expect(called).toEqual({
      code: 0,
      err: `⏳ 等待通话结束： ${id}\n\n`,
      out:
        `📞 Initiating call to 13900139001,13900139001...\n📝 Task: 通知开会\n\n✅ Call initiated!\n📱 Call ID: ${id}\n` +
        '💬 （模拟线路，不拨打真实电话）已受理 1 通电话；重复的号码只拨打一次：13900139001\n\n' +
        `📱 Call Status\n${bar}\nCall ID:     ${id}\nPhone:       13900139001\nTask:        通知开会\n` +
        `Duration:    0s\nCost:        ¥0\nBilled:      true\n\n📝 Transcript\n${bar}\n\n📋 Provider Response\n${bar}\n对方正忙\n`,
    });
    const live = await machine.run('stream_chat.sh', [id], env('zh_CN.UTF-8'));
    expect(live.out).toBe(
      `🎙️  Streaming real-time conversation\n${bar}\nCall ID: ${id}\nWaiting for connection...\n\n[system] 对方正忙\n\n${bar}\n📞 Call ended\n`,
    );
  });

  it.each(['callout.sh', 'callinfo.sh', 'stream_chat.sh', 'stepone.sh'])(
    '%s explains itself in both languages alike',
    async (script) => {
      const english = await machine.run(script, ['--help'], { LANG: 'en_US.UTF-8' });
      const chinese = await machine.run(script, ['--help'], { LANG: 'zh_CN.UTF-8' });
      expect([english.code, chinese.code, english.err, chinese.err]).toEqual([0, 0, '', '']);
      const named = (text: string): string[] =>
        text.match(/--\w+|^ {2}(call|callinfo|stream|balance|version|help)\b/gm) ?? [];
      expect(named(chinese.out)).toEqual(named(english.out));
      const examples = (text: string): string => text.slice(text.indexOf('\nExample'));
      expect(examples(chinese.out)).toBe(examples(english.out));
      expect(chinese.out).toMatch(/[\u4e00-\u9fff]{4}/);
      expect(examples(english.out)).not.toBe('');
    },
  );
});
