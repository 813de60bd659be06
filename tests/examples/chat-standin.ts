import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

const text = z.union([z.string(), z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1)]);

const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content: text }),
  z.strictObject({ role: z.literal('user'), content: text }),
  z.strictObject({
    role: z.literal('assistant'),
    content: text.nullish(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string().min(1), content: text }),
]);

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.looseObject({ type: z.literal('object') }),
    strict: z.boolean().nullish(),
  }),
});

/** What `POST /v1/chat/completions` takes, as OpenAI documents it; a field that it does not name is an error there, too. */
const requestBody = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).optional(),
  tool_choice: z.enum(['auto', 'none', 'required']).optional(),
  parallel_tool_calls: z.boolean().optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  max_tokens: z.int().positive().optional(),
  frequency_penalty: z.number().optional(),
  presence_penalty: z.number().optional(),
  stop: z.array(z.string()).optional(),
  store: z.boolean().optional(),
  stream: z.literal(false).optional(),
  reasoning_effort: z.string().optional(),
  verbosity: z.string().optional(),
  response_format: z.unknown().optional(),
  prompt_cache_retention: z.string().optional(),
});

export type ChatRequest = z.infer<typeof requestBody>;
type Message = ChatRequest['messages'][number];

/** What the stood-in model says next: a tool to call, or its last words. */
export type Mind = (messages: Message[]) => { tool: string; arguments: Record<string, unknown> } | { say: string };

/**
 * Stands in for a model behind the Chat Completions API of OpenAI, and refuses with 400 what that would refuse: unknown fields, answers of tools that nobody
 * asked, questions to tools that are not answered, tools whose schema is none.
 */
export class ChatStandin {
  readonly #key: string;
  readonly #mind: Mind;
  readonly #server: Server;
  /** What was asked and taken. */
  readonly requests: ChatRequest[] = [];
  /** What was refused, and why. */
  readonly refused: string[] = [];

  constructor(key: string, mind: Mind) {
    this.#key = key;
    this.#mind = mind;
    this.#server = createServer(async (request, response) => {
      const { status, body } = await this.#answer(request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** @returns what `OPENAI_BASE_URL` is to be */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const refuse = (status: number, why: string) => {
      this.refused.push(why);
      return { status, body: { error: { message: why, type: 'invalid_request_error', param: null, code: null } } };
    };
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return refuse(404, `${request.method} ${request.url}`);
    if (request.headers.authorization !== `Bearer ${this.#key}`) return refuse(401, 'Incorrect API key provided');
    if (!request.headers['content-type']?.startsWith('application/json')) return refuse(400, 'not JSON');
    const parsed = requestBody.safeParse(JSON.parse(Buffer.concat(pieces).toString()));
    if (!parsed.success) return refuse(400, z.prettifyError(parsed.error));
    const wrong = problemOf(parsed.data);
    if (wrong !== null) return refuse(400, wrong);
    this.requests.push(parsed.data);
    return { status: 200, body: this.#completion(parsed.data) };
  }

  #completion({ model, messages, tools = [] }: ChatRequest) {
    const next = this.#mind(messages);
    const calls = 'tool' in next;
    if (calls && !tools.some(({ function: { name } }) => name === next.tool)) throw new Error(`no tool ${next.tool}`);
    const turn = this.requests.length;
    return {
      id: `chatcmpl-${turn}`,
      object: 'chat.completion',
      created: 1_790_000_000,
      model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: calls ? null : next.say,
            refusal: null,
            ...(calls
              ? {
                  tool_calls: [
                    {
                      id: `call_${turn}`,
                      type: 'function',
                      function: { name: next.tool, arguments: JSON.stringify(next.arguments) },
                    },
                  ],
                }
              : {}),
          },
          logprobs: null,
          finish_reason: calls ? 'tool_calls' : 'stop',
        },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    };
  }
}

/** What is wrong with messages and tools that each for itself are right. */
function problemOf({ messages, tools = [] }: ChatRequest): string | null {
  let open = new Set<string>();
  for (const one of messages) {
    if (one.role === 'tool') {
      if (!open.delete(one.tool_call_id)) return `tool_call_id '${one.tool_call_id}' answers no tool call`;
      continue;
    }
    if (open.size > 0) return `tool calls were not answered: ${[...open].join(', ')}`;
    if (one.role === 'assistant') open = new Set(one.tool_calls?.map(({ id }) => id));
  }
  if (open.size > 0) return `tool calls were not answered: ${[...open].join(', ')}`;
  for (const {
    function: { name, parameters },
  } of tools) {
    try {
      new Ajv2020({ strict: false, validateFormats: false }).compile(parameters);
    } catch (error) {
      return `Invalid schema for function '${name}': ${(error as Error).message}`;
    }
  }
  return null;
}

/** The text of a message, whatever form it has. */
export function textOf({ content }: Message): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}
