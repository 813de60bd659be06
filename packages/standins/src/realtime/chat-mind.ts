import { type Clock, RingbackError, realClock } from '@ringback/engine';
import type { Mind, MindContext, MindSession, Remembered, Thought } from './mind.js';

export interface ChatMindOptions {
  /** Up to and without `/chat/completions`, as `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** More fields of the request, as `temperature`. */
  parameters?: Readonly<Record<string, unknown>>;
  /** Longest wait for the next piece of the answer, in ms. Default 30,000: what the slowest local model needs for its first word. */
  timeoutMs?: number;
  clock?: Clock;
}

interface PartialCall {
  name: string;
  arguments: string;
}

/**
 * Lets a chat model speak: any endpoint that answers OpenAI's `POST /chat/completions` with a stream. What it writes is said sentence by
 * sentence while it still writes; its tool calls become function calls.
 */
export class ChatMind implements Mind {
  readonly #options: ChatMindOptions;

  /** @throws RingbackError `invalid_standin_options` for a base URL that is none. */
  constructor(options: ChatMindOptions) {
    if (!URL.canParse(options.baseUrl)) {
      throw new RingbackError(
        'invalid_standin_options',
        `${options.baseUrl} is no URL: give the base of an OpenAI-compatible API`,
      );
    }
    this.#options = options;
  }

  begin(): MindSession {
    return { respond: (context, signal) => this.#respond(context, signal) };
  }

  async *#respond(context: MindContext, cancelled: AbortSignal): AsyncGenerator<Thought> {
    const { baseUrl, model, apiKey, parameters, timeoutMs = 30_000, clock = realClock() } = this.#options;
    const late = new AbortController();
    const signal = AbortSignal.any([cancelled, late.signal]);
    let timer = clock.after(timeoutMs, () => late.abort());
    const heardFrom = (): void => {
      timer.cancel();
      timer = clock.after(timeoutMs, () => late.abort());
    };
    try {
      const answer = await fetch(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
        method: 'POST',
        signal,
        headers: {
          'content-type': 'application/json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify({
          ...parameters,
          model,
          stream: true,
          messages: messages(context),
          ...toolFields(context),
        }),
      });
      if (!answer.ok || answer.body === null) {
        const code = `http_${answer.status}`;
        await answer.body?.cancel();
        yield { fail: { type: 'server_error', code, message: `The chat endpoint answered ${answer.status}.` } };
        return;
      }
      let said = '';
      const calls = new Map<number, PartialCall>();
      for await (const chunk of chunks(answer.body, heardFrom)) {
        const choice = chunk.choices?.[0];
        said += choice?.delta?.content ?? '';
        const end = sentenceEnd(said);
        if (end > 0) {
          yield { say: said.slice(0, end) };
          said = said.slice(end);
        }
        for (const [at, call] of (choice?.delta?.tool_calls ?? []).entries()) {
          const index = call.index ?? at;
          const known = calls.get(index) ?? { name: '', arguments: '' };
          known.name += call.function?.name ?? '';
          known.arguments += call.function?.arguments ?? '';
          calls.set(index, known);
        }
        if (choice?.finish_reason === 'length') {
          if (said.trim() !== '') yield { say: said };
          yield { stop: 'max_output_tokens' };
          return;
        }
      }
      if (said.trim() !== '') yield { say: said };
      for (const call of calls.values()) yield { call: call.name, arguments: call.arguments || '{}' };
    } catch (cause) {
      if (cancelled.aborted) return;
      const message = late.signal.aborted
        ? `The chat endpoint said nothing for ${timeoutMs} ms.`
        : `The chat endpoint failed: ${cause instanceof Error ? cause.message : String(cause)}`;
      yield { fail: { type: 'server_error', code: 'chat_endpoint_failed', message } };
    } finally {
      timer.cancel();
    }
  }
}

interface Chunk {
  choices?: {
    delta?: {
      content?: string | null;
      tool_calls?: { index?: number; function?: { name?: string; arguments?: string } }[];
    };
    finish_reason?: string | null;
  }[];
}

/** The `data:` lines of a stream of server-sent events, up to `[DONE]`. */
async function* chunks(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<Chunk> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of body) {
    onBytes();
    pending += decoder.decode(bytes, { stream: true });
    const lines = pending.split(/\r?\n/);
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const data = line.slice(5).trim();
      if (data === '[DONE]') return;
      yield JSON.parse(data) as Chunk;
    }
  }
}

/** Where the last whole sentence ends; 0 where none does yet. */
function sentenceEnd(said: string): number {
  let end = 0;
  for (const match of said.matchAll(/[。！？!?]|[.](?=\s)/gu)) end = match.index + match[0].length;
  return end;
}

function messages(context: MindContext): unknown[] {
  const told = context.instructions === '' ? [] : [{ role: 'system', content: context.instructions }];
  const silence = context.idle ? [{ role: 'system', content: 'The user has been silent for a while.' }] : [];
  return [...told, ...context.history.map(message), ...silence];
}

function message(remembered: Remembered): unknown {
  if (remembered.kind === 'call') {
    const { callId, name, arguments: given } = remembered;
    return {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: callId, type: 'function', function: { name, arguments: given } }],
    };
  }
  if (remembered.kind === 'result')
    return { role: 'tool', tool_call_id: remembered.callId, content: remembered.output };
  return { role: remembered.kind, content: remembered.words };
}

function toolFields({ tools, mustCall }: MindContext): Record<string, unknown> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map((tool) => ({ type: 'function', function: tool })),
    tool_choice:
      typeof mustCall === 'string'
        ? { type: 'function', function: { name: mustCall } }
        : mustCall
          ? 'required'
          : 'auto',
  };
}
