import type { ConfigReading } from '../config/config.js';
import type { CliCommand } from '../host.js';
import type { Finding } from '../supercall.js';
import { readablePhone } from '../tool/phone-number.js';
import { type AskGateway, askGateway } from './gateway.js';
import { type Terminal, terminal } from './terminal.js';

/** Codes that a script can go by. */
const EXIT = { fine: 0, failed: 1, usage: 2, unreachable: 6 } as const;

interface Options {
  json?: boolean;
  yes?: boolean;
  wait?: boolean;
  dryRun?: boolean;
  goal?: string;
  persona?: string;
  opening?: string;
  language?: string;
  voicemail?: string;
  max?: string;
}

type Answer = Record<string, unknown>;

/** `openclaw supercall …`, in a process of its own: everything is asked of the running gateway. */
export function registerCommands(
  program: CliCommand,
  reading: ConfigReading,
  ask: AskGateway = askGateway,
  tty: Terminal = terminal,
): void {
  const commands = new Commands(reading, ask, tty);
  const root = program
    .command('supercall')
    .description('Place phone calls, see how they go, and check that everything is in place')
    .addHelpText('after', EXAMPLES);
  root
    .command('call')
    .argument('<to>', 'the number, as E.164: +12025550100')
    .requiredOption('--goal <text>', 'what to tell or to find out')
    .requiredOption('--persona <text>', 'who the AI on the phone is, and for whom it calls')
    .option('--opening <text>', 'the exact first words')
    .option('--language <zh|en>', 'the language to speak first')
    .option('--voicemail <text>', 'hang_up, or the message to leave on a mailbox')
    .option('--max <seconds>', 'the longest talk')
    .option('--dry-run', 'check everything and call nobody')
    .option('--yes', 'do not ask before a real phone rings')
    .option('--no-wait', 'do not wait for the end')
    .option('--json', 'print one JSON document')
    .description('Place a call and watch it')
    .action((to: string, options: Options) => commands.call(to, options));
  root
    .command('status')
    .argument('<callId>', 'as call or list printed it')
    .option('--json', 'print one JSON document')
    .description('How a call goes, or went')
    .action((callId: string, options: Options) => commands.status(callId, options));
  root
    .command('end')
    .argument('<callId>', 'as call or list printed it')
    .option('--json', 'print one JSON document')
    .description('Hang up')
    .action((callId: string, options: Options) => commands.end(callId, options));
  root
    .command('list')
    .option('--json', 'print one JSON document')
    .description('The calls under way')
    .action((options: Options) => commands.list(options));
  root
    .command('doctor')
    .option('--json', 'print one JSON document')
    .description('Check that everything is in place')
    .action((options: Options) => commands.doctor(options));
}

const EXAMPLES = `
Examples:
  $ openclaw supercall doctor
  $ openclaw supercall call +12025550100 --persona "the assistant of Ms Chen" --goal "Confirm the appointment on Thursday at nine."
  $ openclaw supercall list --json

Exit codes: 0 done, 1 it failed or something is not in place, 2 wrong usage, 6 the gateway does not answer.
`;

class Commands {
  readonly #reading: ConfigReading;
  readonly #ask: AskGateway;
  readonly #tty: Terminal;

  constructor(reading: ConfigReading, ask: AskGateway, tty: Terminal) {
    this.#reading = reading;
    this.#ask = ask;
    this.#tty = tty;
  }

