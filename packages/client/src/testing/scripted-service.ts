import { LiveClient, RingbackClient, type RingbackClientOptions, type Timing } from '../index.js';

interface Sent {
  method: string;
  url: string;
  headers: Headers;
  body: unknown;
  redirect: string | undefined;
}

/** An answer, a connection that breaks, or what to do with the request. */
export type Answer = Response | Error | ((sent: Sent, signal: AbortSignal | undefined) => Response | Promise<Response>);

/** A service that gives these answers in order and remembers what it was asked; time stands still until `deadlines` are let pass. */
export function scriptedService(answers: Answer[], options: Partial<RingbackClientOptions> = {}) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const deadlines = new Set<() => void>();
  const timing: Timing = {
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
    },
    after: (_ms, run) => {
      deadlines.add(run);
      return () => deadlines.delete(run);
    },
    random: () => 1,
  };
  const answering: typeof fetch = async (input, init) => {
    const request: Sent = {
      method: init?.method ?? 'GET',
      url: String(input),
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      redirect: init?.redirect,
    };
    sent.push(request);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('asked more often than expected');
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(request, init?.signal ?? undefined) : answer;
  };
  const client = new RingbackClient({
    baseUrl: 'http://ringback.test/',
    apiKey: 'sk_1',
    fetch: answering,
    timing,
    ...options,
  });
  const live = new LiveClient({ baseUrl: 'http://ringback.test/', apiKey: 'sk_1', fetch: answering, timing });
  return { client, live, sent, pauses, deadlines };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export function ok(data: unknown): Response {
  return json({ success: true, message: '', data });
}

export function refused(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json({ success: false, code, message: `says ${code}`, data: { why: 1 } }, status, headers);
}

/** What Node's `fetch` rejects with. */
export function broken(code = 'ECONNRESET'): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** Never answers; gives up with its signal, as `fetch` does. */
export function silent(then: () => void = () => {}): Answer {
  return (_sent, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      then();
    });
}

export const keepAlive = ': keep-alive\n\n';

/** One event of the live stream, as the service writes it. */
export function line(role: string, content: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: {"role": "${role}", "content": ${JSON.stringify(content)}}\n\n`;
}

/** One event of a call's log, as the service writes it. */
export function event(data: { type: string; at_ms: number } & Record<string, unknown>, id: number): string {
  return `id: ${id}\nevent: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A live stream of these pieces; it closes after the last, breaks at an `Error`, and stays open at `'open'`. */
export function stream(pieces: (string | Uint8Array | Error)[]): Answer {
  return (_sent, signal) => {
    const encoder = new TextEncoder();
    const left = [...pieces];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal?.addEventListener('abort', () => {
          try {
            controller.error(signal.reason);
          } catch {
            // Closed already.
          }
        });
      },
      pull(controller) {
        const next = left.shift();
        if (next === undefined) controller.close();
        else if (next === 'open') return new Promise(() => {});
        else if (next instanceof Error) controller.error(next);
        else controller.enqueue(typeof next === 'string' ? encoder.encode(next) : next);
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
  };
}
