import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { BareMachine, type Shell, shells, skill, which } from './shells.js';

const found = await shells();
const bar = '━'.repeat(36);

/** Texts that break careless shells, JSON writers and terminals. */
const HOSTILE = [
  '他说"你好"，然后说\'再见\'',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would expand it, and must not.
  '$(touch /tmp/never) `touch /tmp/never` ${HOME} $HOME !! \\ \\n \\u0041 %s %d',
  'first line\nsecond line\n\n\tindented\ttabs',
  '-n 以连字符开头 --json',
  'emoji 👋👨‍👩‍👧 𠮷 é ü ß \u00a0 ends with a backslash \\',
  '{"phones":"110"} ]},{ "user_requirement":"x" */ //',
  '*',
];

interface Record {
  call_id: string;
  phones: string;
  user_requirement: string;
  status: string;
  duration_seconds?: number;
  cost: number;
  billed: boolean;
  call_content: { role: string; content: string }[];
  provider_response: string;
}

describe.runIf(found.length > 0)('the skill against the service', () => {
  let service: RunningService;
  let machine: BareMachine;

  beforeAll(async () => {
    service = await startService({
      RINGBACK_SIMULATOR_SPEED: '20',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_OPENING_BALANCE: '100',
    });
  });

  afterAll(async () => {
    await service?.stop();
  });

  afterEach(() => {
    machine?.dispose();
  });

  const env = () => ({ STEPONEAI_API_BASE: service.url, STEPONEAI_API_KEY: service.key, LANG: 'en_US.UTF-8' });

  async function api(path: string, body: unknown): Promise<{ data: Record }> {
    const response = await fetch(service.url + path, {
      method: 'POST',
      headers: { 'X-API-Key': service.key, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { data: Record };
  }

  const record = async (id: string) => (await api('/api/v1/callinfo/search_callinfo', { call_id: id })).data;
  const hangUp = (id: string) =>
    fetch(`${service.url}/v1/calls/${id}/hangup`, { method: 'POST', headers: { 'X-API-Key': service.key } });

  const decorated = (info: Record): string => `📱 Call Status
${bar}
Call ID:     ${info.call_id}
Phone:       ${info.phones}
Task:        ${info.user_requirement}
Duration:    ${info.duration_seconds}s
Cost:        ¥${info.cost}
Billed:      true

📝 Transcript
${bar}
${info.call_content.map(({ role, content }) => `${role}: ${content}\n`).join('')}
📋 Provider Response
${bar}
${info.provider_response}
`;

  const idsIn = (text: string): string[] =>
    [...text.matchAll(/^📱 Call ID: (\S+)$/gm)].map((match) => match[1] as string);

  describe.each(found)('under $name', (shell: Shell) => {
    beforeEach(() => {
      machine = new BareMachine(shell);
    });

    it('calls, and waits for the record', async () => {
      const { code, out } = await machine.run('callout.sh', ['13800138000', '通知您明天上午9点开会', '--wait'], env());
      expect(code).toBe(0);
      const [id = ''] = idsIn(out);
      const info = await record(id);
      expect(info.call_content.length).toBeGreaterThan(2);
      expect(info).toMatchObject({ status: 'ended', cost: 0.3, billed: true });
      expect(out).toBe(
        `📞 Initiating call to 13800138000...\n📝 Task: 通知您明天上午9点开会\n\n✅ Call initiated!\n📱 Call ID: ${id}\n` +
          `💬 1 call accepted (simulated: no real phone rings)\n\n${decorated(info)}`,
      );
    });

    it('shows a conversation live, and again once it is over', async () => {
      const started = await machine.run('callout.sh', ['13900139000', '通知王女士周五体检'], env());
      const [id = ''] = idsIn(started.out);
      const live = await machine.run('stream_chat.sh', [id], env());
      expect(live).toMatchObject({ code: 0, err: '' });
      const info = await record(id);
      const said = info.call_content.map(({ role, content }) =>
        role === 'assistant' ? `🤖 AI: ${content}\n` : `👤 User: ${content}\n`,
      );
      expect(live.out).toBe(
        `🎙️  Streaming real-time conversation\n${bar}\nCall ID: ${id}\nWaiting for connection...\n\n${said.join('')}\n${bar}\n📞 Call ended\n`,
      );
      expect((await machine.run('stream_chat.sh', [id], env())).out).toBe(live.out);

      const raw = await machine.run('stream_chat.sh', [id, '--json'], env());
      const lines = raw.out.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line.replace(/^data: /, '')))).toEqual([
        ...info.call_content,
        { role: 'system', content: '[DONE]' },
      ]);
      expect((await machine.run('callinfo.sh', [id], env())).out).toBe(decorated(info));
      const json = await machine.run('callinfo.sh', [id, '--json'], env());
      expect(JSON.parse(json.out).data).toEqual(info);
    });

    it('calls several numbers, each once, and says why a call came to nothing', async () => {
      const { out } = await machine.run('callout.sh', ['13900139001, 13900139002,13900139001', 'x'], env());
      const [busy = '', ringing = '', ...more] = idsIn(out);
      expect(more).toEqual([]);
      expect(out).toContain('13900139001');
      const live = await machine.run('stream_chat.sh', [busy], env());
      expect(live.out).toMatch(/\n\[system\] .+\n\n━+\n📞 Call ended\n$/);
      expect((await machine.run('callinfo.sh', [busy], env())).out).toContain('Duration:    0s\nCost:        ¥0\n');
      await hangUp(ringing);
    });

    it.each(HOSTILE)('sends %j unchanged', async (text) => {
      const { code, out } = await machine.run('callout.sh', ['13900139001', text], env());
      expect(code).toBe(0);
      const [id = ''] = idsIn(out);
      expect((await record(id)).user_requirement).toBe(text.trim());
    });

    it('speaks the API as it is', async () => {
      const body = '{"phones": "13900139001",\r\n "user_requirement": "a \\"b\\" \\\\"}\n';
      const called = JSON.parse((await machine.run('stepone.sh', ['call', body], env())).out);
      const id = called.data.provider_call_id as string;
      expect(called).toMatchObject({ success: true, data: { call_ids: [id] } });
      const streamed = await machine.run('stepone.sh', ['stream', id], env());
      expect(streamed.out).toContain('data: {"role": "system", "content": "[DONE]"}\n');
      const info = JSON.parse((await machine.run('stepone.sh', ['callinfo', id], env())).out);
      expect(info.data).toEqual({ ...(await record(id)), user_requirement: 'a "b" \\' });
      const balance = JSON.parse((await machine.run('stepone.sh', ['balance'], env())).out);
      expect(balance.data).toMatchObject({ currency: 'CNY', balance: expect.any(Number) });
      expect(await machine.run('stepone.sh', ['version'], { STEPONEAI_API_BASE: service.url })).toEqual({
        code: 0,
        out: 'Local skill version: 1.0.0\nRemote skill version: 1.0.0\n✅ Up to date.\n',
        err: '',
      });
    });

    it('works from the older layout, from any folder, and from a path with spaces', async () => {
      const elsewhere = join(machine.folder, 'my skills', "it's here");
      cpSync(skill, elsewhere, { recursive: true });
      for (const folder of [join(skill, 'scripts'), elsewhere, join(elsewhere, 'scripts')]) {
        const { code, out } = await machine.run(join(folder, 'callout.sh'), ['13900139001', 'x'], env());
        expect(code).toBe(0);
        const [id = ''] = idsIn(out);
        await machine.run(join(folder, 'stream_chat.sh'), [id], env());
        expect((await machine.run(join(folder, 'callinfo.sh'), [id], env())).code).toBe(0);
        expect((await machine.run(join(folder, 'stepone.sh'), ['callinfo', id], env())).code).toBe(0);
      }
    });

    it('needs nothing but curl and the shell, also for waiting', { timeout: 60_000 }, async () => {
      expect(machine.programs).toEqual(['curl', 'sh']);
      const started = await machine.run('callout.sh', ['13900139002', 'x'], env());
      const [id = ''] = idsIn(started.out);
      const before = performance.now();
      const { code, out, err } = await machine.run('callinfo.sh', [id, '3'], env());
      expect(performance.now() - before).toBeGreaterThan(9_900);
      expect(err).toMatch(
        /^⏳ Call not completed yet \((queued|dialing|ringing)\)\. Asking again in 10s \(1 of 3\)\.\.\.\n$/,
      );
      expect([code, out]).toEqual([0, decorated(await record(id))]);
    });

    it('says what a call is at while it is not over', async () => {
      const [id = ''] = idsIn((await machine.run('callout.sh', ['13900139002', 'x'], env())).out);
      const early = await machine.run('callinfo.sh', [id, '1', '--json'], env());
      expect(early).toEqual({
        code: 8,
        out: '',
        err: expect.stringMatching(
          /^⏳ Call not completed yet \((queued|dialing|ringing)\)\. Ask again later, or watch it: stream_chat\.sh \S+\n$/,
        ),
      });
      await hangUp(id);
    });

    it('shows a call that begins while nobody watches, to two readers alike', async () => {
      const [id = ''] = idsIn((await machine.run('callout.sh', ['13800138000', 'x'], env())).out);
      const readers = [machine.start('stream_chat.sh', [id], env()), machine.start('stream_chat.sh', [id], env())];
      const [one, two] = await Promise.all(readers.map(({ finished }) => finished));
      expect(one).toEqual(two);
      expect(one?.out).toMatch(/🤖 AI: .+\n👤 User: [\s\S]+📞 Call ended\n$/);
    });

    it('stops watching on Ctrl-C, and the call goes on', async () => {
      const [id = ''] = idsIn((await machine.run('callout.sh', ['13900139002', 'x'], env())).out);
      const watching = machine.start('stream_chat.sh', [id], env());
      await watching.told('Waiting for connection');
      watching.interrupt();
      expect(await watching.finished).toMatchObject({ code: null, signal: 'SIGINT', err: '' });
      expect((await record(id)).status).toMatch(/^(dialing|ringing)$/);
      await hangUp(id);
    });

    it('takes the key from wherever it stands in ~/.clawd/secrets.json', async () => {
      mkdirSync(join(machine.home, '.clawd'));
      const secrets = join(machine.home, '.clawd', 'secrets.json');
      const balance = () => machine.run('stepone.sh', ['balance'], { STEPONEAI_API_BASE: service.url });
      writeFileSync(secrets, `{ "keys": {"steponeai_api_key" : "${service.key}"}, "other": ["x"] }`);
      expect((await balance()).code).toBe(0);
      writeFileSync(secrets, '{ "steponeai_api_key": ');
      expect((await balance()).err).toMatch(/^❌ Error: No API key\./);
    });

    it('takes the key from ~/.clawd/secrets.json, and shows it to nobody', async () => {
      mkdirSync(join(machine.home, '.clawd'));
      writeFileSync(
        join(machine.home, '.clawd', 'secrets.json'),
        JSON.stringify({ other: { steponeai_api_key: 'sk_wrong' }, steponeai_api_key: service.key }, null, 2),
      );
      const told = join(machine.folder, 'told');
      machine.link('real-curl', which('curl'));
      machine.program('curl', `printf '%s\\n' "$@" >>'${told}'\nexec real-curl "$@"`);
      const { code } = await machine.run('callout.sh', ['13900139001', 'x'], { STEPONEAI_API_BASE: service.url });
      expect(code).toBe(0);
      expect(readFileSync(told, 'utf8')).toBe('--config\n-\n');
    });

    it.each([
      [
        'no key',
        ['callout.sh', '13800138000', 'x'],
        { STEPONEAI_API_KEY: '' },
        3,
        /^❌ Error: No API key\. .*ringback keys create.*\n$/,
      ],
      [
        'a wrong key',
        ['callout.sh', '13800138000', 'x'],
        { STEPONEAI_API_KEY: 'sk_no' },
        3,
        /^❌ Error: .*API key.*\n$/,
      ],
      ['a wrong key, live', ['stream_chat.sh', 'c1'], { STEPONEAI_API_KEY: 'sk_no' }, 3, /^❌ Error: .*API key.*\n$/],
      [
        'a key with a line break',
        ['callinfo.sh', 'c1'],
        { STEPONEAI_API_KEY: 'sk_\nX: y' },
        3,
        /^❌ Error: The API key .*\n$/,
      ],
      ['a bad number', ['callout.sh', '12345', 'x'], {}, 2, /^❌ Error: .*12345.*\n$/],
      ['one bad number of two', ['callout.sh', '13800138000,abc', 'x'], {}, 2, /^❌ Error: .*abc.*\n$/],
      ['an emergency number', ['callout.sh', '110', 'x'], {}, 1, /^❌ Error: .*110.*\n$/],
      ['an empty requirement', ['callout.sh', '13800138000', ' '], {}, 2, /^❌ Error: .*user_requirement.*\n$/],
      [
        'no requirement',
        ['callout.sh', '13800138000'],
        {},
        2,
        /^❌ Error: Name the phones and the requirement\. See: callout\.sh --help\n$/,
      ],
      [
        'words without quotes',
        ['callout.sh', '13800138000', 'a', 'b'],
        {},
        2,
        /^❌ Error: Put the requirement in quotes\./,
      ],
      ['an unknown option', ['callout.sh', '1', 'x', '--now'], {}, 2, /^❌ Error: There is no option --now\./],
      ['an unknown call', ['callinfo.sh', 'nobody'], {}, 5, /^❌ Error: .*\n$/],
      ['an unknown call, live', ['stream_chat.sh', 'nobody'], {}, 5, /^❌ Error: .*\n$/],
      ['no call id', ['callinfo.sh', '../x;y'], {}, 2, /^❌ Error: "\.\.\/x;y" is not a call id\..*\n$/],
      ['no id at all', ['stream_chat.sh'], {}, 2, /^❌ Error: Name the call\./],
      ['no number of retries', ['callinfo.sh', 'c1', 'x'], {}, 2, /^❌ Error: MAX_RETRIES is a whole number from 1\./],
      ['broken JSON', ['stepone.sh', 'call', '{"phones":'], {}, 2, /^❌ Error: .*JSON.*\n$/],
      ['a file in place of JSON', ['stepone.sh', 'call', '@/etc/hostname'], {}, 2, /^❌ Error: .*JSON.*\n$/],
      ['an unknown command', ['stepone.sh', 'dance'], {}, 2, /^❌ Error: There is no command dance\./],
      [
        'no server',
        ['callout.sh', '13800138000', 'x'],
        { STEPONEAI_API_BASE: 'http://127.0.0.1:9' },
        6,
        /^❌ Error: No server answers at http:\/\/127\.0\.0\.1:9\. .*ringback serve.*\n$/,
      ],
      [
        'no server, live',
        ['stream_chat.sh', 'c1'],
        { STEPONEAI_API_BASE: 'http://127.0.0.1:9' },
        6,
        /^❌ Error: No server answers/,
      ],
      [
        'no address',
        ['callinfo.sh', 'c1'],
        { STEPONEAI_API_BASE: 'example.test' },
        2,
        /^❌ Error: STEPONEAI_API_BASE must begin/,
      ],
    ] as const)('says in one line what is wrong: %s', async (_, [script, ...args], changed, code, line) => {
      const finished = await machine.run(script, args, { ...env(), ...changed });
      expect(finished).toMatchObject({ code, err: expect.stringMatching(line) });
      expect(finished.err.trimEnd().split('\n')).toHaveLength(1);
    });

    it('says when the balance is too low for ten thousand calls, and leaves no file behind', async () => {
      const numbers = Array.from({ length: 10_000 }, (_, index) => 13_700_000_000 + index).join(',');
      const finished = await machine.run('callout.sh', [numbers, 'x'], { ...env(), TMPDIR: machine.folder });
      expect(finished).toMatchObject({ code: 4, err: expect.stringMatching(/^❌ Error: .*balance.*\n$/) });
      expect(readdirSync(machine.folder).sort()).toEqual(['home', 'programs']);
    });

    it('says that curl is missing', async () => {
      machine.remove('curl');
      expect(await machine.run('callinfo.sh', ['c1'], env())).toMatchObject({
        code: 1,
        err: '❌ Error: curl is not installed.\n',
      });
    });

    it.each(['callout.sh', 'callinfo.sh', 'stream_chat.sh', 'stepone.sh'])(
      'explains %s with --help',
      async (script) => {
        const { code, out } = await machine.run(script, ['--help']);
        expect(code).toBe(0);
        expect(out).toContain(`Usage: ${script} `);
        expect(out).toContain('Example');
      },
    );
  });
});
