import { McpServer } from '@modelcontextprotocol/server';
import { THIRD_PARTY } from './call-answer.js';
import { confirmationCodec } from './confirmation.js';
import type { ServerContext } from './options.js';
import { registerPrompts } from './prompts.js';
import { registerResources } from './resources.js';
import { registerTools } from './tools.js';
import { VERSION } from './version.js';

const INSTRUCTIONS = `Ringback places phone calls: an AI of its own talks to the callee, and you get what came of it.
- place_call rings a phone and, by default, answers when the call is over. If you get a call that is not over, use get_call with wait: true.
- The AI on the phone knows only what place_call tells it. Before a call, be sure of the number and the purpose with your user.
- Do not call a number again because the answer was slow: look with list_calls first.
- ${THIRD_PARTY}`;

/** One MCP server for one account: for one connection, or for one request where the protocol keeps no connection. */
export function createServer(context: ServerContext): McpServer {
  const server = new McpServer(
    {
      name: 'ringback',
      title: 'Ringback',
      version: VERSION,
    },
    {
      // What is offered never changes while a client is connected, and nobody is told of each new call: get_call waits for one.
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false },
      },
      instructions: INSTRUCTIONS,
      requestState: { verify: confirmationCodec(context.stateKey).verify },
    },
  );
  registerTools(server, context);
  registerResources(server, context);
  registerPrompts(server, context);
  return server;
}
