import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/*
 * The parts of OpenClaw's plugin API that are used, as OpenClaw 2026.9 has them (`openclaw/plugin-sdk/plugin-entry`). Written down here since the
 * host is 650 MB of packages that nobody needs to build a plugin of one file; a test in the real host holds the two together.
 */

export interface HostLogger {
  debug?(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface ServiceContext {
  config: HostConfig;
  /** For files that must survive. */
  stateDir: string;
  logger: HostLogger;
  serviceHealth?: { reportFailure(error: unknown): void; clearFailure(): void };
}

/** What is read of the gateway's own configuration. */
export interface HostConfig {
  gateway?: { port?: number; tls?: { enabled?: boolean } };
  hooks?: { enabled?: boolean; path?: string; token?: unknown };
}

export interface ToolContext {
  sessionKey?: string;
  agentId?: string;
}

export interface ToolResult {
  content: { type: 'text'; text: string }[];
  details: unknown;
}

export interface HostTool {
  name: string;
  label: string;
  description: string;
  parameters: Record<string, unknown>;
  /** The model sees the tool in its own list, and gets back `content` alone. */
  catalogMode?: 'direct-only';
  execute(id: string, params: unknown): Promise<ToolResult>;
}

export interface AgentEvent {
  stream: string;
  sessionKey?: string;
  data: Record<string, unknown>;
}

/** Every one of these may be missing in another version of the host. */
export interface HostRuntime {
  system?: {
    enqueueSystemEvent?(text: string, options: { sessionKey: string; agentId?: string; contextKey?: string }): boolean;
    requestHeartbeat?(request: {
      source: 'hook';
      intent: 'immediate';
      reason: `hook:${string}`;
      sessionKey: string;
      agentId?: string;
    }): void;
  };
  events?: { onAgentEvent?(listener: (event: AgentEvent) => void): () => void };
}

/** The few methods of Commander's that the host's command line is extended with. */
export interface CliCommand {
  command(name: string): CliCommand;
  description(text: string): CliCommand;
  argument(name: string, description: string): CliCommand;
  option(flags: string, description: string, fallback?: string): CliCommand;
  requiredOption(flags: string, description: string): CliCommand;
  addHelpText(where: 'after', text: string): CliCommand;
  action(run: (...args: never[]) => void | Promise<void>): CliCommand;
}

export interface GatewayCall {
  params: Record<string, unknown>;
  respond(ok: boolean, payload?: unknown, error?: { code: string; message: string }): void;
}

/** `full`: the plugin is to run here. Every other mode only looks at what it would register. */
export interface HostApi {
  registrationMode: string;
  pluginConfig?: Record<string, unknown>;
  logger: HostLogger;
  /** Not there in every mode: touched only where something runs. */
  readonly runtime: HostRuntime;
  registerService(service: {
    id: string;
    start(context: ServiceContext): Promise<void>;
    stop(context: ServiceContext): Promise<void>;
  }): void;
  registerTool(tool: (context: ToolContext) => HostTool, options: { name: string }): void;
  registerGatewayMethod(
    method: string,
    run: (call: GatewayCall) => Promise<void>,
    options: { scope: 'operator.read' | 'operator.write' },
  ): void;
  registerHttpRoute(route: {
    path: string;
    auth: 'plugin';
    match: 'prefix';
    handler(request: IncomingMessage, response: ServerResponse): boolean;
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  }): void;
  registerCli(
    register: (context: { program: CliCommand }) => void | Promise<void>,
    options: { descriptors: { name: string; description: string; hasSubcommands: boolean }[] },
  ): void;
}
