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
  /** Asks where somebody can answer and `--yes` was not given; says so where the answer is not a yes. */
  confirmed(question: string, options: { yes?: boolean }): Promise<boolean>;
  /** One line, or several, of the result. */
  print(text: string): void;
  /** One compact JSON document on one line. */
  printJson(value: unknown): void;
}

export function commandContext(surroundings: Surroundings): CommandContext {
  // What belongs together may be set by the console: the service checks it once its database is open.
  const config = (): Config => readConfig(surroundings.env, undefined, 'later');
  const say = messagesFor(surroundings.env);
  return {
    surroundings,
    say,
    config,
    administer: (work) => administer(config(), work),
    async confirmed(question, { yes }) {
      if (!surroundings.interactive || yes === true) return true;
      if (/^\s*(y|yes|是)\s*$/i.test(await surroundings.ask(question))) return true;
      surroundings.writeError(`${say.notDone}\n`);
      return false;
    },
    print: (text) => surroundings.write(`${text.split('\n').map(plain).join('\n')}\n`),
    printJson: (value) => surroundings.write(`${JSON.stringify(value)}\n`),
  };
}
