import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { endStarted, type Finished, ringback, start } from './ringback.js';

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

describe('ringback', () => {
  let service: RunningService;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-cli-'));
    service = await startService({
      RINGBACK_SIMULATOR_SPEED: '20',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_OPENING_BALANCE: '20',
    });
  });

  afterEach(endStarted);

  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], changed: Record<string, string> = {}, input = ''): Promise<Finished> =>
    ringback(args, { ...service.env, ...changed }, input);

  async function place(phones: string, ...options: string[]): Promise<string> {
    const { code, out, err } = await run(['call', phones, '通知王女士周五体检', '--json', ...options]);
    expect([code, err]).toEqual([0, '']);
    return (JSON.parse(out) as { call_ids: string[] }).call_ids[0] ?? '';
  }

  describe('call', () => {
    it('places calls and says how to watch them', async () => {
      const { code, out } = await run(['call', '13900139001, 13900139004,13900139001', '通知年会']);
      expect(code).toBe(0);
      const [id] = out.match(/[0-9a-f-]{36}/) ?? [];
      expect(out).toMatch(/^2 calls accepted\nCall +Phone\n[0-9a-f-]{36} +13900139001\n[0-9a-f-]{36} +13900139004\n/);
      expect(out).toContain(`Watch it: ringback watch ${id}\n`);
    });

    it('shows the conversation with --watch, then the record', async () => {
      const { code, out, err } = await run(['call', '13800138000', '通知您明天上午9点开会', '--watch']);
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toContain('\x1b');
      const [, conversation = '', record = '', latency = ''] = out.split('\n\n');
      expect(conversation).toMatch(/^AI {6}.*9点/m);
      expect(conversation).toMatch(/^Callee {2}\S/m);
      expect(record).toMatch(/^Status +completed: /m);
      expect(record).toMatch(/^Cost +¥0\.30$/m);
      expect(latency).toMatch(/^1 \(from the answer\) +\d+/m);
    });

    it('waits with --wait, and tells a call that came to nothing by its exit code', async () => {
      const { code, out } = await run(['call', '13800138000,13900139001', '通知您开会', '--wait']);
      expect(code).toBe(7);
      expect(out).toMatch(/^Status +completed: /m);
      expect(out).toMatch(/^Status +busy: /m);
      expect(out).toMatch(/^Conversation\nAI +\S/m);
    });

    it('prints one document with --wait --json', async () => {
      const { code, out } = await run(['call', '13900139000', '通知您开会', '--wait', '--json']);
      expect(code).toBe(0);
      expect(out.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(out)).toMatchObject({
        calls: [{ status: 'ended', end_reason: 'completed', billed: true, call_content: expect.any(Array) }],
      });
    });

    it('sends every option, and texts from standard input', async () => {
      const schema = join(folder, 'schema.json');
      writeFileSync(schema, '{"type": "object", "properties": {"free": {"type": "boolean"}}}');
      const options = [
        '--language',
        'en',
        '--persona',
        'the front desk',
        '--opening-line',
        'Hi.',
        '--opening',
        'wait',
        '--voicemail-message',
        'Call back.',
        '--no-record',
        '--result-schema',
        schema,
      ];
      const { code, out } = await run(
        ['call', '13900139001', '-', ...options, '--not-before', '2026-12-01T09:00:00+08:00', '--dry-run', '--json'],
        {},
        'He said "hi"\n$(id)\n',
      );
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({
        phones: '13900139001',
        user_requirement: 'He said "hi"\n$(id)\n',
        language: 'en',
        persona: 'the front desk',
        opening_line: 'Hi.',
        opening: 'wait',
        voicemail: { message: 'Call back.' },
        record: false,
        result_schema: { type: 'object', properties: { free: { type: 'boolean' } } },
        not_before: '2026-12-01T01:00:00.000Z',
      });
    });

    it('sends nothing with --dry-run, not even to a service that is not there', async () => {
      const { code, out } = await ringback(['call', '1', 'x', '--dry-run'], {
        HOME: folder,
        RINGBACK_URL: 'http://127.0.0.1:9',
      });
      expect(code).toBe(0);
      expect(out).toContain('Nothing was sent.');
    });
  });

  describe('watch', () => {
    it('prints each event as a line of JSON, and the record last', async () => {
      const id = await place('13800138000');
      const { code, out } = await run(['watch', id, '--json']);
      expect(code).toBe(0);
      const lines = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; call_id?: string });
      const types = lines.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['state', 'utterance', 'turn', 'ended']));
      expect(types).not.toContain('partial');
      expect(types.slice(-2)).toEqual(['ended', 'record']);
      expect(lines.slice(0, -1).every(({ call_id }) => call_id === id)).toBe(true);
    });

    it('also prints what is being said with --partials', async () => {
      const { out } = await run(['call', '13800138000', '通知您开会', '--watch', '--json', '--partials']);
      expect(out).toContain('{"type":"partial"');
    });

    it('only stops watching at Ctrl-C: the call goes on, and can be taken back', async () => {
      const id = await place('13800138000', '--not-before', TOMORROW);
      const watching = start(['watch', id, '--json'], service.env);
      // Nothing is said of a queued call: it watches once its request is known to be answered.
      await expect.poll(async () => (await metric('ringback_streams_open')) > 0, { timeout: 10_000 }).toBe(true);
      watching.child.kill('SIGINT');
      expect(await watching.finished).toMatchObject({
        code: 130,
        err: expect.stringContaining(
          `The call goes on: \`ringback watch ${id}\` to come back, \`ringback hangup ${id}\` to hang up.`,
        ),
      });
      expect((await run(['info', id])).out).toMatch(/^Status +queued$/m);
      expect(await run(['hangup', id])).toMatchObject({ code: 0, out: 'Taken back: it will not be dialled.\n' });
      expect(JSON.parse((await run(['hangup', id, '--json'])).out)).toEqual({ call_id: id, outcome: 'already_ended' });
      expect(await run(['watch', id])).toMatchObject({ code: 7, out: expect.stringMatching(/^Status +cancelled: /m) });
    });
  });

  describe('info and calls', () => {
    it('show records, to people and to programs', async () => {
      const id = await place('13900139001');
      await run(['watch', id]);
      const shown = await run(['info', id]);
      expect(shown.out).toMatch(new RegExp(`^Call +${id}$`, 'm'));
      expect(shown.out).toMatch(/^Phone +13900139001$/m);
      expect(shown.out).toMatch(/^Requirement +通知王女士周五体检$/m);
      expect(JSON.parse((await run(['info', id, '--json'])).out)).toMatchObject({
        call_id: id,
        end_reason: 'busy',
        cost: 0,
      });
      const listed = await run(['calls', '--status', 'ended', '--limit', '3']);
      expect(listed.out).toMatch(new RegExp(`^${id} .* 13900139001 +busy +0 s +¥0\\.00$`, 'm'));
      expect(listed.out).toContain('The newest 3; more with --limit.\n');
      const { calls } = JSON.parse((await run(['calls', '--limit', '2', '--json'])).out) as { calls: unknown[] };
      expect(calls).toHaveLength(2);
    });

    it('speak Chinese in a Chinese terminal', async () => {
      const id = await place('13900139001');
      await run(['watch', id]);
      const { out } = await run(['info', id], { LANG: 'zh_CN.UTF-8' });
      expect(out).toMatch(/^状态 +busy: /m);
      expect((await run(['info', 'nobody'], { LANG: 'zh_CN.UTF-8' })).err).toMatch(/^错误：没有找到该通话/);
    });

    it('end quietly where their reader leaves early', async () => {
      const reading = start(['calls', '--json'], service.env);
      reading.child.stdout?.destroy();
      expect(await reading.finished).toMatchObject({ err: '' });
    });
  });

  describe('what goes wrong', () => {
    it.each([
      ['no key', ['calls'], { STEPONEAI_API_KEY: '', RINGBACK_API_KEY: '' }, 3, /ringback keys create/],
      ['a wrong key', ['calls'], { RINGBACK_API_KEY: 'sk_no' }, 3, /ringback keys create/],
      ['a bad number', ['call', '12345', 'x'], {}, 2, /12345/],
      ['an empty requirement', ['call', '13800138000', ' '], {}, 2, /user_requirement/],
      ['an unknown call', ['info', 'nobody'], {}, 5, /ringback calls/],
      ['an unknown call, live', ['watch', 'nobody'], {}, 5, /ringback calls/],
      ['no service', ['calls'], { RINGBACK_URL: 'http://127.0.0.1:9' }, 6, /ringback serve/],
      ['no address', ['calls'], { RINGBACK_URL: 'example.test' }, 2, /RINGBACK_URL/],
      ['an unknown command', ['cal'], {}, 2, /no command "cal"/],
      ['an unknown option', ['calls', '--now'], {}, 2, /no option --now.* ringback calls --help/],
      ['a missing argument', ['call', '1'], {}, 2, /REQUIREMENT is missing/],
      ['a wrong choice', ['call', '1', 'x', '--language', 'fr'], {}, 2, /one of zh, en/],
      ['a wrong number', ['calls', '--limit', '0'], {}, 2, /from 1 to 1000/],
      ['no time', ['call', '1', 'x', '--not-before', 'soon'], {}, 2, /"soon" is no time/],
      ['no schema', ['call', '1', 'x', '--result-schema', '/none'], {}, 2, /\/none cannot be read/],
    ] as const)('is one line and an exit code: %s', async (_, args, changed, code, line) => {
      const told = await run(args, changed);
      expect(told).toMatchObject({ code, out: '', err: expect.stringMatching(line) });
      expect(told.err).toMatch(/^Error: .*\n$/);
    });

    it.each([
      [['calls'], { STEPONEAI_API_KEY: '', RINGBACK_API_KEY: '' }, 3, 'no_api_key'],
      [['call', '12345', 'x'], {}, 2, 'invalid_phone'],
      [['info', 'nobody'], {}, 5, 'call_not_found'],
      [['cal'], {}, 2, 'usage'],
    ] as const)('is one document on standard output with --json: %j', async (args, changed, code, word) => {
      const document = await run([...args, '--json'], changed);
      expect(document).toMatchObject({ code, err: '' });
      expect(JSON.parse(document.out)).toMatchObject({ success: false, code: word, message: expect.any(String) });
    });

    it('is 4 where the balance is too low', async () => {
      const many = Array.from({ length: 100 }, (_, index) => 13_700_000_000 + index).join(',');
      expect(await run(['call', many, 'x'])).toMatchObject({
        code: 4,
        err: expect.stringContaining('ringback account topup'),
      });
    });
  });

  it('hands the service its own commands', async () => {
    expect(JSON.parse((await run(['account', 'show', '--json'])).out)).toMatchObject({
      name: 'default',
      currency: 'CNY',
    });
    expect((await run(['help', 'keys'])).out).toContain('revoke');
    expect((await run(['keys', 'revoke', 'sk_nobody'])).code).toBe(5);
  });

  it('lists every command with --help, and explains each with examples', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    const names = [
      'demo',
      'call',
      'watch',
      'info',
      'hangup',
      'calls',
      'serve',
      'keys',
      'account',
      'users',
      'settings',
      'doctor',
    ];
    const helps = await Promise.all(names.map((name) => run([name, '--help'])));
    for (const [index, name] of names.entries()) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
      expect(helps[index], name).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Examples:\n  ') });
    }
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run([])).out).toBe(out);
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 'NaN');
  }
});

describe('ringback serve', () => {
  it('stops within seconds, though a client holds a connection on which it asks nothing', async () => {
    const service = await startService({ RINGBACK_SPEECH: 'tones' });
    const idle = connect(Number(new URL(service.url).port), '127.0.0.1');
    idle.on('error', () => {});
    try {
      await once(idle, 'connect');
      // Answered after it: the service has taken the connection up.
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      const exited = once(service.child, 'exit');
      service.child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    } finally {
      idle.destroy();
      await service.stop();
    }
  });

  it('is the service itself: what kills the one kills the other', async () => {
    const service = await startService({ RINGBACK_SPEECH: 'tones' });
    try {
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      const gone = new Promise((resolve) => service.child.once('exit', resolve));
      service.child.kill('SIGKILL');
      await gone;
      await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    } finally {
      await service.stop();
    }
  });
});
