import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../clock.js';
import type { RingbackError } from '../errors.js';
import { printed, runChild } from '../test-child.js';
import { ManualClock } from '../testing/index.js';
import { createTunnel, type TunnelOptions } from './create-tunnel.js';
import { FakePrograms } from './test-programs.js';
import type { Tunnel, TunnelListener } from './tunnel.js';
import { commandLine } from './tunnel-process.js';

/** As ngrok 3 prints them; of the token the error repeats what it was given. */
const STARTED = (url: string): string =>
  `{"t":"2026-09-12T20:25:17+0200","lvl":"info","msg":"started tunnel","obj":"tunnels","name":"command_line","addr":{"Scheme":"http","Host":"127.0.0.1:8080"},"url":"${url}"}`;
const NOISE = [
  '{"t":"2026-09-12T20:25:13+0200","lvl":"info","msg":"no configuration paths supplied"}',
  '{"id":"6da982f374ef","lvl":"info","msg":"client session established","obj":"csess"}',
  '{"err":"<nil>","lvl":"info","msg":"open config file","path":"/home/a/.config/ngrok/ngrok.yml","url":"https://ngrok.com/docs"}',
  'not json',
];
const REFUSED = (number: number, text = 'authentication failed'): string[] => [
  `{"err":"${text}\\r\\n\\r\\nERR_NGROK_${number}\\r\\n","lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session"}`,
  `{"err":"${text}\\r\\n\\r\\nERR_NGROK_${number}\\r\\n","lvl":"crit","msg":"command failed"}`,
];
const RUNNING = { BackendState: 'Running', Self: { DNSName: 'phone-box.tail1234.ts.net.' } };
const AVAILABLE = (where: string, url = 'https://phone-box.tail1234.ts.net/'): string[] => [
  where,
  '',
  url,
  '|-- proxy http://127.0.0.1:8080',
  '',
  'Press Ctrl+C to exit.',
];

