import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { WebSocket } from 'ws';
import { type Clock, realClock } from '../clock.js';
import { isRingbackError, RingbackError } from '../errors.js';
import { checkHttp, checkWebSocket, type DeadReason, type Fault } from './public-check.js';
import type { PublicAddress, PublicRequest, PublicResponse, PublicRoutes, UpgradeAnswer } from './public-routes.js';

/** So long a sign of life counts: tunnels die between calls, and while calls run every webhook of theirs is a sign. */
const FRESH_MS = 30_000;
/** Between two tries while a path that was just made comes up. */
const RETRY_MS = 1_000;
/** ngrok is there in 1 to 3 s; tailscale's first certificate for a name takes 10 to 30 s. */
const COMES_UP_WITHIN_MS = 45_000;
const PATH = '/self-test';

export interface CheckedAddressOptions {
  /** Origin and base path; null, the default, until a tunnel tells it. */
  url?: string | null;
  clock?: Clock;
  /** Carries the token. Default `x-ringback-self-test`. */
  header?: string;
  /**
   * Path at the origin, e.g. `/voice/stream`, where media sockets come in and so the WebSocket of the test: upgrades there that bring the header
   * belong to `routes`. Default: that of the test itself.
   */
  webSocketPath?: string;
  /** What the public URL is called where the reader of an error can change it. Default `RINGBACK_PUBLIC_URL`. */
  setting?: string;
  /** PEM of an authority to trust in place of the well-known ones, for a public path of one's own. */
  ca?: string | Buffer;
}

/**
 * The public address, which tests itself: it sends a request and opens a WebSocket to its own public URL, and sees by the answer that it
 * came back to this very process. Its `routes` must be mounted on the listener behind that URL.
 *
 * The token that opens the self-test is made at start and travels in a header. The answer to a request's nonce is an HMAC under a key that
 * never leaves the process, so that another process cannot pass for this one, not even one that the token was sent to.
 */
export class CheckedAddress implements PublicAddress {
  readonly routes: PublicRoutes;
  readonly #clock: Clock;
  readonly #header: string;
  readonly #nonceHeader: string;
  readonly #webSocketPath: string | undefined;
  readonly #setting: string;
  readonly #ca: string | Buffer | undefined;
  readonly #token = randomBytes(32).toString('base64url');
  readonly #key = randomBytes(32);
  #url: string | null = null;
  #seenAt = Number.NEGATIVE_INFINITY;
  #check: Promise<void> | null = null;
  #checks = 0;

  /** @throws RingbackError `invalid_public_url` */
  constructor(options: CheckedAddressOptions = {}) {
    this.#clock = options.clock ?? realClock();
    this.#header = (options.header ?? 'x-ringback-self-test').toLowerCase();
    this.#nonceHeader = `${this.#header}-nonce`;
    this.#webSocketPath = options.webSocketPath;
    this.#setting = options.setting ?? 'RINGBACK_PUBLIC_URL';
    this.#ca = options.ca;
    this.routes = {
      prefix: PATH,
      handle: async (request) => this.#handle(request),
      upgrade: (request) => this.#upgrade(request),
    };
    if (options.url != null) this.change(options.url);
  }

  get url(): string | null {
    return this.#url;
  }

  /** How often the path was really tested. */
  get checks(): number {
    return this.#checks;
  }

