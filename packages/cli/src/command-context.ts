import { RingbackClient } from '@ringback/client';
import { apiKey, type Environment, serviceUrl } from './configuration.js';
import { type Language, languageOf, type Messages, messagesIn } from './messages.js';
import type { Terminal } from './terminal/terminal.js';

/** What every command works with. */
export interface CommandContext {
  terminal: Terminal;
  env: Environment;
  language: Language;
  say: Messages;
  /** The service that the environment names, with its key. Throws `CommandFailure` where either is missing or wrong. */
  connect(): { client: RingbackClient; url: string };
  /** All of standard input, as text. */
  readStandardInput(): Promise<string>;
}

/** People wait: a service that is not there is told within a second, a restart in between is still bridged. */
const RETRY = { attempts: 3, firstPauseMs: 200 };

export function commandContext(terminal: Terminal, env: Environment, input: AsyncIterable<Buffer>): CommandContext {
  const language = languageOf(env);
  const say = messagesIn(language);
  return {
    terminal,
    env,
    language,
    say,
    connect() {
      const url = serviceUrl(env, say);
      return { client: clientAt(url, apiKey(env, say), language), url };
    },
    async readStandardInput() {
      const pieces: Buffer[] = [];
      for await (const piece of input) pieces.push(piece);
      return Buffer.concat(pieces).toString('utf8');
    },
  };
}

export function clientAt(url: string, key: string, language: Language): RingbackClient {
  return new RingbackClient({ baseUrl: url, apiKey: key, language, retry: RETRY });
}
