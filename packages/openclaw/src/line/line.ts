import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Carrier, Clock, Conversations, Synthesiser } from '@ringback/engine';

/** What calls go over: a carrier, a conversation, and all that they stand on. */
export interface Line {
  carrier: Carrier;
  conversations: Conversations;
  synthesiser: Synthesiser;
  /** Time as calls feel it. */
  clock: Clock;
  /**
   * Resolves when carriers reach us from the internet.
   *
   * @throws RingbackError `public_path_dead`
   */
  verify(): Promise<void>;
  /** Where carriers reach us; null where none needs to. */
  readonly publicUrl: string | null;
  /** For what comes in on the gateway's own port; null where the line has a port of its own, or none. */
  readonly gatewayPort: GatewayPort | null;
  /** Ends what is left, then the way to us. Never rejects. */
  close(): Promise<void>;
}

export interface GatewayPort {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** What was opened, closed in the opposite order. */
export class Opened {
  readonly #closers: (() => unknown)[] = [];
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Never rejects: one that cannot be closed keeps no other open. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