  async call(to: string, options: Options): Promise<void> {
    const { goal, persona, opening, language, voicemail, max, json = false } = options;
    const wish = {
      to,
      goal,
      persona,
      ...(opening === undefined ? {} : { openingLine: opening }),
      ...(language === undefined ? {} : { language }),
      ...(voicemail === undefined ? {} : { voicemail }),
      ...(max === undefined ? {} : { maxDurationSeconds: Number(max) }),
    };
    // Everything that can be wrong is said before anybody is asked.
    const checked = await this.#answer('supercall.call', { ...wish, dryRun: true });
    if (checked === null || this.#failed(checked, json)) return;
    if (options.dryRun === true) {
      this.#show(checked, json, `${readablePhone(String(checked.to))} could be called. Nobody was.`);
      return;
    }
    if (!(await this.#agreed(String(checked.to), options))) return;
    const placed = await this.#answer('supercall.call', wish);
    if (placed === null || this.#failed(placed, json)) return;
    const { callId } = placed as { callId: string };
    if (options.wait === false) {
      this.#show(placed, json, callId);
      return;
    }
    if (!json) this.#tty.complain(`Call ${callId}`);
    await this.#watch(callId, json);
  }

  async status(callId: string, { json = false }: Options): Promise<void> {
    const status = await this.#answer('supercall.status', { callId });
    if (status === null || this.#failed(status, json)) return;
    if (status.found !== true) {
      this.#failed({ error: `There is no call ${callId}.` }, json);
      return;
    }
    this.#show(status, json, [...lines(status), summary(status)].join('\n'));
  }

  async end(callId: string, { json = false }: Options): Promise<void> {
    const ended = await this.#answer('supercall.end', { callId });
    if (ended === null || this.#failed(ended, json)) return;
    this.#show(ended, json, 'Hung up.');
  }

  async list({ json = false }: Options): Promise<void> {
    const listed = await this.#answer('supercall.list', {});
    if (listed === null || this.#failed(listed, json)) return;
    const calls = listed.calls as { callId: string; to: string; state: string; goal: string }[];
    const text = calls.map(({ callId, to, state, goal }) => `${callId}  ${state.padEnd(9)}  ${to}  ${goal}`);
    this.#show(listed, json, text.length === 0 ? 'No call is under way.' : text.join('\n'));
  }

  async doctor({ json = false }: Options): Promise<void> {
    const { problems, warnings } = this.#reading;
    let told: { problems: string[]; warnings: string[]; findings: Finding[] };
    try {
      told = (await this.#ask('supercall.doctor', {})) as typeof told;
    } catch (error) {
      const said = `The gateway does not answer, or does not run this plugin: ${(error as Error).message}`;
      told = { problems, warnings, findings: [{ what: 'gateway', ok: false, said }] };
    }
    const fine = told.problems.length === 0 && told.findings.every(({ ok }) => ok);
    const configuration = told.problems.map((said) => ({ what: 'configuration', ok: false, said }));
    const findings =
      configuration.length > 0 ? configuration : [{ what: 'configuration', ok: true, said: 'Complete.' }];
    const all = [...findings, ...told.findings];
    if (json) this.#tty.print(JSON.stringify({ ok: fine, findings: all, warnings: told.warnings }));
    else {
      for (const { what, ok, said } of all) this.#tty.print(`${ok ? '✓' : '✗'} ${what}: ${said}`);
      for (const warning of told.warnings) this.#tty.print(`! ${warning}`);
    }
    this.#tty.exit(fine ? EXIT.fine : EXIT.failed);
  }

  /** Before a stranger's phone rings and money is spent. */
  async #agreed(to: string, { yes, json = false }: Options): Promise<boolean> {
    if (yes === true || this.#reading.config?.line.provider === 'mock') return true;
    if (!this.#tty.interactive) {
      this.#failed(
        { error: 'A real phone is going to ring, and nobody can be asked: add --yes. Nobody was called.' },
        json,
        EXIT.usage,
      );
      return false;
    }
    const agreed = await this.#tty.confirm(`This calls ${readablePhone(to)}. Go on?`);
    if (!agreed) this.#failed({ error: 'Nobody was called.' }, json);
    return agreed;
  }

  async #watch(callId: string, json: boolean): Promise<void> {
    let shown = 0;
    for (;;) {
      const status = await this.#answer('supercall.status', { callId });
      if (status === null) return;
      const said = lines(status);
      if (!json) for (const line of said.slice(shown)) this.#tty.print(line);
      shown = said.length;
      if (status.endReason !== null) {
        if (json) this.#tty.print(JSON.stringify({ callId, ...status }));
        else this.#tty.print(summary(status));
        this.#tty.exit(status.endReason === 'completed' ? EXIT.fine : EXIT.failed);
        return;
      }
      await this.#tty.pause();
    }
  }

  /** Null where the gateway does not answer: that was said, then. */
  async #answer(method: string, params: Record<string, unknown>): Promise<Answer | null> {
    try {
      return (await this.#ask(method, params)) as Answer;
    } catch (error) {
      this.#tty.complain(`The gateway does not answer, or does not run this plugin. ${(error as Error).message}`);
      this.#tty.exit(EXIT.unreachable);
      return null;
    }
  }

  #failed(told: Answer, json: boolean, code: number = EXIT.failed): boolean {
    if (typeof told.error !== 'string') return false;
    if (json) this.#tty.print(JSON.stringify(told));
    else this.#tty.complain(told.error);
    this.#tty.exit(code);
    return true;
  }

  #show(told: Answer, json: boolean, text: string): void {
    this.#tty.print(json ? JSON.stringify(told) : text);
    this.#tty.exit(EXIT.fine);
  }
}

function lines({ transcript }: Answer): string[] {
  return ((transcript ?? []) as { speaker: string; text: string }[]).map(({ speaker, text }) => `${speaker}: ${text}`);
}

function summary({ state, endReason, detail, durationSeconds, goalAchieved }: Answer): string {
  if (endReason === null) return `The call is ${state}.`;
  const goal = goalAchieved === true ? 'goal reached' : goalAchieved === false ? 'goal not reached' : 'goal: not known';
  return `Over: ${endReason}, ${durationSeconds} s, ${goal}. ${detail}`;
}
