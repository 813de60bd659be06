import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** A request that came in over the public address. */
export interface PublicRequest {
  method: string;
  /** Path and query as they were received, e.g. `/twilio/status/abc?x=1`. */
  target: string;
  headers: IncomingHttpHeaders;
  /** At most 64 kB; empty for an upgrade. */
  body: Buffer;
}

export interface PublicResponse {
  status: number;
  /** Default: `text/plain; charset=utf-8`. */
  contentType?: string;
  body?: string;
}

/** What becomes of a WebSocket handshake: refused with an HTTP status, or accepted; `connection` is what the socket runs over. */
export type UpgradeAnswer = { status: number } | { accept(socket: WebSocket, connection: Duplex): void };

/** What a carrier answers at the public address, below one prefix. */
export interface PublicRoutes {
  /** Begins with a slash and does not end with one, e.g. `/twilio`. */
  readonly prefix: string;
  /** Never rejects: what is wrong is a status. */
  handle(request: PublicRequest): Promise<PublicResponse>;
  upgrade(request: PublicRequest): UpgradeAnswer;
}

/** The address at which this process can be reached from the internet. */
export interface PublicAddress {
  /** Origin and base path without a slash at the end, e.g. `https://calls.example.com`; null before it is known. */
  readonly url: string | null;
  /**
   * Resolves when the public path, HTTP and WebSocket, was seen to work lately (a call or a check within 30 s), checking it where it was not.
   *
   * @throws RingbackError `public_path_dead`, which says why and what to do.
   */
  verify(): Promise<void>;
  /** A request of the carrier's came in: the path works. */
  seen(): void;
}
