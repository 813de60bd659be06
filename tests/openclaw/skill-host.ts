import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { programs } from './programs.js';

const run = promisify(execFile);
/** An OpenClaw host of its own, that shares nothing with one of this machine's user and asks nobody on the network. */
export class SkillHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'ringback-openclaw-'));
  readonly workspace = join(this.folder, 'state', 'workspace');
  readonly #programs = programs();
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
    const { nodeBin, openclaw } = this.#programs;
    const { stdout } = await run(join(nodeBin, 'node'), [openclaw, ...args], {
      cwd: this.folder,
      env: {
        PATH: [nodeBin, process.env.PATH].join(delimiter),
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
