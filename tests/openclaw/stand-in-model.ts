import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Message {
  role: string;
  content?: unknown;
}

export interface StandInModel {
  /** For a provider of the kind `openai-completions`. */
  baseUrl: string;
  /** The messages of each request, as the host sent them. */
  asked: Message[][];
  close(): Promise<void>;
}

/** A model that runs one shell command with the host's `exec` tool and, once it has an answer, says that it is done. */
export async function modelThatRuns(command: string): Promise<StandInModel> {
  const asked: Message[][] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const { messages } = JSON.parse(body) as { messages: Message[] };
    asked.push(messages);
    const done = messages.some(({ role }) => role === 'tool');
    const exec = { name: 'exec', arguments: JSON.stringify({ command, yieldMs: 60_000 }) };
    const delta = done
      ? { role: 'assistant', content: 'Done.' }
      : { role: 'assistant', tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: exec }] };
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const choice of [
      { index: 0, delta, finish_reason: null },
      { index: 0, delta: {}, finish_reason: done ? 'stop' : 'tool_calls' },
    ]) {
      const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'stand-in', choices: [choice] };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