describe('tunnels', () => {
  let programs: FakePrograms;
  let record: string;
  const tunnels: Tunnel[] = [];

  beforeEach(() => {
    programs = new FakePrograms();
    record = join(programs.folder, 'tunnel.json');
  });
  afterEach(async () => {
    await Promise.all(tunnels.splice(0).map((tunnel) => tunnel.stop()));
    programs.remove();
  });

  function make(options: TunnelOptions): Tunnel {
    const tunnel = createTunnel({ env: programs.env, recordFile: record, ...options });
    tunnels.push(tunnel);
    return tunnel;
  }

  const failure = (started: Promise<unknown>): Promise<RingbackError> =>
    started.then(
      () => expect.fail('it started'),
      (error: RingbackError) => error,
    );

  describe('ngrok', () => {
    it('is started with its token in the environment alone, told of, and ended', async () => {
      programs.install('ngrok', [{ lines: [...NOISE, STARTED('https://84c1-1-2.ngrok-free.app')] }]);
      const env = { ...programs.env, OPENAI_API_KEY: 'sk-secret', HTTPS_PROXY: 'http://proxy:3128' };
      const tunnel = make({ tunnel: 'ngrok', ngrokAuthToken: '2token', ngrokDomain: 'calls.example.com', env });
      expect(await tunnel.start(8080)).toEqual({ url: 'https://84c1-1-2.ngrok-free.app' });
      const [run] = programs.runs('ngrok');
      expect(run?.args).toEqual(
        ['http', 'http://127.0.0.1:8080', '--log', 'stdout', '--log-format', 'json', '--inspect=false'].concat([
          '--url',
          'https://calls.example.com',
        ]),
      );
      expect(run?.env).toMatchObject({ NGROK_AUTHTOKEN: '2token', HTTPS_PROXY: 'http://proxy:3128' });
      expect(run?.env).not.toHaveProperty('OPENAI_API_KEY');
      expect(readFileSync(record, 'utf8')).not.toContain('2token');
      expect(statSync(record).mode & 0o777).toBe(0o600);
      const pid = run?.pid as number;
      expect(await commandLine(pid)).toContain('ngrok http http://127.0.0.1:8080');
      await tunnel.stop();
      expect(await commandLine(pid)).toBeNull();
      expect(existsSync(record)).toBe(false);
      expect(await failure(tunnel.start(8080))).toMatchObject({ code: 'tunnel_stopped' });
    });

    it.each([
      [4018, 'tunnel_not_logged_in', /NGROK_AUTHTOKEN/],
      [107, 'tunnel_not_logged_in', /reset or revoked/],
      [121, 'tunnel_failed', /ngrok update/],
      [320, 'tunnel_failed', /RINGBACK_NGROK_DOMAIN/],
      [9999, 'tunnel_failed', /docs\/errors\/err_ngrok_9999/],
    ])('says what to do about ERR_NGROK_%i', async (number, code, says) => {
      programs.install('ngrok', [{ lines: REFUSED(number, 'Your authtoken: 2token'), code: 1 }]);
      const error = await failure(make({ tunnel: 'ngrok', ngrokAuthToken: '2token' }).start(8080));
      expect(error).toMatchObject({ code, retryable: false, details: { ngrok: `ERR_NGROK_${number}` } });
      expect(error.message).toMatch(says);
      expect(JSON.stringify([error.message, error.details])).not.toContain('2token');
      expect(programs.runs('ngrok')).toHaveLength(1);
    });

    it.each([108, 334])('tries again during its start where ERR_NGROK_%i may pass', async (number) => {
      programs.install('ngrok', [{ lines: REFUSED(number) }, { lines: [STARTED('https://a.ngrok.app')] }]);
      const tunnel = make({ tunnel: 'ngrok', clock: new PauselessClock() });
      expect(await tunnel.start(8080)).toEqual({ url: 'https://a.ngrok.app' });
      expect(programs.runs('ngrok')).toHaveLength(2);
    });

    it('gives up a start after 45 s of failures that might have passed', async () => {
      programs.install('ngrok', [{ lines: REFUSED(334), code: 1 }]);
      const error = await failure(make({ tunnel: 'ngrok', clock: new PauselessClock() }).start(8080));
      expect(error).toMatchObject({ code: 'tunnel_failed', retryable: true });
      // At 0, 1, 3, 7, 15 and 31 s.
      expect(programs.runs('ngrok')).toHaveLength(6);
    });

    it('says that the program is missing', async () => {
      const error = await failure(make({ tunnel: 'ngrok', program: join(programs.folder, 'nothing') }).start(8080));
      expect(error).toMatchObject({
        code: 'tunnel_program_missing',
        message: expect.stringContaining('ngrok.com/download'),
      });
    });

    it('gives up on a program that tells no URL', async () => {
      programs.install('ngrok', [{ lines: NOISE }]);
      const clock = new PauselessClock();
      const failed = failure(make({ tunnel: 'ngrok', clock }).start(8080));
      // From 0 to 20 s, 21 to 41 and 43 to 63.
      for (let run = 1; run <= 3; run += 1) {
        await until(() => programs.runs('ngrok').length === run);
        await clock.advance(20_000);
      }
      expect(await failed).toMatchObject({
        code: 'tunnel_failed',
        message: expect.stringContaining('no URL within 20 s'),
      });
      expect(programs.runs('ngrok')).toHaveLength(3);
      expect(existsSync(record)).toBe(false);
    });

    it('kills a program that does not end when it is asked to', async () => {
      programs.install('ngrok', [{ lines: [STARTED('https://a.ngrok.app')], deaf: true }]);
      const tunnel = make({ tunnel: 'ngrok' });
      await tunnel.start(8080);
      await tunnel.stop();
      expect(await commandLine(programs.runs('ngrok')[0]?.pid as number)).toBeNull();
    });

    it('starts a program again that ended, and tells of its new URL', async () => {
      const urls = ['https://a.ngrok.app', 'https://b.ngrok.app', 'https://b.ngrok.app'];
      programs.install('ngrok', [
        { lines: [STARTED(urls[0] as string)] },
        { code: 1 },
        { lines: [STARTED(urls[1] as string)] },
      ]);
      const told = new Told();
      const tunnel = make({ tunnel: 'ngrok', clock: new PauselessClock() });
      expect(await tunnel.start(8080, told)).toEqual({ url: urls[0] });
      process.kill(programs.runs('ngrok')[0]?.pid as number, 'SIGKILL');
      await told.next(3);
      expect(told.all).toEqual(['lost tunnel_failed', 'lost tunnel_failed', `url ${urls[1]}`]);
      process.kill(programs.runs('ngrok')[2]?.pid as number, 'SIGKILL');
      await told.next(5);
      expect(told.all.slice(3)).toEqual(['lost tunnel_failed', `url ${urls[1]}`]);
      await tunnel.stop();
      expect(told.all).toHaveLength(5);
    });

    it('tells when the program itself came back under another URL', async () => {
      programs.install('ngrok', [
        { lines: [STARTED('https://a.ngrok.app'), STARTED('https://a.ngrok.app'), STARTED('https://c.ngrok.app')] },
      ]);
      const told = new Told();
      await make({ tunnel: 'ngrok' }).start(8080, told);
      await told.next(1);
      expect(told.all).toEqual(['url https://c.ngrok.app']);
    });

    it('is stopped at any moment: before it is up, and while it pauses', async () => {
      programs.install('ngrok', [{ lines: NOISE }]);
      const early = make({ tunnel: 'ngrok' });
      const failed = failure(early.start(8080));
      await until(() => programs.runs('ngrok').length === 1);
      await early.stop();
      expect(await failed).toMatchObject({ code: 'tunnel_stopped' });
      expect(await commandLine(programs.runs('ngrok')[0]?.pid as number)).toBeNull();

      programs.install('ngrok', [{}, { lines: [STARTED('https://a.ngrok.app')], code: 1 }]);
      const clock = new ManualClock();
      const told = new Told();
      const pausing = make({ tunnel: 'ngrok', clock });
      await pausing.start(8080, told);
      await told.next(1);
      await pausing.stop();
      expect(clock.pending).toBe(0);
      await make({ tunnel: 'ngrok' }).stop();
    });
  });

  describe.each(['serve', 'funnel'] as const)('tailscale %s', (mode) => {
    const tunnel = `tailscale-${mode}` as const;
    const where = mode === 'serve' ? 'Available within your tailnet:' : 'Available on the internet:';

    it('is run in the foreground, told of, and ended', async () => {
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], RUNNING);
      const made = make({ tunnel });
      expect(await made.start(8080)).toEqual({ url: 'https://phone-box.tail1234.ts.net' });
      const [run] = programs.runs('tailscale');
      expect(run?.args).toEqual([mode, '--yes', '--https=443', 'http://127.0.0.1:8080']);
      await made.stop();
      expect(await commandLine(run?.pid as number)).toBeNull();
    });

    it('has its port in the URL where it is another', async () => {
      programs.install('tailscale', [{ lines: AVAILABLE(where, 'https://phone-box.tail1234.ts.net:8443/') }], RUNNING);
      expect(await make({ tunnel, httpsPort: 8443 }).start(8080)).toEqual({
        url: 'https://phone-box.tail1234.ts.net:8443',
      });
      expect(programs.runs('tailscale')[0]?.args[2]).toBe('--https=8443');
    });

    it('says where to enable it, in place of waiting for ever', async () => {
      const name = mode === 'serve' ? 'Serve' : 'Funnel';
      const link = `https://login.tailscale.com/f/${mode}?node=n6YZ9Q2NQx11CNTRL`;
      programs.install(
        'tailscale',
        [{ lines: [`${name} is not enabled on your tailnet.`, 'To enable, visit:', '', `         ${link}`, ''] }],
        RUNNING,
      );
      const error = await failure(make({ tunnel }).start(8080));
      expect(error).toMatchObject({ code: 'tunnel_failed', retryable: false });
      expect(error.message).toContain(link);
    });

    it.each([
      [
        'error: background configuration already exists, use `tailscale serve --https=443 off` to remove the existing configuration',
        /serves something else at this port/,
      ],
      ['sending serve config: Access denied: serve config denied', /--operator=\$USER/],
    ])('says what to do about "%s"', async (line, says) => {
      programs.install('tailscale', [{ errors: [line], code: 1 }], RUNNING);
      const error = await failure(make({ tunnel }).start(8080));
      expect(error).toMatchObject({ code: 'tunnel_failed', retryable: false });
      expect(error.message).toMatch(says);
    });

    it('asks first whether this machine is logged in', async () => {
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], { ...RUNNING, BackendState: 'NeedsLogin' });
      expect(await failure(make({ tunnel }).start(8080))).toMatchObject({
        code: 'tunnel_not_logged_in',
        message: expect.stringContaining('tailscale up'),
      });
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], { ...RUNNING, BackendState: 'NeedsMachineAuth' });
      expect(await failure(make({ tunnel }).start(8080))).toMatchObject({ code: 'tunnel_not_logged_in' });
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], { BackendState: 'Running', Self: { DNSName: '' } });
      expect(await failure(make({ tunnel }).start(8080))).toMatchObject({
        code: 'tunnel_failed',
        message: expect.stringContaining('MagicDNS'),
      });
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], null);
      expect(await failure(make({ tunnel, clock: new PauselessClock() }).start(8080))).toMatchObject({
        code: 'tunnel_failed',
        message: expect.stringContaining('tailscaled'),
      });
      expect(programs.runs('tailscale')).toEqual([]);
      expect(await failure(make({ tunnel, program: join(programs.folder, 'nothing') }).start(8080))).toMatchObject({
        code: 'tunnel_program_missing',
      });
    });

    it('is started again when the daemon was', async () => {
      programs.install('tailscale', [{ lines: AVAILABLE(where) }], RUNNING);
      const told = new Told();
      await make({ tunnel, clock: new PauselessClock() }).start(8080, told);
      process.kill(programs.runs('tailscale')[0]?.pid as number, 'SIGTERM');
      await told.next(2);
      expect(told.all).toEqual(['lost tunnel_failed', 'url https://phone-box.tail1234.ts.net']);
    });
  });

  it('names its settings as its owner does', async () => {
    const settings = {
      tunnel: 'tunnel.provider',
      ngrokAuthToken: 'tunnel.ngrokAuthToken',
      ngrokDomain: 'tunnel.ngrokDomain',
    };
    const missing = make({ tunnel: 'ngrok', program: join(programs.folder, 'nothing'), settings });
    expect((await failure(missing.start(8080))).message).toContain('choose another tunnel.provider');
    programs.install('ngrok', [{ lines: ['{"lvl":"eror","err":"ERR_NGROK_320"}'], code: 1 }]);
    expect((await failure(make({ tunnel: 'ngrok', settings }).start(8080))).message).toContain(
      'Set tunnel.ngrokDomain to one of yours',
    );
    programs.install('ngrok', [{ lines: ['{"lvl":"eror","err":"ERR_NGROK_105"}'], code: 1 }]);
    expect((await failure(make({ tunnel: 'ngrok', settings }).start(8080))).message).toContain(
      'into tunnel.ngrokAuthToken.',
    );
  });

  describe('when the process that started it is gone', () => {
    const script = `
      const [recordFile, path] = process.argv.slice(2);
      const tunnel = entry.createTunnel({ tunnel: 'ngrok', recordFile, env: { ...process.env, PATH: path } });
      await tunnel.start(8080);
      console.log('up');
      setInterval(() => {}, 1000);
    `;
    const children: ChildProcess[] = [];
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'ringback-child-'));
      programs.install('ngrok', [{ lines: [STARTED('https://a.ngrok.app')] }]);
    });
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    function startedElsewhere(): ChildProcess {
      const child = runChild(folder, 'tunnel/create-tunnel.ts', script, [record, programs.env.PATH as string]);
      children.push(child);
      return child;
    }

    it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('by %s, no program stays behind', async (signal) => {
      const child = startedElsewhere();
      await printed(child, 1);
      const pid = programs.runs('ngrok')[0]?.pid as number;
      expect(await commandLine(pid)).toContain('ngrok');
      child.kill(signal);
      await gone(pid);
      expect(existsSync(record)).toBe(true);
      // And the next start finds a record of nobody.
      expect(await make({ tunnel: 'ngrok' }).start(8080)).toEqual({ url: 'https://a.ngrok.app' });
    });

    it.runIf(process.platform === 'linux')(
      'with its watchdog at the same moment, the next start ends what stayed behind',
      async () => {
        const child = runChild(folder, 'tunnel/create-tunnel.ts', script, [record, programs.env.PATH as string]);
        await printed(child, 1);
        const pid = programs.runs('ngrok')[0]?.pid as number;
        const watchdog = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
        expect(await commandLine(watchdog)).toContain('ngrok http');
        // Stopped, neither can do anything about the other's end.
        for (const one of [child.pid as number, watchdog]) process.kill(one, 'SIGSTOP');
        for (const one of [child.pid as number, watchdog]) process.kill(one, 'SIGKILL');
        await gone(watchdog);
        expect(await commandLine(pid)).toContain('ngrok');
        await make({ tunnel: 'ngrok' }).start(8080);
        expect(await commandLine(pid)).toBeNull();
      },
    );

    it.runIf(process.platform === 'linux')(
      'a watchdog that was killed alone takes its program with it, and another follows',
      async () => {
        const told = new Told();
        const tunnel = make({ tunnel: 'ngrok', clock: new PauselessClock() });
        await tunnel.start(8080, told);
        const pid = programs.runs('ngrok')[0]?.pid as number;
        const watchdog = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
        process.kill(watchdog, 'SIGKILL');
        await told.next(2);
        await gone(pid);
        expect(told.all).toEqual(['lost tunnel_failed', 'url https://a.ngrok.app']);
      },
    );

    it('a second start takes the tunnel over, and the first lets it be', async () => {
      const told = new Told();
      const first = make({ tunnel: 'ngrok', clock: new PauselessClock() });
      await first.start(8080, told);
      const child = startedElsewhere();
      await Promise.all([printed(child, 1), told.next(1)]);
      expect(told.all).toEqual(['lost tunnel_failed']);
      expect(told.errors[0]?.message).toMatch(new RegExp(`Process ${child.pid} took the ngrok tunnel over`));
      await first.stop();
      const second = programs.runs('ngrok')[1]?.pid as number;
      expect(await commandLine(second)).toContain('ngrok');
      child.kill('SIGKILL');
      await gone(second);
      expect(programs.runs('ngrok')).toHaveLength(2);
    });

    it('a process that only has the number of the recorded one is left alone', async () => {
      const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      await new Promise((resolve) => stranger.once('spawn', resolve));
      writeFileSync(
        record,
        JSON.stringify({
          pid: stranger.pid,
          owner: 1,
          tunnel: 'x',
          program: 'ngrok',
          args: ['http', 'http://127.0.0.1:8080'],
        }),
      );
      await make({ tunnel: 'ngrok' }).start(8080);
      expect(stranger.exitCode).toBeNull();
      expect(await commandLine(stranger.pid as number)).toContain('setInterval');
      const ended = new Promise((resolve) => stranger.once('exit', resolve));
      stranger.kill('SIGKILL');
      await ended;
    });

    it('a record that is none is no hindrance', async () => {
      writeFileSync(record, '{"pid":');
      expect(await make({ tunnel: 'ngrok' }).start(8080)).toEqual({ url: 'https://a.ngrok.app' });
    });
  });
});

