import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type Clock, RingbackError } from '@ringback/engine';
import { Agent, buildConnector, request as send } from 'undici';
import { isPublicAddress } from './public-address.js';
import { type AllowedPrivateHosts, checkUserUrl, isAllowedPrivate } from './user-url.js';

/** A server on the other side of the world that drops its first SYN answers within 4 s (RFC 6298: the first retransmission comes after 1 s). */
const CONNECT_MS = 5_000;

/**
 * From asking to the end of the answer. Standard Webhooks asks receivers to answer within 15 s and senders to wait 15 to 30 s; a receiver that does
 * its work before it answers gets 5 s more than that.
 */
const WHOLE_EXCHANGE_MS = 20_000;

/** Of an answer only the status counts; the beginning of its text is read for a hint to people, and no more of it. */
const READ_BYTES = 16_384;

export interface GuardedRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

export interface GuardedResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** At most 16 KiB of the answer. */
  text: string;
}

export interface GuardedClientOptions {
  clock: Clock;
  /** Hosts, as `host` or `host:port`, that may be reached although their address is not public. */
  allowPrivateHosts?: readonly string[];
  /** Resolves names; the system's resolver by default. */
  lookup?: LookupFunction;
}

/**
 * The one HTTP client for addresses that users gave. It refuses whatever is not on the public internet (loopback, private and link-local
 * networks, clouds' metadata, multicast; in IPv4, IPv6 and IPv4 wrapped in IPv6). The address that is judged is the very one that is connected to,
 * after resolving, so a name that resolves differently the second time gains nothing. It follows no redirect, sends no credentials, waits for
 * nothing without a limit, and reads no more of an answer than 16 KiB.
 */
export class GuardedClient {
  readonly #clock: Clock;
  readonly #allowed: AllowedPrivateHosts;
  readonly #agent: Agent;

  constructor(options: GuardedClientOptions) {
    this.#clock = options.clock;
    this.#allowed = new Set(options.allowPrivateHosts);
    this.#agent = new Agent({
      connect: guardedConnector(this.#allowed, options.lookup ?? (systemLookup as LookupFunction)),
      // Receivers are many and calls to each are rare: a connection kept open would mostly be found dead.
      keepAliveTimeout: 1_000,
      // The limit on the whole exchange is the shorter one; these only make sure that nothing outlives it.
      headersTimeout: WHOLE_EXCHANGE_MS,
      bodyTimeout: WHOLE_EXCHANGE_MS,
      maxHeaderSize: 16_384,
    });
  }

  /**
   * Resolves with any answer at all, whatever its status. Rejects with `invalid_callback_url` (it may never be asked), `address_refused` (it
   * resolves to an address that is not public), `receiver_timeout` or `receiver_unreachable`; the last two are retryable.
   */
  async request(address: string, request: GuardedRequest): Promise<GuardedResponse> {
    const url = checkUserUrl(address, this.#allowed);
    const abort = new AbortController();
    const limit = this.#clock.after(WHOLE_EXCHANGE_MS, () => abort.abort());
    try {
      const response = await send(url, {
        dispatcher: this.#agent,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        signal: abort.signal,
      });
      // The status has been given: an answer that breaks off after it was an answer all the same.
      const text = await beginningOf(response.body).catch(() => '');
      return { status: response.statusCode, headers: response.headers, text };
    } catch (error) {
      throw explain(error, abort.signal.aborted);
    } finally {
      limit.cancel();
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop early destroys the stream, and the connection with it.
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= READ_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, READ_BYTES).toString('utf8');
}

/** Hosts that are addresses already are not resolved; `checkUserUrl` has judged them before it comes to this. */
function guardedConnector(allowed: AllowedPrivateHosts, lookup: LookupFunction): buildConnector.connector {
  const openPublic = buildConnector({ timeout: CONNECT_MS, lookup: publicOnly(lookup) });
  const openAllowed = buildConnector({ timeout: CONNECT_MS, lookup });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    const open = isAllowedPrivate(host, port, allowed) ? openAllowed : openPublic;
    open(options, callback);
  };
}

/** Refuses a name as soon as one of its addresses is not public: an honest receiver has no such address. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const addresses = Array.isArray(found) ? found : [];
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(addressRefused() as unknown as NodeJS.ErrnoException, '');
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family);
    });
  };
}

function addressRefused(): RingbackError {
  return new RingbackError(
    'address_refused',
    'The address lies on this machine, on a private network or is otherwise not public. Allow its host in the configuration where that is meant.',
  );
}

function explain(error: unknown, aborted: boolean): RingbackError {
  if (error instanceof RingbackError) return error;
  const code = (error as { code?: unknown }).code;
  if (
    aborted ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    code === 'UND_ERR_HEADERS_TIMEOUT' ||
    code === 'UND_ERR_BODY_TIMEOUT'
  ) {
    return new RingbackError('receiver_timeout', 'The receiver did not answer in time.', {
      retryable: true,
      cause: error,
    });
  }
  // The code alone: a message may hold the address.
  const detail = typeof code === 'string' ? ` (${code})` : '';
  return new RingbackError('receiver_unreachable', `The receiver could not be reached${detail}.`, {
    retryable: true,
    cause: error,
  });
}
