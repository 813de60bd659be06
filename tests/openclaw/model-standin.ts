import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One prompt that the agent's model was given, as one text. */
export type Prompt = string;

/** As the host sends them. */
export interface Message {
  role: string;
  content?: unknown;
}

/** In place of the agent's model: an endpoint of chat completions that says nothing of note, and keeps what it was given. */
export class ModelStandin {
  readonly prompts: Prompt[] = [];
  /** All messages of each request. */
  readonly asked: Message[][] = [];
  /** Run in the host's shell before anything else is said, where it is set. */
  command: string | null = null;
  /** Answers with this status in place of an answer. */
  failing: number | null = null;
  /** How often it did. */
  failures = 0;
  readonly #server: Server;
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        const asked = JSON.parse(body) as { messages: Message[]; stream?: boolean };
        this.asked.push(asked.messages);
        if (this.failing === null) this.prompts.push(lastOf(asked.messages));
        else this.failures += 1;
        response.on('close', () => this.#happened());
        if (this.failing !== null) response.writeHead(this.failing).end('{"error":{"message":"out of order"}}');
        else if (asked.stream === true)
          stream(response, asked.messages.some(({ role }) => role === 'tool') ? null : this.command);
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(whole()));
      });
    });
  }

  static async open(): Promise<ModelStandin> {
    const standin = new ModelStandin();
    await new Promise<void>((resolve) => standin.#server.listen(0, '127.0.0.1', resolve));
    return standin;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Prompts that tell of the end of this call. */
  toldOf(callId: string): Prompt[] {
    return this.prompts.filter((prompt) => prompt.includes(`The phone call ${callId} that you placed`));
  }

  /** Waits until something holds, looked at after each prompt; the test's own limit ends it. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => this.#waiting.push({ holds, resolve }));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #happened(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.holds()) one.resolve();
      else this.#waiting.push(one);
    }
  }
}

/** What came behind the model's last answer: the new of this prompt. */
function lastOf(messages: readonly Message[]): string {
  const from = messages.map(({ role }) => role).lastIndexOf('assistant') + 1;
  return messages
    .slice(from)
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
    .join('\n');
}

const SILENT = 'NO_REPLY';
const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

function whole(): unknown {
  const message = { role: 'assistant', content: SILENT };
  return {
    id: 'one',
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: USAGE,
  };
}

/** @param command what the host's tool is to run, in place of words. */
function stream(response: import('node:http').ServerResponse, command: string | null): void {
  // Longer than the call takes, so that the tool waits for its end.
  const exec = { name: 'exec', arguments: JSON.stringify({ command, yieldMs: 60_000 }) };
  const said =
    command === null
      ? { content: SILENT }
      : { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: exec }] };
  const base = { id: 'one', object: 'chat.completion.chunk', created: 1, model: 'standin' };
  const chunks = [
    { ...base, choices: [{ index: 0, delta: { role: 'assistant', ...said }, finish_reason: null }] },
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: command === null ? 'stop' : 'tool_calls' }] },
    { ...base, choices: [], usage: USAGE },
  ];
  response.setHeader('content-type', 'text/event-stream');
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}
