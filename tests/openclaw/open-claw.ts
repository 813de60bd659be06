import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Programs, programs } from './programs.js';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

type Json = Record<string, unknown>;

/** A gateway loads 650 MB of packages: 15 s on a machine with nothing else to do, a minute on one that is busy. */
const READY_WITHIN_MS = 180_000;

/** A whole OpenClaw of its own: home, state, configuration and port, and nothing of the machine's. */
export class OpenClaw {
  readonly folder = mkdtempSync(join(tmpdir(), 'supercall-host-'));
  readonly token = randomBytes(24).toString('hex');
  readonly hookToken = randomBytes(24).toString('hex');
  readonly programs: Programs;
  readonly port: number;
  /** What the gateway wrote to its terminal. */
  log = '';
  #config: Json;
  #writes = 0;
  #gateway: ChildProcess | null = null;
  #waiting: { pattern: RegExp; from: number; resolve: () => void }[] = [];

  private constructor(port: number, found: Programs, modelUrl: string | null, settings: Json) {
    this.port = port;
    this.programs = found;
    for (const name of ['home', 'state']) mkdirSync(join(this.folder, name), { mode: 0o700 });
    this.#config = { ...baseConfig(this, modelUrl), ...settings };
    this.#write();
  }

  /** @param settings stand beside, or in place of, what every host here is configured with. */
  static async open(modelUrl: string | null = null, settings: Json = {}): Promise<OpenClaw> {
    return new OpenClaw(await freePort(), programs(), modelUrl, settings);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the agent `main`. */
  get workspace(): string {
    return join(this.folder, 'state', 'workspace');
  }

  get logs(): string {
    return join(this.folder, 'home', 'clawd', 'supercall-logs');
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.programs.nodeBin}:${process.env.PATH}`,
      HOME: join(this.folder, 'home'),
      LANG: 'C.UTF-8',
      OPENCLAW_STATE_DIR: join(this.folder, 'state'),
      OPENCLAW_CONFIG_PATH: join(this.folder, 'openclaw.json'),
      CI: 'true',
      OPENCLAW_NO_AUTO_UPDATE: '1',
      OPENCLAW_OFFLINE: '1',
      OPENCLAW_SKIP_CHANNELS: '1',
      OPENCLAW_SKIP_CRON: '1',
      OPENCLAW_DISABLE_BONJOUR: '1',
    };
  }

  /** Sets `plugins.entries.supercall.config`; a gateway that runs takes it over by itself. */
  configure(config: Json, more: Json = {}): void {
    const read = JSON.parse(readFileSync(join(this.folder, 'openclaw.json'), 'utf8')) as Json;
    const plugins = (read.plugins ?? {}) as { entries?: Record<string, Json> };
    this.#config = {
      ...read,
      ...more,
      plugins: { ...plugins, entries: { ...plugins.entries, supercall: { enabled: true, config } } },
    };
    this.#write();
  }

  /** Runs `openclaw …` to its end. */
  cli(...args: string[]): Promise<CliResult> {
    return this.cliWith({}, ...args);
  }

  /** The same, with more in its environment. */
  cliWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<CliResult> {
    const child = spawn('node', [this.programs.openclaw, ...args], {
      env: { ...this.env, ...env },
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** Starts the gateway; resolves when it serves, plugins included. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const gateway = spawn('node', [this.programs.openclaw, 'gateway', 'run', '--port', String(this.port)], {
      env: { ...this.env, ...env },
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#gateway = gateway;
    for (const stream of [gateway.stdout, gateway.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        // Without the colours.
        this.log += chunk.toString().replace(/\x1b\[\d+m/g, '');
        this.#looked();
      });
    }
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until) {
      if (gateway.exitCode !== null) throw new Error(`the gateway ended at start:\n${this.log}`);
      const status = await fetch(`${this.url}/readyz`).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the gateway was not ready in time:\n${this.log}`);
  }

  /** Resolves when the gateway's process is gone, with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const gateway = this.#gateway;
    this.#gateway = null;
    if (gateway === null || gateway.exitCode !== null) return gateway?.exitCode ?? null;
    const gone = new Promise<number | null>((resolve) => gateway.once('close', resolve));
    gateway.kill(signal);
    return gone;
  }

  /** Waits for a line of the gateway's log, from a place in it on; the test's own limit ends it. */
  async logged(pattern: RegExp, from = 0): Promise<void> {
    if (pattern.test(this.log.slice(from))) return;
    await new Promise<void>((resolve) => this.#waiting.push({ pattern, from, resolve }));
  }

  /** The tool, as an agent's turn in the session would call it; resolves with its answer. */
  async tool(args: Json, sessionKey = 'main'): Promise<Json> {
    const response = await fetch(`${this.url}/tools/invoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tool: 'supercall', args, sessionKey }),
    });
    const answer = (await response.json()) as { ok: boolean; result?: { content: { text: string }[]; details: Json } };
    if (answer.result === undefined) throw new Error(`HTTP ${response.status}: ${JSON.stringify(answer)}`);
    const { content, details } = answer.result;
    // The model reads the one, other callers the other.
    if (JSON.stringify(details) !== content[0]?.text) throw new Error('content and details differ');
    return details;
  }

  /** Asks for the status until it ends, or until something else holds of it. */
  async status(
    callId: string,
    holds: (status: Json) => boolean = (status) => status.endReason !== null,
  ): Promise<Json> {
    for (;;) {
      const status = await this.tool({ action: 'get_status', callId });
      if (holds(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Processes that run with this host's state: itself, and whatever it or the plugin started. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && pid !== String(process.pid))
      .flatMap((pid) => {
        try {
          const mine = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.folder);
          const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
          // A dead one that nobody has collected yet has no command line.
          return mine && line !== '' ? [`${pid} ${line}`] : [];
        } catch {
          return [];
        }
      });
  }

  /** Calls that the plugin still keeps to tell of. */
  pending(): string[] {
    try {
      return readdirSync(join(this.folder, 'state', 'supercall', 'calls')).filter((name) => name.endsWith('.json'));
    } catch {
      return [];
    }
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    for (const line of this.processes()) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #write(): void {
    // Never twice the same bytes: a gateway that has seen them looks no further.
    this.#writes += 1;
    const text = JSON.stringify(this.#config, null, 2 + (this.#writes % 2));
    writeFileSync(join(this.folder, 'openclaw.json'), text, { mode: 0o600 });
  }

  #looked(): void {
    this.#waiting = this.#waiting.filter(({ pattern, from, resolve }) => {
      if (!pattern.test(this.log.slice(from))) return true;
      resolve();
      return false;
    });
  }
}

function baseConfig({ port, token, hookToken, folder }: OpenClaw, modelUrl: string | null): Json {
  const model = {
    id: 'standin',
    name: 'standin',
    contextWindow: 128_000,
    maxTokens: 4_096,
    input: ['text'],
    reasoning: false,
  };
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const providers =
    modelUrl === null
      ? {}
      : {
          providers: {
            standin: { baseUrl: modelUrl, apiKey: 'none', api: 'openai-completions', models: [{ ...model, cost }] },
          },
        };
  return {
    gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token } },
    update: { checkOnStart: false },
    telemetry: { enabled: false },
    discovery: { mdns: { mode: 'off' } },
    logging: { file: join(folder, 'openclaw.log') },
    hooks: { enabled: true, token: hookToken },
    models: { mode: 'merge', catalogRefresh: { enabled: false }, ...providers },
    ...(modelUrl === null ? {} : { agents: { defaults: { model: { primary: 'standin/standin' } } } }),
  };
}

/** A port that nobody has just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
