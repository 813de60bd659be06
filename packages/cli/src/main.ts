import { isRingbackApiError, type RingbackApiError } from '@ringback/client';
import { CommanderError } from 'commander';
import { type CommandContext, commandContext } from './command-context.js';
import { serviceUrl } from './configuration.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { CommandFailure } from './failure.js';
import { buildProgram, COMMANDS, SERVICE_COMMANDS } from './program.js';
import { isServiceError, loadServiceProgram } from './service-program.js';
import { plainText } from './terminal/plain-text.js';
import { Terminal } from './terminal/terminal.js';
import { usageMistake } from './usage-mistake.js';

// The reader of a pipe may leave early (`ringback calls | head -1`): that is no failure of ours. The service does not depend on who reads
// along, and the demo stops as at Ctrl-C.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  const [command] = process.argv.slice(2);
  if (command === 'serve') return;
  // The client has gone: what it waited for is hung up first, which is the command's own matter.
  if (command === 'mcp') return;
  if (command === 'demo') process.kill(process.pid, 'SIGINT');
  else process.exit(process.exitCode ?? EXIT.ok);
});

// While a command runs the process lives, whatever it waits for: without this, waiting for something that does not hold the event loop
// open (a child process that was let go of) would end it in silence.
const alive = setInterval(() => {}, 2 ** 30);
process.exitCode = await main(process.argv.slice(2));
clearInterval(alive);

async function main(argv: string[]): Promise<number> {
  const terminal = new Terminal(process.stdout, process.stderr, process.env);
  const context = commandContext(terminal, process.env, process.stdin);
  try {
    const forService = argvOfService(argv);
    if (forService !== null) return await runService(context, forService);
    let exitCode: number = EXIT.ok;
    await buildProgram(context, (code) => {
      exitCode = code;
    }).parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return tell(context, argv, error);
  }
}

/** `help keys` is `keys --help`; null where the command is one of our own. */
function argvOfService(argv: string[]): string[] | null {
  const names: readonly string[] = SERVICE_COMMANDS;
  const [first, second] = argv;
  if (first !== undefined && names.includes(first)) return argv;
  return first === 'help' && second !== undefined && names.includes(second) ? [second, '--help'] : null;
}

async function runService({ say }: CommandContext, argv: string[]): Promise<number> {
  const program = await loadServiceProgram().catch((error: unknown) => {
    throw new CommandFailure('no_service', EXIT.failure, say.noService((error as Error).message));
  });
  return program.run(argv);
}

/** Says why a command failed: a line on standard error, or with `--json` one document on standard output. */
function tell(context: CommandContext, argv: string[], error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const { code, message, exitCode, data } = explained(context, argv, error);
  if (argv.includes('--json')) context.terminal.print(JSON.stringify({ success: false, code, message, data }));
  else
    context.terminal.printError(
      context.terminal.errorColours.red(context.say.failure(message.split('\n').map(plainText).join('\n'))),
    );
  return exitCode;
}

interface Explained {
  code: string;
  message: string;
  exitCode: number;
  data: Readonly<Record<string, unknown>>;
}

function explained(context: CommandContext, argv: string[], error: unknown): Explained {
  if (error instanceof CommandFailure)
    return { code: error.code, message: error.message, exitCode: error.exitCode, data: {} };
  if (error instanceof CommanderError) {
    return {
      code: 'usage',
      message: usageMistake(
        context.say,
        error,
        COMMANDS.find((name) => name === argv[0]),
      ),
      exitCode: EXIT.usage,
      data: {},
    };
  }
  if (isRingbackApiError(error)) {
    return { code: error.code, message: told(context, error), exitCode: exitCodeOf(error), data: error.details };
  }
  if (isServiceError(error)) {
    const exitCode = error.code === 'invalid_configuration' ? EXIT.usage : EXIT.failure;
    return { code: error.code, message: error.message, exitCode, data: {} };
  }
  // Not foreseen: whoever reports it needs to see where it came from.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message: text, exitCode: EXIT.failure, data: {} };
}

function told({ env, say }: CommandContext, error: RingbackApiError): string {
  if (error.code === 'unreachable') return say.unreachable(serviceUrl(env, say));
  if (error.code === 'timeout') return say.timeout(serviceUrl(env, say));
  const hints: Readonly<Record<string, string>> = {
    unauthorized: say.afterUnauthorized,
    insufficient_balance: say.afterBalance,
    call_not_found: say.afterNotFound,
  };
  const hint = hints[error.code];
  return hint === undefined ? error.message : say.withHint(error.message.replace(/[.。]$/, ''), hint);
}