  /**
   * A tunnel has a new URL, or has lost the one it had (null). What was seen of the old path counts no more.
   *
   * @throws RingbackError `invalid_public_url`
   */
  change(url: string | null): void {
    const next = url === null ? null : publicUrl(url);
    if (next === this.#url) return;
    this.#url = next;
    this.#seenAt = Number.NEGATIVE_INFINITY;
    this.#check = null;
  }

  seen(): void {
    this.#seenAt = this.#clock.now();
  }

  /**
   * Tests the path now, whatever was seen of it before.
   *
   * @throws RingbackError `public_path_dead`
   */
  async test(): Promise<void> {
    this.#seenAt = Number.NEGATIVE_INFINITY;
    await this.verify();
  }

  async verify(): Promise<void> {
    if (this.#clock.now() - this.#seenAt <= FRESH_MS) return;
    const url = this.#url;
    if (url === null) {
      throw dead(
        'unknown_url',
        null,
        `The public URL is not known yet. Set ${this.#setting}, or see why the tunnel is not up.`,
      );
    }
    if (this.#check === null) {
      const check: Promise<void> = this.#run(url).finally(() => {
        if (this.#check === check) this.#check = null;
      });
      this.#check = check;
    }
    try {
      await this.#check;
    } catch (error) {
      if (this.#url === url) throw error;
    }
    // Checked was the old path, where a tunnel moved meanwhile.
    if (this.#url !== url) await this.verify();
  }

  /**
   * Resolves when the path works; for a start, while a tunnel and its certificate come up. Tries again every second.
   *
   * @throws RingbackError `public_path_dead`, that of the last try, when it does not within `withinMs`
   */
  async reachable(withinMs = COMES_UP_WITHIN_MS): Promise<void> {
    const until = this.#clock.now() + withinMs;
    for (;;) {
      try {
        await this.verify();
        return;
      } catch (error) {
        if (!isRingbackError(error) || this.#clock.now() + RETRY_MS > until) throw error;
      }
      await new Promise<void>((resolve) => void this.#clock.after(RETRY_MS, resolve));
    }
  }

  async #run(url: string): Promise<void> {
    this.#checks += 1;
    const began = this.#clock.now();
    const check = (at: URL, nonce: string) => ({
      url: at,
      headers: { [this.#header]: this.#token, [this.#nonceHeader]: nonce, 'user-agent': 'Ringback' },
      proof: { http: this.#proof('http', nonce), websocket: this.#proof('websocket', nonce) },
      clock: this.#clock,
      ca: this.#ca,
    });
    // Both at once: a call waits for it.
    const test = new URL(`${url}${PATH}`);
    const stream = this.#webSocketPath === undefined ? test : new URL(this.#webSocketPath, url);
    const [http, websocket] = await Promise.all([
      checkHttp(check(test, randomBytes(16).toString('base64url'))),
      checkWebSocket(check(stream, randomBytes(16).toString('base64url'))),
    ]);
    if (http !== null) throw failed(url, 'http', http);
    if (websocket !== null) throw failed(url, 'websocket', websocket);
    // The path worked when its test began; nothing is known of later.
    if (this.#url === url) this.#seenAt = Math.max(this.#seenAt, began);
  }

  #handle(request: PublicRequest): PublicResponse {
    const nonce = this.#admitted(request);
    if (nonce === null || request.method !== 'POST') return { status: 404 };
    return { status: 200, body: this.#proof('http', nonce) };
  }

  #upgrade(request: PublicRequest): UpgradeAnswer {
    const nonce = this.#admitted(request);
    if (nonce === null) return { status: 404 };
    return {
      accept: (socket: WebSocket) => {
        socket.send(this.#proof('websocket', nonce));
        socket.close(1000);
      },
    };
  }

  /** The nonce of a request that brings the token; null: it does not, and learns nothing. */
  #admitted({ headers }: PublicRequest): string | null {
    const [token, nonce] = [headers[this.#header], headers[this.#nonceHeader]];
    if (typeof token !== 'string' || typeof nonce !== 'string' || !/^[\w-]{16,64}$/.test(nonce)) return null;
    return timingSafeEqual(digest(token), digest(this.#token)) ? nonce : null;
  }

  #proof(half: 'http' | 'websocket', nonce: string): string {
    return createHmac('sha256', this.#key).update(`${half}:${nonce}`).digest('base64url');
  }
}

/** Equal lengths for `timingSafeEqual`, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** @throws RingbackError `invalid_public_url` */
function publicUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalidUrl('It is no URL.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalidUrl('It holds more than an address and a path.');
  }
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw invalidUrl('Carriers send what is said on the phone to it, so it must be https.');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function invalidUrl(why: string): RingbackError {
  return new RingbackError(
    'invalid_public_url',
    `The public URL cannot be used. ${why} Write it like https://calls.example.com, or https://example.com/calls.`,
  );
}

function failed(url: string, half: 'http' | 'websocket', fault: Fault): RingbackError {
  const works = half === 'websocket' ? 'HTTP works, and WebSockets do not. ' : '';
  return dead(fault.why, half, `The public path ${url} is dead. ${works}${fault.said}`, fault.status);
}

function dead(why: DeadReason, half: 'http' | 'websocket' | null, message: string, status?: number): RingbackError {
  return new RingbackError('public_path_dead', message, { retryable: true, details: { why, half, status } });
}
