import type { Confirm, HttpServing } from '@ringback/mcp';
import type { CommandContext } from '../command-context.js';
import { serviceUrl } from '../configuration.js';
import { agreedToRealPhones } from '../consent.js';
import { EXIT } from '../exit-code.js';
import { CommandFailure } from '../failure.js';
import { interruption } from '../interrupt.js';

export interface McpOptions {
  confirm: Confirm;
  http?: boolean;
  host: string;
  port: number;
  hostName?: string[];
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Serves MCP to one client over standard input and output, or with `http` to many. Resolves when the client has gone, or at Ctrl-C.
 */
export async function mcp(context: CommandContext, options: McpOptions): Promise<number> {
  return options.http === true ? overHttp(context, options) : overStdio(context, options);
}

async function overStdio(context: CommandContext, { confirm }: McpOptions): Promise<number> {
  const { env, language, terminal, say, input } = context;
  const { client, url } = context.connect();
  // Loaded here: no other command needs it.
  const { serveOverStdio } = await import('@ringback/mcp');
  const stop = interruption();
  if (context.canAsk) terminal.printError(say.mcpOnTerminal);
  try {
    await serveOverStdio({
      client,
      confirm,
      agreedBefore: () => agreedToRealPhones(env, url),
      language,
      input,
      output: process.stdout,
      onError: tellOnDebug(context),
      signal: stop.signal,
    });
  } finally {
    stop.close();
  }
  return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

async function overHttp(context: CommandContext, { confirm, host, port, hostName = [] }: McpOptions): Promise<number> {
  const { env, language, terminal, say } = context;
  if (!LOOPBACK.test(host) && hostName.length === 0)
    throw new CommandFailure('usage', EXIT.usage, say.mcpHostName(host));
  const { serveOverHttp } = await import('@ringback/mcp');
  const stop = interruption();
  try {
    const serving = await serveOverHttp({
      serviceUrl: serviceUrl(env, say),
      host,
      port,
      hostNames: hostName,
      confirm,
      language,
      onError: tellOnDebug(context),
    }).catch((error: NodeJS.ErrnoException): HttpServing => {
      const code = error.code === 'EADDRINUSE' ? 'port_in_use' : 'address_unusable';
      if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') throw error;
      throw new CommandFailure(code, EXIT.failure, say.mcpCannotListen(`${host}:${port}`, error.message));
    });
    terminal.print(say.mcpServing(serving.url));
    await stop.happened;
    await serving.close();
  } finally {
    stop.close();
  }
  return EXIT.interrupted;
}

/** What a client did wrong is told to the client. Here it may hold what was in its request, so it is for those who look for a fault. */
function tellOnDebug({ env, terminal, say }: CommandContext): (error: Error) => void {
  if (!/^(debug|trace)$/.test(env.RINGBACK_LOG_LEVEL ?? '')) return () => {};
  return (error) => terminal.printError(say.failure(error.message));
}
