import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { createApiKey, run, startService } from './program.js';
import type { Surroundings } from './surroundings.js';

interface Ran {
  code: number;
  out: string;
  error: string;
}

describe.each(testEngines)('the service’s commands on $engine', ({ open }) => {
  let db: TestStore;
  let folder: string;
  beforeAll(async () => {
    db = await open();
    folder = await mkdtemp(join(tmpdir(), 'ringback-program-'));
  });
  afterEach(async () => {
    await db.clear();
    await rm(join(folder, 'home'), { recursive: true, force: true });
  });
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });

  const environment = (more: Record<string, string> = {}): Record<string, string> => ({
    RINGBACK_HOME: join(folder, 'home'),
    DATABASE_URL: db.databaseUrl ?? '',
    RINGBACK_PORT: '0',
    RINGBACK_LOG_LEVEL: 'silent',
    RINGBACK_SPEECH: 'tones',
    RINGBACK_STOP_LIMIT: '0',
    ...more,
  });

  async function ringback(
    words: string[],
    options: {
      env?: Record<string, string>;
      answer?: string;
      onWrite?: (text: string, surroundings: TestSurroundings) => void;
    } = {},
  ): Promise<Ran & { asked: string[] }> {
    const surroundings = new TestSurroundings(environment(options.env), options);
    const code = await run(words, surroundings);
    return { code, out: surroundings.out, error: surroundings.error, asked: surroundings.asked };
  }
  const json = async (...words: string[]) => {
    const { code, out, error } = await ringback([...words, '--json']);
    expect([code, error]).toEqual([0, '']);
    expect(out.match(/\n/g)).toHaveLength(1);
    return JSON.parse(out);
  };

  it('make a key before the first start, in exactly the promised form', async () => {
    const { code, out, error } = await ringback(['keys', 'create', '--json']);
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^\{"key":"sk_[A-Za-z0-9_-]{43}"\}\n$/);
    const { out: text } = await ringback(['keys', 'create', '--name', 'laptop']);
    const key = /sk_[A-Za-z0-9_-]{43}/.exec(text)?.[0];
    expect(text).toContain(`export STEPONEAI_API_KEY=${key}\n`);
    expect(text).toContain('default');
    expect(text).not.toMatch(/\u001b/);
  });

  it('set limits of an account, show them, and take them away', async () => {
    const set = [
      'account',
      'set',
      '--talk',
      '300',
      '--call-cost',
      '1.5',
      '--day-spending',
      '20',
      '--day-zone',
      'Asia/Shanghai',
    ];
    const limits = { talk_seconds: 300, call_cost: 1.5, day_spending: 20, time_zone: 'Asia/Shanghai' };
    expect(await json(...set)).toMatchObject({ limits });
    expect((await ringback(['account', 'show'])).out).toContain('¥20.00 (Asia/Shanghai)');
    expect(await json('account', 'set', '--call-cost', 'none', '--rate', '0.25')).toMatchObject({
      rate_per_minute: 0.25,
      limits: { ...limits, call_cost: null },
    });
    for (const [option, value, code] of [
      ['--talk', '29', 'usage'],
      ['--day-spending', '0', 'invalid_amount'],
      ['--day-zone', 'Mars/Base', 'usage'],
    ] as const) {
      const refused = await ringback(['account', 'set', option, value, '--json']);
      expect(JSON.parse(refused.out), option).toMatchObject({ code });
    }
  });

  it('list what the console set, take it back, and say in the doctor what does not fit', async () => {
    expect(await json('settings', 'list')).toEqual({ settings: [] });
    const row = { hint: null, updated_at: 1, updated_by: 'owner@example.com' };
    await ringback(['account', 'show']);
    await db.store
      .insertInto('settings')
      .values({ name: 'RINGBACK_CARRIER', value: 'twilio', ...row })
      .execute();
    if (db.databaseUrl !== undefined) {
      expect(await json('settings', 'list')).toEqual({
        settings: [{ name: 'RINGBACK_CARRIER', ...row, overruled: false }],
      });
      const doctor = await ringback(['doctor', '--json']);
      const { checks } = JSON.parse(doctor.out) as { checks: { check: string; status: string; mend?: string }[] };
      const failed = checks.filter(({ check, status }) => check === 'settings' && status === 'fail');
      expect(failed.map(({ mend }) => mend)).toContain('Set TWILIO_AUTH_TOKEN as said, or unset what needs it.');
      expect(await json('settings', 'unset', 'ringback_carrier')).toEqual({ name: 'RINGBACK_CARRIER', unset: true });
      expect(await json('settings', 'unset', 'RINGBACK_CARRIER')).toMatchObject({ unset: false });
    }
    const unknown = await ringback(['settings', 'unset', 'RINGBACK_HOME', '--json']);
    expect(JSON.parse(unknown.out)).toMatchObject({ code: 'unknown_setting' });
  });

  it('list and revoke keys without showing them', async () => {
    const { key } = await json('keys', 'create', '--name', 'laptop');
    await json('keys', 'create');
    const { keys } = await json('keys', 'list');
    expect(keys).toMatchObject([
      { name: 'laptop', account: 'default', last_used_at: null, revoked_at: null, hint: `${key.slice(0, 7)}…` },
      { name: '' },
    ]);
    expect(JSON.stringify(keys)).not.toContain(key);
    expect((await json('keys', 'revoke', key)).revoked_at).toMatch(/^20/);
    expect((await ringback(['keys', 'revoke', keys[1].id])).out).toBe(`Revoked: ${keys[1].hint}\n`);
    const { out } = await ringback(['keys', 'list']);
    expect(out.split('\n')).toHaveLength(4);
    expect(out).toContain('revoked');
    const missing = await ringback(['keys', 'revoke', 'sk_nothing']);
    expect([missing.code, missing.out]).toEqual([5, '']);
    expect(missing.error).toContain('There is no such API key.');
    expect(missing.error).not.toContain('sk_nothing');
  });

  it('show and top up an account, asking only where somebody can answer', async () => {
    expect(await json('account', 'show')).toMatchObject({
      name: 'default',
      balance: 10,
      frozen: 0,
      rate_per_minute: 0.3,
    });
    expect((await ringback(['account', 'topup', '12.50'])).out).toBe('Added ¥12.50. Balance: ¥22.50\n');
    const no = await ringback(['account', 'topup', '5'], { answer: '' });
    expect([no.code, no.out, no.asked]).toEqual([1, '', ['Add ¥5.00 to the account "default"? [y/N] ']]);
    const yes = await ringback(['account', 'topup', '5'], { answer: 'y' });
    expect([yes.code, yes.out]).toEqual([0, 'Added ¥5.00. Balance: ¥27.50\n']);
    const sure = await ringback(['account', 'topup', '0.005', '--yes', '--note', 'transfer 7'], { answer: 'unasked' });
    expect([sure.code, sure.asked]).toEqual([0, []]);
    const { entries } = await json('account', 'ledger', '--limit', '2');
    expect(entries).toMatchObject([
      { kind: 'topup', amount: 0.005, note: 'transfer 7' },
      { kind: 'topup', amount: 5 },
    ]);
    expect((await ringback(['account', 'ledger'])).out).toContain('+¥12.50');
    for (const amount of ['0', '1e3', '-5', '¥5', '0.0001', '9999999999']) {
      const wrong = await ringback(['account', 'topup', amount]);
      expect([amount, wrong.code, wrong.out]).toEqual([amount, 2, '']);
    }
    expect(await json('account', 'show')).toMatchObject({ balance: 27.505 });
  });

  it('make and name accounts', async () => {
    expect(await json('account', 'create', 'shop', '--language', 'en')).toMatchObject({
      name: 'shop',
      language: 'en',
      balance: 10,
    });
    expect((await ringback(['account', 'create', 'Lakeside Dental'])).out).toContain(
      "ringback keys create --account 'Lakeside Dental'",
    );
    expect((await ringback(['account', 'create', 'shop'])).code).toBe(2);
    expect((await ringback(['account', 'show', '--account', 'nobody'])).code).toBe(5);
    const { accounts } = await json('account', 'list');
    expect(accounts.map(({ name }: { name: string }) => name).sort()).toEqual(['Lakeside Dental', 'default', 'shop']);
    await json('keys', 'create', '--account', 'shop');
    expect((await json('keys', 'list', '--account', 'shop')).keys).toHaveLength(1);
    expect((await json('keys', 'list', '--account', 'default')).keys).toHaveLength(0);
    const secrets = [
      await json('account', 'webhook-secret'),
      await json('account', 'webhook-secret', '--account', 'shop'),
    ];
    for (const { webhook_secret } of secrets) expect(webhook_secret).toMatch(/^whsec_/);
    expect(secrets[0]).not.toEqual(secrets[1]);
  });

  it('change what an account pays and may do', async () => {
    await json('account', 'create', 'changed');
    const set = (...options: string[]) => ringback(['account', 'set', '--account', 'changed', ...options]);
    expect(
      await json(
        'account',
        'set',
        '--account',
        'changed',
        '--rate',
        '0.255',
        '--running',
        '50',
        '--countries',
        'cn, US',
      ),
    ).toMatchObject({
      rate_per_minute: 0.255,
      running_calls: 50,
      countries: ['CN', 'US'],
      language: 'zh',
      balance: 10,
    });
    expect((await set('--language', 'en')).code).toBe(0);
    expect(await json('account', 'set', '--account', 'changed', '--countries', 'default')).toMatchObject({
      rate_per_minute: 0.255,
      countries: null,
      language: 'en',
    });
    for (const wrong of [
      [],
      ['--rate', '-1'],
      ['--running', '0'],
      ['--countries', 'XX'],
      ['--countries', ''],
      ['--language', 'fr'],
    ])
      expect((await set(...wrong)).code, wrong.join(' ')).toBe(2);
    expect((await ringback(['account', 'set', '--account', 'nobody', '--rate', '1'])).code).toBe(5);
    expect(await json('account', 'show', '--account', 'changed')).toMatchObject({
      rate_per_minute: 0.255,
      running_calls: 50,
    });
  });

  it('keep the do-not-call list', async () => {
    expect((await ringback(['account', 'do-not-call', 'add', '138 0013 8000'])).out).toBe('Listed: +8613800138000\n');
    expect(await json('account', 'do-not-call', 'add', '13800138000')).toEqual({
      phone: '+8613800138000',
      added: false,
    });
    expect((await json('account', 'do-not-call', 'list')).numbers).toMatchObject([
      { phone: '+8613800138000', call_id: null },
    ]);
    expect((await ringback(['account', 'do-not-call', 'add', '123'])).code).toBe(2);
    expect((await ringback(['account', 'do-not-call', 'add', '13800138000,13900139000'])).code).toBe(2);
    expect((await ringback(['account', 'do-not-call', 'remove', '+8613800138000'])).code).toBe(0);
    expect((await ringback(['account', 'do-not-call', 'remove', '+8613800138000'])).code).toBe(5);
  });

  it('say what is wrong with how they were called, in one line, and do nothing', async () => {
    for (const [words, said] of [
      [['keys'], 'Which command? See: ringback keys --help'],
      [['keys', 'craete'], "Unknown command 'craete' (Did you mean create?). See: ringback keys --help"],
      [['keys', 'create', '--nmae', 'x'], "Unknown option '--nmae'"],
      [['account', 'topup'], "Missing required argument 'yuan'. See: ringback account topup --help"],
      [['account', 'ledger', '--limit', '0'], 'whole number from 1 to 1000'],
      [['account', 'create', 'x', '--language', 'fr'], 'Allowed choices are zh, en'],
      [['serve', 'now'], 'Too many arguments'],
    ] as const) {
      const { code, out, error } = await ringback([...words]);
      expect([words, code, out]).toEqual([words, 2, '']);
      expect(error).toContain(said);
      expect(error.trimEnd()).not.toContain('\n');
    }
    const wrong = await ringback(['serve', '--json'], { env: { RINGBACK_PORT: 'http' } });
    expect([wrong.code, wrong.error]).toEqual([2, '']);
    expect(JSON.parse(wrong.out)).toMatchObject({ success: false, code: 'invalid_configuration' });
  });

  it('have help with examples, in the language of the terminal', async () => {
    for (const words of [
      ['serve'],
      ['keys'],
      ['keys', 'create'],
      ['keys', 'list'],
      ['keys', 'revoke'],
      ['account'],
      ['account', 'show'],
      ['account', 'create'],
      ['account', 'list'],
      ['account', 'topup'],
      ['account', 'ledger'],
      ['account', 'webhook-secret'],
      ['account', 'do-not-call'],
      ['account', 'do-not-call', 'list'],
      ['account', 'do-not-call', 'add'],
      ['account', 'do-not-call', 'remove'],
      ['doctor'],
    ]) {
      const english = await ringback([...words, '--help']);
      expect([words, english.code, english.error]).toEqual([words, 0, '']);
      expect(english.out).toContain(`Usage: ringback ${words.join(' ')}`);
      expect(english.out).toContain(`Examples:\n  `);
      const chinese = await ringback([...words, '--help'], { env: { LANG: 'zh_CN.UTF-8' } });
      expect(chinese.out).toContain('用法：');
      expect(chinese.out).toContain('示例：');
    }
  });

  it('serve until they are told to stop, beside the other commands', async () => {
    let url = '';
    const served = ringback(['serve'], {
      onWrite: async (text, surroundings) => {
        url = /http:\/\/\S+/.exec(text)?.[0] ?? '';
        const { key } = await json('keys', 'create');
        const answer = await fetch(`${url}/api/v1/account/balance`, { headers: { 'x-api-key': key } });
        expect(await answer.json()).toMatchObject({ data: { balance: 10 } });
        await json('keys', 'revoke', key);
        const refused = await fetch(`${url}/api/v1/account/balance`, { headers: { 'x-api-key': key } });
        expect(refused.status).toBe(401);
        const second = await ringback(['serve']);
        expect([second.code, second.out]).toEqual([1, '']);
        expect(second.error).toContain(`Process ${process.pid}, which listens at ${url},`);
        const healthy = await ringback(['doctor', '--json']);
        expect(JSON.parse(healthy.out).checks).toContainEqual({
          check: 'service',
          status: 'ok',
          message: `Process ${process.pid}, at ${url}, is ready.`,
        });
        surroundings.signal('SIGTERM');
      },
    });
    const { code, out, error } = await served;
    expect([code, error]).toEqual([0, '']);
    expect(out).toBe(`Ringback is ready at ${url}  Callees are simulated: no real phone rings. Ctrl-C stops it.\n`);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('end at once at a second signal', async () => {
    const ended: number[] = [];
    await ringback(['serve', '--json'], {
      onWrite: (text, surroundings) => {
        expect(JSON.parse(text)).toMatchObject({ pid: process.pid, simulated: true, port: expect.any(Number) });
        surroundings.onExit = (code) => ended.push(code);
        surroundings.signal('SIGINT');
        surroundings.signal('SIGINT');
      },
    });
    expect(ended).toEqual([130]);
  });

  it('examine an installation and leave no trace in it', async () => {
    const fresh = await ringback(['doctor']);
    expect(fresh.out).toContain('is made at the first start.');
    expect(fresh.code).toBe(0);
    if (db.databaseUrl === undefined)
      await expect(rm(join(folder, 'home'), { recursive: true })).rejects.toThrow('ENOENT');
    await json('keys', 'create');
    await db.store
      .updateTable('accounts')
      .set({ balance_li: 1 })
      .execute()
      .catch(() => {});
    const { code, out } = await ringback(['doctor', '--json'], {
      env: { RINGBACK_PROT: '1', RINGBACK_HOST: '0.0.0.0' },
    });
    const { ok, checks } = JSON.parse(out) as {
      ok: boolean;
      checks: { check: string; status: string; mend?: string }[];
    };
    const status = (name: string) => checks.find(({ check }) => check === name)?.status;
    expect([code, ok]).toEqual(db.databaseUrl === undefined ? [0, true] : [1, false]);
    expect(status('ledger')).toBe(db.databaseUrl === undefined ? 'ok' : 'fail');
    expect(status('configuration')).toBe('warn');
    expect(status('address')).toBe('warn');
    for (const name of ['node', 'data folder', 'service', 'port', 'database', 'calls', 'speech', 'carrier'])
      expect([name, status(name)]).toEqual([name, 'ok']);
    for (const finding of checks) expect(finding.status === 'ok' || finding.mend !== undefined).toBe(true);
    const wrong = await ringback(['doctor'], { env: { RINGBACK_PORT: 'http', RINGBACK_RATE: 'free' } });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('RINGBACK_RATE is "free": write');
    expect(wrong.out).toContain('2 things have to be mended.');
  });

  it('are there for other programs: a service, and a key beside it', async () => {
    const service = await startService(environment());
    try {
      const made = await createApiKey('demo', environment());
      const balance = (key: string) =>
        fetch(`${service.url}/api/v1/account/balance`, { headers: { 'x-api-key': key } });
      expect((await balance(made.key)).status).toBe(200);
      await made.revoke();
      expect((await balance(made.key)).status).toBe(401);
      const own = await service.createKey('demo');
      expect((await balance(own)).status).toBe(200);
      await service.revokeKey(own);
      expect((await balance(own)).status).toBe(401);
    } finally {
      await service.stop('test');
    }
  });

  it('give a forgotten password anew, which ends its sessions, and make another operator', async () => {
    expect(await json('users', 'list')).toEqual({ users: [] });
    expect((await ringback(['users', 'reset-password', 'wang@example.com'])).code).toBe(5);
    const service = await startService(environment({ RINGBACK_SIGN_UP: 'open' }));
    const session = (method: string, path: string, given: { cookie?: string; body?: object } = {}) =>
      fetch(`${service.url}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-requested-with': 'ringback',
          ...(given.cookie === undefined ? {} : { cookie: given.cookie }),
        },
        body: given.body === undefined ? null : JSON.stringify(given.body),
      });
    const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const signIn = (email: string, password: string) => session('POST', '/v1/session', { body: { email, password } });
    const roleOf = async (cookie: string): Promise<unknown> => {
      const { data } = (await (await session('GET', '/v1/session', { cookie })).json()) as {
        data: { user?: { role: string } };
      };
      return data.user?.role;
    };
    try {
      const password = 'a long enough one';
      const signUp = async (email: string): Promise<string> =>
        cookieOf(await session('POST', '/v1/users', { body: { email, password, name: 'Wang' } }));
      const owner = await signUp('owner@example.com');
      const member = await signUp('wang@example.com');
      expect(await json('users', 'list')).toMatchObject({
        users: [
          { email: 'owner@example.com', role: 'operator', account: 'default' },
          { email: 'wang@example.com', role: 'member', account: 'wang@example.com', name: 'Wang' },
        ],
      });

      const asked = await ringback(['users', 'reset-password', 'wang@example.com'], { answer: 'n' });
      expect([asked.code, asked.asked.length, asked.out]).toEqual([1, 1, '']);
      expect((await signIn('wang@example.com', password)).status).toBe(200);
      const { password: made } = await json('users', 'reset-password', 'Wang@Example.com');
      expect(made).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
      expect((await signIn('wang@example.com', password)).status).toBe(401);
      expect((await session('GET', '/v1/sessions', { cookie: member })).status).toBe(401);
      expect((await session('GET', '/v1/sessions', { cookie: owner })).status).toBe(200);
      const again = await signIn('wang@example.com', made);
      expect(again.status).toBe(200);

      const alone = await ringback(['users', 'set-role', 'owner@example.com', 'member', '--json']);
      expect([alone.code, JSON.parse(alone.out).code]).toEqual([2, 'last_operator']);
      expect(await json('users', 'set-role', 'wang@example.com', 'operator')).toMatchObject({ role: 'operator' });
      expect(await roleOf(cookieOf(again))).toBe('operator');
      await json('users', 'set-role', 'owner@example.com', 'member');
      expect(await roleOf(owner)).toBe('member');
      expect((await ringback(['users', 'list'])).out).toMatch(/wang@example\.com +Wang +operator/);
    } finally {
      await service.stop('test');
    }
  });
});

class TestSurroundings implements Surroundings {
  readonly env: Record<string, string>;
  out = '';
  error = '';
  readonly asked: string[] = [];
  readonly colours = pc.createColors(false);
  readonly errorColours = pc.createColors(false);
  readonly interactive: boolean;
  onExit: (code: number) => void = () => {};
  readonly #answer: string;
  readonly #onWrite: ((text: string, surroundings: TestSurroundings) => void) | undefined;
  #listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void = () => {};

  constructor(
    env: Record<string, string>,
    options: { answer?: string; onWrite?: (text: string, surroundings: TestSurroundings) => void },
  ) {
    this.env = env;
    this.interactive = options.answer !== undefined;
    this.#answer = options.answer ?? '';
    this.#onWrite = options.onWrite;
  }

  write(text: string): void {
    this.out += text;
    this.#onWrite?.(text, this);
  }

  writeError(text: string): void {
    this.error += text;
  }

  async ask(question: string): Promise<string> {
    this.asked.push(question);
    return this.#answer;
  }

  onStopRequest(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void {
    this.#listener = listener;
    return () => {};
  }

  onFault(): () => void {
    return () => {};
  }

  signal(name: 'SIGINT' | 'SIGTERM'): void {
    this.#listener(name);
  }

  exit(code: number): void {
    this.onExit(code);
  }
}
