import { createInterface } from 'node:readline/promises';
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
  input: Input;
  /** All of standard input, as text. */
  readStandardInput(): Promise<string>;
  /** Somebody can be asked: standard input and standard error are a terminal. */
  canAsk: boolean;
  /** Asks on standard error, and gives what was answered. */
  ask(question: string): Promise<string>;
}

/** Standard input, and what tells whether it is a person. */
export type Input = NodeJS.ReadableStream & AsyncIterable<Buffer | string> & { isTTY?: boolean };

/** People wait: a service that is not there is told within a second, a restart in between is still bridged. */
const RETRY = { attempts: 3, firstPauseMs: 200 };

export function commandContext(terminal: Terminal, env: Environment, input: Input): CommandContext {
  const language = languageOf(env);
  const say = messagesIn(language);
  return {
    terminal,
    env,
    language,
    say,
    input,
    connect() {
      const url = serviceUrl(env, say);
      return { client: clientAt(url, apiKey(env, say), language), url };
    },
    async readStandardInput() {
      const pieces: Buffer[] = [];
      for await (const piece of input) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces).toString('utf8');
    },
    canAsk: input.isTTY === true && process.stderr.isTTY === true,
    async ask(question) {
      const reader = createInterface({ input, output: process.stderr });
      try {
        return await reader.question(question);
      } finally {
        reader.close();
      }
    },
  };
}

export function clientAt(url: string, key: string, language: Language): RingbackClient {
  return new RingbackClient({ baseUrl: url, apiKey: key, language, retry: RETRY });
}
