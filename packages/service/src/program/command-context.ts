import { type Config, readConfig } from '../config/config.js';
import { type Administration, administer } from './administration.js';
import { type Messages, messagesFor } from './messages.js';
import type { Surroundings } from './surroundings.js';
import { plain } from './table.js';

/** What every command works with. */
export interface CommandContext {
  surroundings: Surroundings;
  say: Messages;
  /** @throws RingbackError `invalid_configuration` */
  config(): Config;
  administer<T>(work: (administration: Administration) => Promise<T>): Promise<T>;
  /** One line, or several, of the result. */
  print(text: string): void;
  /** One compact JSON document on one line. */
  printJson(value: unknown): void;
}

export function commandContext(surroundings: Surroundings): CommandContext {
  // What belongs together may be set by the console: the service checks it once its database is open.
  const config = (): Config => readConfig(surroundings.env, undefined, 'later');
  return {
    surroundings,
    say: messagesFor(surroundings.env),
    config,
    administer: (work) => administer(config(), work),
    print: (text) => surroundings.write(`${text.split('\n').map(plain).join('\n')}\n`),
    printJson: (value) => surroundings.write(`${JSON.stringify(value)}\n`),
  };
}
