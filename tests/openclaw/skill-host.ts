import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
const node24 = join(cache, 'node24', 'node_modules', 'node', 'bin', 'node');
const openclaw = join(cache, 'openclaw', 'node_modules', 'openclaw');

/** The host that this was proved in. */
const OPENCLAW_VERSION = '2026.9.6';

/** Where programs of Node 24 and then the system's own are found. */
const path = [dirname(node24), process.env.PATH].join(delimiter);

/**
 * Puts Node 24, without which OpenClaw does not start, and OpenClaw itself into the cache folder where they are not there yet. Throws,
 * naming the package, where the registry does not give one: a proof in a real host must not pass without it.
 */
export async function installOpenClaw(): Promise<void> {
  if (!existsSync(node24)) await install('node24', 'node@24');
  const manifest = join(openclaw, 'package.json');
  const version = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
    : '';
  if (version !== OPENCLAW_VERSION) await install('openclaw', `openclaw@${OPENCLAW_VERSION}`);
}

async function install(folder: string, name: string): Promise<void> {
  const prefix = join(cache, folder);
  mkdirSync(prefix, { recursive: true });
  try {
    await run('npm', ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--silent', name], {
      env: { ...process.env, PATH: path },
    });
  } catch (error) {
    throw new Error(`The registry did not give ${name}, without which there is no OpenClaw host to test in.`, {
      cause: error,
    });
  }
}

/** An OpenClaw host of its own, that shares nothing with one of this machine's user and asks nobody on the network. */
export class SkillHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'ringback-openclaw-'));
  readonly workspace = join(this.folder, 'state', 'workspace');
  readonly #configuration = join(this.folder, 'openclaw.json');

  /** `settings` add to the configuration. */
  constructor(settings: object = {}) {
    mkdirSync(join(this.folder, 'home'));
    writeFileSync(
      this.#configuration,
      JSON.stringify({
        gateway: { mode: 'local', bind: 'loopback', auth: { mode: 'token', token: 'of-this-test' } },
        update: { checkOnStart: false },
        telemetry: { enabled: false },
        discovery: { mdns: { mode: 'off' } },
        ...settings,
      }),
    );
  }

  /** Runs `openclaw` with these arguments; what it printed. Rejects where it fails. */
  async run(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
    const { stdout } = await run(node24, [join(openclaw, 'openclaw.mjs'), ...args], {
      cwd: this.folder,
      env: {
        PATH: path,
        HOME: join(this.folder, 'home'),
        OPENCLAW_STATE_DIR: join(this.folder, 'state'),
        OPENCLAW_CONFIG_PATH: this.#configuration,
        CI: 'true',
        OPENCLAW_NO_AUTO_UPDATE: '1',
        OPENCLAW_OFFLINE: '1',
        OPENCLAW_SKIP_CHANNELS: '1',
        OPENCLAW_SKIP_CRON: '1',
        OPENCLAW_DISABLE_BONJOUR: '1',
        ...env,
      },
    });
    return stdout;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