/** What a tunnel told, in order. */
class Told implements TunnelListener {
  readonly all: string[] = [];
  readonly errors: RingbackError[] = [];
  #waiting: (() => void) | null = null;

  url(url: string): void {
    this.#tell(`url ${url}`);
  }

  lost(error: RingbackError): void {
    this.errors.push(error);
    this.#tell(`lost ${error.code}`);
  }

  /** Resolves when it has told so many. */
  async next(count: number): Promise<void> {
    while (this.all.length < count) await new Promise<void>((resolve) => (this.#waiting = resolve));
  }

  #tell(what: string): void {
    this.all.push(what);
    this.#waiting?.();
  }
}

/** Pauses between two starts pass at once; limits on a program never do. Looks at whether a process is gone are real. */
class PauselessClock extends ManualClock {
  readonly #real = realClock();

  override after(ms: number, run: () => void): { cancel(): void } {
    if (ms < 1_000) return this.#real.after(ms, run);
    const timer = super.after(ms, run);
    if ([1_000, 2_000, 4_000, 8_000, 16_000, 30_000].includes(ms)) void this.advance(ms);
    return timer;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** Until the operating system knows no such process. */
async function gone(pid: number): Promise<void> {
  while ((await commandLine(pid)) !== null) await new Promise((resolve) => setImmediate(resolve));
}
