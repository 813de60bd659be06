import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOrder } from '../calls/call-record.js';
import { ownFolder, readText, writeDurably } from '../disk.js';

/**
 * A call whose agent has not been told of its end. `dialled`: it is under way, or was when the gateway died. `ended`: this is what the agent is to be
 * told. `handed`: it was given to the session's queue, which lives in the memory of one gateway process, and no turn of the agent has been seen
 * to take it.
 */
export type PendingCall = { order: CallOrder; carrierReference: string | null } & (
  | { phase: 'dialled' }
  | { phase: 'ended'; text: string }
  | { phase: 'handed'; text: string; process: string }
);

/**
 * What must survive the gateway, as one file a call: written before a call is dialled, rewritten when it has ended and before anybody is told, and
 * removed when the agent was told. It belongs to one gateway, where transcripts are shared by all of a user's.
 */
export class PendingCalls {
  readonly #folder: string;
  readonly #onError: (error: unknown) => void;

  constructor(options: { folder: string; onError: (error: unknown) => void }) {
    this.#folder = options.folder;
    this.#onError = options.onError;
  }

  /** Resolves when it is on the disk. */
  async put(pending: PendingCall): Promise<void> {
    await ownFolder(this.#folder);
    await writeDurably(this.#path(pending.order.callId), `${JSON.stringify(pending)}\n`);
  }

  async remove(callId: string): Promise<void> {
    await unlink(this.#path(callId)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** What an earlier run left; a file that cannot be read is told of and left alone. */
  async all(): Promise<PendingCall[]> {
    const found: PendingCall[] = [];
    for (const name of await this.#names()) {
      try {
        const pending = JSON.parse((await readText(join(this.#folder, name))) ?? '') as PendingCall;
        if (typeof pending.order.callId === 'string') found.push(pending);
      } catch (error) {
        this.#onError(error);
      }
    }
    return found.sort((one, other) => one.order.startedAt - other.order.startedAt);
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #path(callId: string): string {
    return join(this.#folder, `${callId}.json`);
  }
}
