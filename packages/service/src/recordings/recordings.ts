import { createReadStream, type ReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One finished recording: a WAV file of two channels, the callee's left and the AI's right. */
export interface StoredRecording {
  /** Bytes. */
  size: number;
  /** From byte `start` to byte `end`, both included. */
  read(start: number, end: number): ReadStream;
}

/** The recordings of this node, one file a call in one folder. */
export class Recordings {
  readonly #folder: string;

  /** @param folder absolute path; it need not be there */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a call's recording is written, or would be. @param callId an id of ours: letters, digits, `_`, `-` */
  path(callId: string): string {
    return join(this.#folder, `${callId}.wav`);
  }

  /** Null where there is none. */
  async find(callId: string): Promise<StoredRecording | null> {
    const path = this.path(callId);
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (found === null || !found.isFile()) return null;
    return { size: found.size, read: (start, end) => createReadStream(path, { start, end }) };
  }

  /** Removes it for good; once is enough. */
  async remove(callId: string): Promise<void> {
    await rm(this.path(callId), { force: true });
  }
}
