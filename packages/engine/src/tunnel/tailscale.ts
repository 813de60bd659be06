import { RingbackError } from '../errors.js';
import { programEnvironment } from './program-environment.js';
import type { Sign, TunnelProgram } from './supervised-tunnel.js';
import { type Command, type ProcessExit, runCommand } from './tunnel-process.js';
import type { TunnelSettings } from './tunnel-settings.js';

/** `tailscale status` asks the daemon on this machine: milliseconds, and seconds while it starts. */
const STATUS_WITHIN_MS = 10_000;

export interface TailscaleOptions {
  /** `serve` is reached from the tailnet alone; `funnel` from the internet, as carriers need. */
  mode: 'serve' | 'funnel';
  /** Of the public URL. Default 443; for a funnel 443, 8443 or 10000 (https://tailscale.com/kb/1223/funnel). */
  httpsPort?: number;
  /** Default `tailscale`, from the PATH. */
  program?: string;
  settings: TunnelSettings;
  env: NodeJS.ProcessEnv;
}

/** What of `tailscale status --json` is needed (ipn/ipnstate/ipnstate.go). */
interface Status {
  /** `NoState`, `NeedsLogin`, `NeedsMachineAuth`, `Stopped`, `Starting` or `Running`. */
  BackendState?: string;
  Self?: { DNSName?: string };
}

/**
 * `tailscale serve` and `tailscale funnel`, in the foreground (syntax since 1.52; cmd/tailscale/cli/serve_v2.go).
 *
 * In the foreground, not with `--bg`: what `--bg` sets up outlives this process, and everything else, until somebody turns it off, so that after a
 * crash whatever program got our port next would be on the internet; and it silently replaces what the owner serves at that port. A
 * foreground run's set-up belongs to its session with the daemon, which drops it when the program is gone, and which refuses a port that is taken.
 *
 * Once it is up it prints `Available on the internet:` (or `within your tailnet:`), an empty line, and the URL.
 */
export class Tailscale implements TunnelProgram {
  readonly name: 'tailscale-serve' | 'tailscale-funnel';
  readonly #options: TailscaleOptions;
  readonly #program: string;
  readonly #env: Record<string, string>;

  constructor(options: TailscaleOptions) {
    this.name = `tailscale-${options.mode}`;
    this.#options = options;
    this.#program = options.program ?? 'tailscale';
    this.#env = programEnvironment(options.env, /^TS_/);
  }

  async command(localPort: number): Promise<Command> {
    const { mode, httpsPort = 443 } = this.#options;
    await this.#checkLogin();
    const args = [mode, '--yes', `--https=${httpsPort}`, `http://127.0.0.1:${localPort}`];
    return { program: this.#program, args, env: this.#env };
  }

  reader(): (line: string) => Sign {
    const { mode, httpsPort = 443 } = this.#options;
    let notEnabled = false;
    return (line) => {
      const text = line.trim();
      // It then waits, for ever, for the owner to open the link that follows.
      if (/is not enabled on your tailnet/.test(text)) notEnabled = true;
      const link = /https:\/\/login\.tailscale\.com\/\S+/.exec(text)?.[0];
      if (notEnabled && link !== undefined)
        return { fault: failed(`Tailscale ${mode} is not enabled. Open ${link} once, and start again.`) };
      if (/^https:\/\/[^/\s]+\.ts\.net(:\d+)?\/$/.test(text)) return { url: text.slice(0, -1) };
      return refusal(text, mode, httpsPort);
    };
  }

  ended({ missing, code }: ProcessExit): RingbackError {
    if (missing) return programMissing(this.#options.settings);
    return failed(
      `tailscale ${this.#options.mode} ended${code === null ? '' : ` with code ${code}`}. See \`tailscale status\`, or run it by hand to see what it says.`,
      true,
    );
  }

  async #checkLogin(): Promise<void> {
    const { missing, code, stdout } = await runCommand(
      { program: this.#program, args: ['status', '--json'], env: this.#env },
      STATUS_WITHIN_MS,
    );
    if (missing) throw programMissing(this.#options.settings);
    let status: Status;
    try {
      status = JSON.parse(stdout) as Status;
    } catch {
      throw failed(
        `\`tailscale status\` did not answer${code === null ? '' : ` (code ${code})`}. See that its daemon runs: \`sudo systemctl start tailscaled\`.`,
        true,
      );
    }
    switch (status.BackendState) {
      case 'Running':
        break;
      case 'Starting':
      case 'NoState':
        throw failed('Tailscale is still starting. Wait for it.', true);
      case 'NeedsMachineAuth':
        throw notLoggedIn(
          'An administrator of the tailnet must approve this machine: https://login.tailscale.com/admin/machines.',
        );
      default:
        throw notLoggedIn('Tailscale is not logged in on this machine, or is switched off. Run `tailscale up`.');
    }
    if (!status.Self?.DNSName?.includes('.')) {
      throw failed(
        'This machine has no name in the tailnet. Enable MagicDNS at https://login.tailscale.com/admin/dns.',
      );
    }
  }
}

/** What it says on standard error before it ends (serve_v2.go, and the daemon's own refusals). */
function refusal(text: string, mode: 'serve' | 'funnel', httpsPort: number): Sign {
  if (/background configuration already exists/.test(text)) {
    return {
      fault: failed(
        `Tailscale serves something else at this port already. Run \`tailscale ${mode} --https=${httpsPort} off\` if it is no longer wanted; it is not replaced unasked.`,
      ),
    };
  }
  if (/foreground already exists under this port/.test(text)) {
    return { fault: failed('Another `tailscale serve` or `funnel` runs at this port. End it.', true) };
  }
  if (/[Aa]ccess denied/.test(text)) {
    return {
      fault: failed('This user may not change what tailscale serves. Run `sudo tailscale set --operator=$USER` once.'),
    };
  }
  return null;
}

function failed(message: string, retryable = false): RingbackError {
  return new RingbackError('tunnel_failed', message, { retryable });
}

function notLoggedIn(message: string): RingbackError {
  return new RingbackError('tunnel_not_logged_in', message);
}

function programMissing({ tunnel }: TunnelSettings): RingbackError {
  return new RingbackError(
    'tunnel_program_missing',
    `The program tailscale is not installed. Install it (https://tailscale.com/download), or choose another ${tunnel}.`,
  );
}
