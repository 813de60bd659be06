import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as modern from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as EarlierStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as EarlierHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { RunningService } from '../running-service.js';

export const bin = fileURLToPath(new URL('../../packages/cli/bin/ringback.js', import.meta.url));

/** What a person at the host says to a question. */
export type Person = (message: string) => { action: 'accept' | 'decline' | 'cancel'; content?: { confirm: boolean } };

export interface ToolAnswer {
  isError?: boolean;
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
  _meta?: Record<string, unknown>;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** In place of a time-out that starts anew with each sign of life. */
  timeout?: number;
  onprogress?: (progress: { progress: number; message?: string }) => void;
}

/** An MCP host, as much of it as is needed here: the official client of either protocol line. */
export interface Host {
  protocol: string;
  instructions: string | undefined;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolAnswer>;
  listTools(): Promise<{ tools: { name: string; inputSchema: object; outputSchema?: object; annotations?: object }[] }>;
  listResources(): Promise<{ resources: { uri: string; mimeType?: string }[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  readResource(params: { uri: string }): Promise<{ contents: { uri: string; mimeType?: string; text?: string }[] }>;
  complete(params: {
    ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string };
    argument: { name: string; value: string };
  }): Promise<{ completion: { values: string[] } }>;
  listPrompts(): Promise<{ prompts: { name: string; arguments?: { name: string; required?: boolean }[] }[] }>;
  getPrompt(params: {
    name: string;
    arguments: Record<string, string>;
  }): Promise<{ messages: { content: { type: string; text?: string } }[] }>;
  close(): Promise<void>;
}

/** `modern`: the client of the protocol of 2026-07-28. `earlier`: the one that hosts had before, of 2025-11-25. */
export type Line = 'modern' | 'earlier';

/** How to reach the server: started as a child, or at an address with a key. */
export type Way = { env: Record<string, string>; args?: string[] } | { url: string; key: string };

const NAME = { name: 'test-host', version: '1.0.0' };

/** Connects a host. With `person` it can ask its user. */
export async function connectHost(line: Line, way: Way, person?: Person): Promise<Host> {
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } };
  if (line === 'modern') {
    const client = new modern.Client(NAME, { capabilities, versionNegotiation: { mode: 'auto' } });
    if (person !== undefined)
      client.setRequestHandler('elicitation/create', async ({ params }) => person(params.message));
    await client.connect(
      'url' in way
        ? new modern.StreamableHTTPClientTransport(new URL(way.url), requestInit(way.key))
        : new ModernStdio(command(way)),
    );
    return {
      protocol: client.getNegotiatedProtocolVersion() ?? '',
      instructions: client.getInstructions(),
      call: (name, args = {}, options = {}) =>
        client.callTool(
          { name, arguments: args },
          { resetTimeoutOnProgress: options.timeout === undefined, ...options },
        ) as Promise<ToolAnswer>,
      listTools: () => client.listTools(),
      listResources: () => client.listResources(),
      listResourceTemplates: () => client.listResourceTemplates(),
      readResource: (params) => client.readResource(params) as ReturnType<Host['readResource']>,
      complete: (params) => client.complete(params),
      listPrompts: () => client.listPrompts(),
      getPrompt: (params) => client.getPrompt(params) as ReturnType<Host['getPrompt']>,
      close: () => client.close(),
    };
  }
  const client = new EarlierClient(NAME, { capabilities });
  if (person !== undefined) client.setRequestHandler(ElicitRequestSchema, async ({ params }) => person(params.message));
  const transport =
    'url' in way ? new EarlierHttp(new URL(way.url), requestInit(way.key)) : new EarlierStdio(command(way));
  let protocol = '';
  Object.assign(transport, {
    setProtocolVersion(this: { _protocolVersion?: string }, version: string) {
      protocol = version;
      this._protocolVersion = version;
    },
  });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    protocol,
    instructions: client.getInstructions(),
    call: (name, args = {}, options = {}) =>
      client.callTool({ name, arguments: args }, undefined, {
        resetTimeoutOnProgress: options.timeout === undefined,
        ...options,
      }) as Promise<ToolAnswer>,
    listTools: () => client.listTools(),
    listResources: () => client.listResources(),
    listResourceTemplates: () => client.listResourceTemplates(),
    readResource: (params) => client.readResource(params) as ReturnType<Host['readResource']>,
    complete: (params) => client.complete(params),
    listPrompts: () => client.listPrompts(),
    getPrompt: (params) => client.getPrompt(params) as ReturnType<Host['getPrompt']>,
    close: () => client.close(),
  };
}

function command({ env, args = [] }: { env: Record<string, string>; args?: string[] }) {
  return {
    command: process.execPath,
    args: [bin, 'mcp', ...args],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'inherit' as const,
  };
}

function requestInit(key: string) {
  return { requestInit: { headers: { Authorization: `Bearer ${key}` } } };
}

export interface ServedHttp {
  url: string;
  child: ChildProcess;
  stop(): Promise<number | null>;
}

/** `ringback mcp --http` as its users start it, on a free port. */
export async function serveHttp({ env }: Pick<RunningService, 'env'>, args: string[] = []): Promise<ServedHttp> {
  const { STEPONEAI_API_KEY: _key, ...keyless } = env;
  const child = spawn(process.execPath, [bin, 'mcp', '--http', '--port', '0', ...args], {
    env: { PATH: process.env.PATH ?? '', ...keyless },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    ended.then((code) => reject(new Error(`ringback mcp ended at start with ${code}`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /https?:\/\/\S+\/mcp/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    child,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The code of a tool's failure, as programs read it. */
export function codeOf({ isError, _meta }: ToolAnswer): string | null {
  return isError === true ? ((_meta?.['ringback/error'] as { code: string } | undefined)?.code ?? '') : null;
}
