import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Account } from '@ringback/client';
import { formatUsd, formatYuan } from './amounts.js';
import type { CommandContext } from './command-context.js';
import type { Environment } from './configuration.js';
import { EXIT } from './exit-code.js';
import { CommandFailure } from './failure.js';
import { jsonObject } from './json-object.js';

/** Where it is kept which services may call real phones: `$XDG_CONFIG_HOME/ringback`, else `~/.config/ringback`. */
function consentFile(env: Environment): string {
  const configured = env.XDG_CONFIG_HOME?.trim() ?? '';
  const folder = configured === '' ? join(env.HOME ?? homedir(), '.config') : configured;
  return join(folder, 'ringback', 'consent.json');
}

/** Addresses of services, and when it was said that they may. What cannot be read counts as nothing said. */
function consents(env: Environment): Record<string, string> {
  try {
    return (jsonObject(readFileSync(consentFile(env), 'utf8'))?.services ?? {}) as Record<string, string>;
  } catch {
    return {};
  }
}

function remember(env: Environment, url: string, at: Date): void {
  const file = consentFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const services = { ...consents(env), [url]: at.toISOString() };
  // Renamed into place: two commands at once leave one whole file.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ services }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Whether it was said, at some time before, that this service may call real phones. */
export function agreedToRealPhones(env: Environment, url: string): boolean {
  return Object.hasOwn(consents(env), url);
}

/**
 * Asks, before the first call that rings a real phone through this service, whether it may, and says what a minute costs. Asked once: what was
 * said is kept in the config folder.
 *
 * @returns whether the call may be placed
 * @throws CommandFailure `not_confirmed` where nobody can be asked
 */
export async function mayCallRealPhones(
  { env, say, terminal, canAsk, ask }: CommandContext,
  url: string,
  account: Account,
  options: { yes?: boolean },
): Promise<boolean> {
  if (account.simulated || options.yes === true || agreedToRealPhones(env, url)) return true;
  if (!canAsk) throw new CommandFailure('not_confirmed', EXIT.usage, say.notConfirmed(costs(say, account)));
  terminal.printError(say.realCall);
  for (const line of costs(say, account)) terminal.printError(`  ${line}`);
  if (!/^(y|yes|是|好)$/iu.test((await ask(say.realCallQuestion)).trim())) {
    terminal.printError(say.notCalled);
    return false;
  }
  remember(env, url, new Date());
  return true;
}

/** What a minute of talk costs, a line for each who is paid. */
function costs(say: CommandContext['say'], { rate_per_minute, line }: Account): string[] {
  const { carrier, model } = line.usd_per_minute;
  return [
    say.costOfAccount(formatYuan(rate_per_minute)),
    ...(carrier === null ? [] : [say.costOfCarrier(line.carrier, formatUsd(carrier))]),
    ...(model === null ? [] : [say.costOfModel(line.model ?? line.conversation, formatUsd(model))]),
  ];
}
