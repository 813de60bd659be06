import { RingbackApiError } from './api-error.js';
import { pauseBeforeRetry, type RetryPolicy } from './retry.js';
import type { Timing } from './timing.js';

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with `/`; may hold a query. Never holds a secret. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface ApiRequestsOptions {
  baseUrl: string;
  apiKey: string | undefined;
  language: string | undefined;
  fetch: typeof fetch;
  timing: Timing;
  retry: RetryPolicy;
  /** No answer within this long is a failure; does not bound a stream once it is open. */
  timeoutMs: number;
}

/** Whose requests they are, as every client takes it. */
export interface ClientOptions {
  baseUrl: string;
  apiKey?: string;
  language?: string;
  fetch?: typeof fetch;
}

/** Sends requests to one service with one key, sends them again where that may help, and turns every failure into a coded error. */
export class ApiRequests {
  readonly #options: ApiRequestsOptions;
  readonly #base: string;

  constructor(options: ApiRequestsOptions) {
    this.#options = options;
    this.#base = checkedBase(options.baseUrl);
  }

  static by(options: ClientOptions, how: Pick<ApiRequestsOptions, 'timing' | 'retry' | 'timeoutMs'>): ApiRequests {
    return new ApiRequests({
      baseUrl: options.baseUrl,
      apiKey: options.apiKey,
      language: options.language,
      // Browsers refuse `fetch` as a method of another object.
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      ...how,
    });
  }

  /** The JSON object of a successful answer. */
  async json(request: ApiRequest): Promise<Record<string, unknown>> {
    const { retry, timing } = this.#options;
    for (let failed = 0; ; ) {
      try {
        return await this.#jsonOnce(request);
      } catch (error) {
        if (!(error instanceof RingbackApiError)) throw error;
        failed += 1;
        const pause = pauseBeforeRetry(retry, failed, error, timing.random);
        if (pause === null) throw error;
        await timing.wait(pause, request.signal);
      }
    }
  }

  /** One attempt to open a stream. The answer's body is whoever called's to read and to cancel. */
  open(request: ApiRequest): Promise<Response> {
    return this.#inTime(request, async (response) => {
      if (!response.ok) throw failureOf(response, await readObject(response));
      return response;
    });
  }

  #jsonOnce(request: ApiRequest): Promise<Record<string, unknown>> {
    return this.#inTime(request, async (response) => {
      const answer = await readObject(response);
      if (!response.ok || answer?.success === false) throw failureOf(response, answer);
      if (answer === null) throw notOurs(response);
      return answer;
    });
  }

  /**
   * Sends, and takes from the answer, all within `timeoutMs`. Node.js 20 needs this also where the service is gone: its `fetch` never settles where
   * the first connection of a process is closed before it has loaded its own parser, as a proxy before a dead service does, and the process would
   * end without a word.
   */
  async #inTime<T>(request: ApiRequest, take: (response: Response) => Promise<T>): Promise<T> {
    const { timing, timeoutMs } = this.#options;
    const deadline = new AbortController();
    const cancel = timing.after(timeoutMs, () => deadline.abort());
    const signal = request.signal === undefined ? deadline.signal : AbortSignal.any([request.signal, deadline.signal]);
    try {
      return await take(await this.#send({ ...request, signal }));
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      if (deadline.signal.aborted) {
        throw new RingbackApiError(0, 'timeout', `${this.#base} did not answer within ${timeoutMs / 1000} s.`);
      }
      throw error;
    } finally {
      cancel();
    }
  }

  async #send(request: ApiRequest): Promise<Response> {
    const { apiKey, language } = this.#options;
    const headers: Record<string, string> = { Accept: 'application/json', ...request.headers };
    if (apiKey !== undefined) headers['X-API-Key'] = apiKey;
    // Without a key a browser's session asks: only pages of the service's own address can send this header there.
    else headers['X-Requested-With'] = 'ringback';
    if (language !== undefined) headers['Accept-Language'] = language;
    if (request.body !== undefined) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await this.#options.fetch(this.#base + request.path, {
        method: request.method,
        headers,
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        // A redirect would carry the key and the request to an address that nobody named.
        redirect: 'manual',
        signal: request.signal,
      });
    } catch (cause) {
      if (request.signal?.aborted) throw request.signal.reason;
      throw unreachable(this.#base, cause);
    }
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new RingbackApiError(
        response.status,
        'redirected',
        `${this.#base} redirects elsewhere; name the service's own address.`,
      );
    }
    return response;
  }
}

/** A broken connection, in one sentence, with what the platform says of it. */
export function unreachable(base: string, cause: unknown): RingbackApiError {
  const reason = reasonOf(cause);
  return new RingbackApiError(0, 'unreachable', `${base} cannot be reached${reason === '' ? '' : ` (${reason})`}.`, {
    cause,
  });
}

function checkedBase(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw new TypeError(`baseUrl must be an http(s) address, e.g. http://127.0.0.1:7464; it is "${baseUrl}".`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`baseUrl must begin with http:// or https://; it is "${baseUrl}".`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Node hides the reason in `cause` (`fetch failed`), sometimes a level deeper where it tried two addresses. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const inner = (cause as { cause?: unknown }).cause;
  const code = (inner as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return inner instanceof Error ? inner.message : cause.message;
}

/** The body as a JSON object; null where it is not one. A body that breaks off is a broken connection. */
async function readObject(response: Response): Promise<Record<string, unknown> | null> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw unreachable(originOf(response), cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function failureOf(response: Response, answer: Record<string, unknown> | null): RingbackApiError {
  if (answer === null || typeof answer.code !== 'string') {
    if (response.ok) return notOurs(response);
    return new RingbackApiError(response.status, `http_${response.status}`, messageOf(answer) ?? statusLine(response), {
      retryAfterSeconds: retryAfter(response),
    });
  }
  const { success: _success, code: _code, message: _message, data, details, ...rest } = answer;
  return new RingbackApiError(response.status, answer.code, messageOf(answer) ?? statusLine(response), {
    details: { ...rest, ...asObject(data), ...asObject(details) },
    retryAfterSeconds: retryAfter(response),
  });
}

function notOurs(response: Response): RingbackApiError {
  return new RingbackApiError(
    response.status,
    'bad_answer',
    `${originOf(response)} answers, but not as a Ringback service does. Is the address right?`,
  );
}

function messageOf(answer: Record<string, unknown> | null): string | undefined {
  return typeof answer?.message === 'string' && answer.message !== '' ? answer.message : undefined;
}

function statusLine(response: Response): string {
  return `HTTP ${response.status}${response.statusText === '' ? '' : ` ${response.statusText}`}`;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function originOf(response: Response): string {
  return response.url === '' ? 'The service' : new URL(response.url).origin;
}

/** `Retry-After` in its form as seconds (RFC 9110, 10.2.3), the one that the service sends. */
function retryAfter(response: Response): number | null {
  const value = response.headers.get('retry-after');
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
}
