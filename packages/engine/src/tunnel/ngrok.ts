import { RingbackError } from '../errors.js';
import { programEnvironment } from './program-environment.js';
import type { Sign, TunnelProgram } from './supervised-tunnel.js';
import type { Command, ProcessExit } from './tunnel-process.js';
import type { TunnelSettings } from './tunnel-settings.js';

export interface NgrokOptions {
  /** Travels in the program's environment, never on its command line. Absent: what the program's own configuration file holds. */
  authToken?: string;
  /** A domain of the account, e.g. `calls.example.com`; absent: ngrok gives one. */
  domain?: string;
  /** Default `ngrok`, from the PATH. */
  program?: string;
  settings: TunnelSettings;
  env: NodeJS.ProcessEnv;
}

interface Known {
  code: 'tunnel_not_logged_in' | 'tunnel_failed';
  /** `{…}` is the name of a setting. */
  said: string;
  /** It passes by itself. */
  retryable?: boolean;
}

const TOKEN_AT = 'Copy yours from https://dashboard.ngrok.com/get-started/your-authtoken into {ngrokAuthToken}.';
const UPDATE = 'Update it: `ngrok update`, or https://ngrok.com/download.';

/** By number, from https://ngrok.com/docs/errors/err_ngrok_<number>. */
const KNOWN: Readonly<Record<number, Known>> = {
  105: { code: 'tunnel_not_logged_in', said: `The ngrok auth token does not look like one. ${TOKEN_AT}` },
  106: { code: 'tunnel_not_logged_in', said: `The ngrok auth token is one of ngrok 1. ${TOKEN_AT}` },
  107: { code: 'tunnel_not_logged_in', said: `The ngrok auth token was reset or revoked. ${TOKEN_AT}` },
  108: {
    code: 'tunnel_failed',
    said: 'The ngrok account has as many agents running as its plan allows. End one at https://dashboard.ngrok.com/agents, or upgrade the plan.',
    retryable: true,
  },
  120: { code: 'tunnel_failed', said: `This version of ngrok is supported no more. ${UPDATE}` },
  121: { code: 'tunnel_failed', said: `This version of ngrok is too old for the account. ${UPDATE}` },
  320: {
    code: 'tunnel_failed',
    said: 'The ngrok domain belongs to another account. Set {ngrokDomain} to one of yours (https://dashboard.ngrok.com/domains), or use the token of the account that has it.',
  },
  334: {
    code: 'tunnel_failed',
    said: 'Another ngrok agent is online with this domain. End it at https://dashboard.ngrok.com/agents, or set {ngrokDomain} to another domain.',
    retryable: true,
  },
  4018: { code: 'tunnel_not_logged_in', said: `ngrok wants an account and its auth token. ${TOKEN_AT}` },
};

/**
 * The ngrok agent, version 3. It logs one JSON document a line, of which two matter:
 *
 * `{"lvl":"info","msg":"started tunnel","obj":"tunnels","name":"command_line","addr":"http://127.0.0.1:8080","url":"https://….ngrok-free.app"}`
 *
 * `{"lvl":"eror","msg":"failed to reconnect session","err":"authentication failed: …\r\n\r\nERR_NGROK_4018\r\n"}`; on `"lvl":"crit","msg":"command failed"` it ends.
 *
 * The text of `err` is never passed on: for a bad token it holds the token.
 */
export class Ngrok implements TunnelProgram {
  readonly name = 'ngrok';
  readonly #options: NgrokOptions;

  constructor(options: NgrokOptions) {
    this.#options = options;
  }

  async command(localPort: number): Promise<Command> {
    const { authToken, domain, program = 'ngrok', env } = this.#options;
    // `--url` took the place of `--domain` (https://ngrok.com/docs/agent/cli). Without `--inspect=false` the agent keeps what carriers send,
    // phone numbers with it, and shows it to whoever opens port 4040 of this machine.
    const args = [
      'http',
      `http://127.0.0.1:${localPort}`,
      '--log',
      'stdout',
      '--log-format',
      'json',
      '--inspect=false',
    ];
    if (domain !== undefined) args.push('--url', `https://${domain}`);
    const token: Record<string, string> = authToken === undefined ? {} : { NGROK_AUTHTOKEN: authToken };
    return { program, args, env: { ...programEnvironment(env, /^NGROK_/), ...token } };
  }

  reader(): (line: string) => Sign {
    return (line) => readLine(line, this.#options.settings);
  }

  ended({ missing, code }: ProcessExit): RingbackError {
    if (missing) {
      return new RingbackError(
        'tunnel_program_missing',
        `The program ngrok is not installed. Install it (https://ngrok.com/download), or choose another ${this.#options.settings.tunnel}.`,
      );
    }
    return new RingbackError(
      'tunnel_failed',
      `ngrok ended${code === null ? '' : ` with code ${code}`}. Run \`ngrok http 80\` by hand to see what it says, and \`ngrok diagnose\`.`,
      { retryable: true },
    );
  }
}

function readLine(line: string, settings: TunnelSettings): Sign {
  // Not at a word's beginning: in JSON the letter of a line break's `\\n` stands before it.
  const number = /ERR_NGROK_(\d+)/.exec(line)?.[1];
  if (number !== undefined) return { fault: ngrokFault(Number(number), settings) };
  let entry: { msg?: unknown; url?: unknown } | null;
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return null;
  }
  if (entry?.msg !== 'started tunnel' || typeof entry.url !== 'string') return null;
  return /^https:\/\/[^/\s]+\/?$/.test(entry.url) ? { url: entry.url.replace(/\/$/, '') } : null;
}

function ngrokFault(number: number, settings: TunnelSettings): RingbackError {
  const known = KNOWN[number];
  const text = known?.said.replace(/\{(\w+)\}/g, (_, name: keyof TunnelSettings) => settings[name]);
  const details = { ngrok: `ERR_NGROK_${number}` };
  if (known?.code === 'tunnel_not_logged_in') {
    return new RingbackError('tunnel_not_logged_in', `${text} (ERR_NGROK_${number})`, { details });
  }
  const said = text ?? `ngrok refuses. See https://ngrok.com/docs/errors/err_ngrok_${number}.`;
  return new RingbackError('tunnel_failed', `${said} (ERR_NGROK_${number})`, {
    retryable: known?.retryable ?? false,
    details,
  });
}
