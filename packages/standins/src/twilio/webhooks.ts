import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '@ringback/engine';
import type { Webhook } from './call-parameters.js';
import type { Report } from './debugger.js';
import type { TwilioFaults, WebhookKind } from './faults.js';
import { signedUrl, twilioSignature } from './signature.js';

/** To connect, tried twice; and for everything until the answer's last byte (https://www.twilio.com/docs/usage/webhooks). */
const CONNECT_MS = 5_000;
const CONNECT_TRIES = 2;
const TOTAL_MS = 15_000;
const LARGEST_TWIML = 65_536;

export interface WebhooksOptions {
  authToken: string;
  /** Where a host (`name` or `name:port`) of a URL is really reached: an origin such as `http://127.0.0.1:8080`. */
  hosts: Readonly<Record<string, string>>;
  /** Of the network between Twilio and its users: for time limits. */
  networkClock: Clock;
  /** Names requests: the idempotency token. */
  nextId: () => string;
  faults: () => TwilioFaults;
}

export interface WebhookAnswer {
  status: number;
  contentType: string;
  body: Buffer;
}

export interface WebhookRequest extends Webhook {
  kind: WebhookKind;
  params: Readonly<Record<string, string>>;
  report: Report;
  /** Bytes of an answer at most; default 64 kB, which is what TwiML may have. */
  largest?: number;
}

/** Asks the servers of Twilio's users, each time over a connection of its own, signed. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #underWay = new Set<AbortController>();
  #closed = false;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  /** Never rejects: null, told to the debugger, where there was no answer or it says that it failed (4xx, 5xx, a redirect). */
  async ask(webhook: WebhookRequest): Promise<WebhookAnswer | null> {
    const { kind, url, method, params, report, largest = LARGEST_TWIML } = webhook;
    if (this.#closed) return null;
    const faults = this.#options.faults();
    if (faults.deadWebhooks?.includes(kind) === true) {
      report('httpConnection', `no connection to the ${kind} webhook`);
      return null;
    }
    const form = new URLSearchParams(params).toString();
    // What is behind # sets time-outs, and is neither sent nor signed.
    const [bare] = url.split('#') as [string];
    const asked = method === 'POST' || form === '' ? bare : `${bare}${bare.includes('?') ? '&' : '?'}${form}`;
    const signature = twilioSignature(
      this.#options.authToken,
      signedUrl(asked, faults.signedPort),
      method === 'POST' ? params : {},
    );
    const headers = {
      'x-twilio-signature': signature,
      'i-twilio-idempotency-token': this.#options.nextId(),
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
    };
    try {
      const answer = await this.#exchange(asked, { method, headers }, method === 'POST' ? form : undefined, largest);
      if (answer.status >= 200 && answer.status < 300) return answer;
      report('httpRetrieval', `the ${kind} webhook answered ${answer.status}`);
    } catch (error) {
      if (!this.#closed) report('httpConnection', `the ${kind} webhook: ${(error as Error).message}`);
    }
    return null;
  }

  /** Breaks off what is under way; nothing is asked any more. */
  close(): void {
    this.#closed = true;
    for (const one of this.#underWay) one.abort();
  }

  async #exchange(
    url: string,
    options: RequestOptions,
    body: string | undefined,
    largest: number,
  ): Promise<WebhookAnswer> {
    const abort = new AbortController();
    this.#underWay.add(abort);
    const limit = this.#options.networkClock.after(TOTAL_MS, () => abort.abort(new Error('no answer within 15 s')));
    try {
      for (let tries = 1; ; tries += 1) {
        const attempt = this.#attempt(url, { ...options, signal: abort.signal }, body, largest);
        try {
          return await attempt.answer;
        } catch (error) {
          if (attempt.connected() || abort.signal.aborted || tries === CONNECT_TRIES)
            throw abort.signal.reason ?? error;
        }
      }
    } finally {
      limit.cancel();
      this.#underWay.delete(abort);
    }
  }

  #attempt(
    url: string,
    options: RequestOptions,
    body: string | undefined,
    largest: number,
  ): { answer: Promise<WebhookAnswer>; connected: () => boolean } {
    const { target, host } = reached(url, this.#options.hosts);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    let connected = false;
    const answer = new Promise<WebhookAnswer>((resolve, reject) => {
      const headers = { ...options.headers, host };
      const request = send(target, { ...options, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > largest) request.destroy(new Error(`the answer is larger than ${largest} bytes`));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
          }),
        );
      });
      const limit = this.#options.networkClock.after(CONNECT_MS, () =>
        request.destroy(new Error('no connection in 5 s')),
      );
      request.on('socket', (socket) =>
        socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          connected = true;
          limit.cancel();
        }),
      );
      request.on('error', reject);
      request.on('close', () => {
        limit.cancel();
        // Settled already, unless the connection was cut in the middle of the answer.
        reject(new Error('the connection was closed before the whole answer came'));
      });
      request.end(body);
    });
    return { answer, connected: () => connected };
  }
}

/** Where a URL is really reached, and the `Host` that it names. */
export function reached(url: string, hosts: Readonly<Record<string, string>>): { target: URL; host: string } {
  const target = new URL(url);
  const { host } = target;
  const origin = hosts[host];
  if (origin === undefined) return { target, host };
  const { protocol, host: reachedHost } = new URL(origin);
  return { target: new URL(target.pathname + target.search, `${protocol}//${reachedHost}`), host };
}
