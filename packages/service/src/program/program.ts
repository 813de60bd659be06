import { isRingbackError, letHeapGrow } from '@ringback/engine';
import { CommanderError } from 'commander';
import { type Environment, readConfig } from '../config/config.js';
import type { Service } from '../main.js';
import { administer } from './administration.js';
import { commandContext } from './command-context.js';
import { buildCommandLine } from './command-line.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { processSurroundings, type Surroundings } from './surroundings.js';
import { plain } from './table.js';

export type { Service } from '../main.js';

/**
 * Runs one of the service's commands (`serve`, `keys`, `account`, `users`, `settings`, `doctor`) and resolves with the exit code; never rejects. A failure is
 * one line on standard error, or with `--json` one document on standard output.
 *
 * @param argv as typed, e.g. `['keys', 'create', '--json']`
 */
export async function run(argv: string[], surroundings: Surroundings = processSurroundings()): Promise<number> {
  const context = commandContext(surroundings);
  let exitCode: number = EXIT.ok;
  try {
    const commands = buildCommandLine(context, (code) => {
      exitCode = code;
    });
    await commands.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help was asked for, and given.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const { code, message, status } = explained(argv, error);
    if (argv.includes('--json')) context.printJson({ success: false, code, message, data: {} });
    else
      surroundings.writeError(
        `${surroundings.errorColours.red(context.say.error(message.split('\n').map(plain).join('\n')))}\n`,
      );
    return status;
  }
}

function explained(argv: string[], error: unknown): { code: string; message: string; status: number } {
  if (error instanceof CommanderError) {
    const names = argv.filter((word, index) => /^[a-z-]+$/.test(word) && !word.startsWith('-') && index < 3);
    const message =
      error.code === 'commander.help'
        ? 'Which command?'
        : error.message
            .replace(/^error: /, '')
            .replace(/\s*\n\s*/g, ' ')
            .replace(/^./, (first) => first.toUpperCase());
    const known = names.slice(0, error.code === 'commander.unknownCommand' ? names.length - 1 : names.length);
    return {
      code: 'usage',
      message: `${message.replace(/([^.?])$/, '$1.')} See: ringback ${[...known, '--help'].join(' ')}`,
      status: EXIT.usage,
    };
  }
  if (isRingbackError(error)) return { code: error.code, message: error.message, status: exitCodeOf(error.code) };
  // Not foreseen: whoever reports it needs to see where it came from.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message, status: EXIT.failure };
}

/**
 * Starts the service in this process, configured by the environment given, logging to standard error. The caller stops it.
 *
 * @throws RingbackError as `createService`: `data_folder_in_use` with `details.holder` naming who serves already (`url`, `port`, `pid`),
 *   `port_in_use`, `invalid_configuration`, …
 */
export async function startService(env: Environment = process.env): Promise<Service> {
  const config = readConfig(env, undefined, 'later');
  const { createService } = await import('../main.js');
  letHeapGrow();
  return createService(config);
}

/** Makes an API key of the account `default` beside a running service, or before the first start. */
export async function createApiKey(
  name: string,
  env: Environment = process.env,
): Promise<{ key: string; revoke(): Promise<void> }> {
  const config = readConfig(env, undefined, 'later');
  const { key, info } = await administer(config, async ({ accounts, account }) =>
    accounts.createKey((await account(undefined)).id, name),
  );
  return {
    key,
    revoke: () => administer(config, async ({ accounts }) => void (await accounts.revokeKey(info.id))),
  };
}
