import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { RingbackClient } from '@ringback/client';
import { type Confirm, type Language, realTiming, type ServerContext } from './options.js';
import { createServer } from './server.js';

export interface StdioOptions {
  client: RingbackClient;
  confirm: Confirm;
  agreedBefore(): boolean;
  language: Language;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  /** Told what the protocol layer could not handle; never written to the output. */
  onError(error: Error): void;
  /** Ends serving, as the end of the input does. */
  signal: AbortSignal;
}

/**
 * Serves one MCP client over standard input and output until the input ends. Calls that a request was waiting for are then hung up, as if it had been
 * cancelled.
 */
export async function serveOverStdio(options: StdioOptions): Promise<void> {
  const { client, confirm, agreedBefore, language, onError, signal } = options;
  const context: ServerContext = {
    client,
    confirm,
    agreedBefore,
    language,
    stateKey: randomBytes(32),
    running: new Set(),
    timing: realTiming,
  };
  const input = options.input as import('node:stream').Readable;
  const output = options.output as import('node:stream').Writable;
  const ended = Promise.race([
    ...['end', 'close', 'error'].map((event) => once(input, event)),
    once(output, 'error'),
    signal.aborted ? Promise.resolve() : once(signal, 'abort'),
  ]).catch(() => {});
  const handle = serveStdio(() => createServer(context), {
    transport: new StdioServerTransport(input, output),
    onerror: onError,
  });
  await ended;
  await handle.close();
  await Promise.allSettled(context.running);
}
