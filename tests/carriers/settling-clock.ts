import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { ManualClock } from '@ringback/engine/testing';

/** Time moves in steps of a frame at most, so that what goes over the network in one frame has arrived before the next. */
const STEP_MS = 20;
/** Turns of the event loop without a byte moved after which nothing more comes of the last one. */
const QUIET_TURNS = 4;

/**
 * A clock for tests whose parts talk over real sockets within this process: after each step it waits until every byte that was written
 * has been read at the other end, and what follows from it too. No time passes meanwhile.
 */
export class SettlingClock extends ManualClock {
  readonly #sockets = new Set<Socket>();
  readonly #client = (message: unknown): void => this.#watch((message as { socket: Socket }).socket);

  constructor() {
    super();
    subscribe('net.client.socket', this.#client);
    subscribe('net.server.socket', this.#client);
  }

  override async advance(ms: number): Promise<void> {
    await this.settle();
    if (ms === 0) {
      await super.advance(0);
      await this.settle();
    }
    for (let left = ms; left > 0; left -= STEP_MS) {
      await super.advance(Math.min(STEP_MS, left));
      await this.settle();
    }
  }

  /** Waits until nothing is on its way between sockets of this process. */
  async settle(): Promise<void> {
    let before = this.#moved();
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = this.#moved();
      quiet = now !== before || this.#underWay() ? 0 : quiet + 1;
      before = now;
    }
  }

  close(): void {
    unsubscribe('net.client.socket', this.#client);
    unsubscribe('net.server.socket', this.#client);
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #moved(): number {
    let bytes = this.#sockets.size;
    for (const socket of this.#sockets) bytes += socket.bytesRead + socket.bytesWritten;
    return bytes;
  }

  /** A connection is being made, or one end has written what the other has not read. */
  #underWay(): boolean {
    const ends = new Map<string, Socket>();
    for (const socket of this.#sockets) {
      if (socket.connecting) return true;
      ends.set(`${socket.localPort}-${socket.remotePort}`, socket);
    }
    for (const socket of this.#sockets) {
      const other = ends.get(`${socket.remotePort}-${socket.localPort}`);
      if (other !== undefined && socket.bytesWritten !== other.bytesRead) return true;
    }
    return false;
  }
}
