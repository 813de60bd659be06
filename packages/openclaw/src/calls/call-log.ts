import { type FileHandle, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolder, readText } from '../disk.js';
import type { CallLine } from './call-line.js';
import { applyLine, type CallOrder, type CallRecord, newRecord } from './call-record.js';

const CALL_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Transcripts on disk: one file a call, JSON a line, readable by their owner alone. The first line is there before anything is dialled; what happens
 * then is written behind the call, never in its way; the last line is there before anybody is told of the end.
 */
export class CallLog {
  readonly folder: string;
  readonly #keep: number;
  readonly #onError: (error: unknown) => void;

  /** @param options.keep files; the oldest beyond are removed as new ones are begun */
  constructor(options: { folder: string; keep: number; onError: (error: unknown) => void }) {
    this.folder = options.folder;
    this.#keep = options.keep;
    this.#onError = options.onError;
  }

  /** Resolves when the call's first line is on the disk. Rejects where it cannot be, and then nothing must be dialled. */
  async begin(order: CallOrder): Promise<CallLogFile> {
    await ownFolder(this.folder);
    const day = new Date(order.startedAt).toISOString().slice(0, 10);
    const handle = await open(join(this.folder, `${day}-${order.callId}.jsonl`), 'ax', 0o600);
    const file = new CallLogFile(handle, this.#onError);
    try {
      await file.write({ type: 'call', order });
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    this.#rotate().catch(this.#onError);
    return file;
  }

  /** A call of any earlier time; null where there is none of this id. */
  async find(callId: string): Promise<CallRecord | null> {
    const name = CALL_ID.test(callId)
      ? (await this.#names()).find((one) => one.endsWith(`-${callId}.jsonl`))
      : undefined;
    const content = name === undefined ? null : await readText(join(this.folder, name));
    return content === null ? null : readRecord(content);
  }

  /** Adds the end to the log of a call that broke off. */
  async append(callId: string, line: CallLine): Promise<void> {
    const name = (await this.#names()).find((one) => one.endsWith(`-${callId}.jsonl`));
    if (name === undefined) return;
    const handle = await open(join(this.folder, name), 'a', 0o600);
    try {
      // The crash may have left half a line.
      await handle.appendFile(`\n${JSON.stringify(line)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Oldest day first. */
  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => /^\d{4}-\d\d-\d\d-.+\.jsonl$/.test(name)).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #rotate(): Promise<void> {
    const names = await this.#names();
    for (const name of names.slice(0, Math.max(0, names.length - this.#keep))) {
      await unlink(join(this.folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
  }
}

/** The log of one call under way. */
export class CallLogFile {
  readonly #handle: FileHandle;
  readonly #onError: (error: unknown) => void;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;

  constructor(handle: FileHandle, onError: (error: unknown) => void) {
    this.#handle = handle;
    this.#onError = onError;
  }

  /** Puts a line behind those before it and returns at once: a disk that is slow holds up no call. */
  add(line: CallLine): void {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = null;
    });
  }

  /** Resolves when the line, and all before it, are on the disk. */
  async write(line: CallLine): Promise<void> {
    await this.#writing;
    await this.#handle.appendFile(`${this.#waiting.splice(0).join('')}${JSON.stringify(line)}\n`);
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#handle.appendFile(this.#waiting.splice(0).join(''));
    } catch (error) {
      this.#onError(error);
    }
  }
}

/** Null for what is no log of ours. A line that is cut off counts as not written. */
function readRecord(content: string): CallRecord | null {
  let record: CallRecord | null = null;
  for (const text of content.split('\n')) {
    const line = parsed(text);
    if (line === null) continue;
    if (line.type === 'call') record ??= newRecord(line.order);
    else if (record !== null) applyLine(record, line);
  }
  return record;
}

function parsed(text: string): CallLine | null {
  try {
    const line = JSON.parse(text) as CallLine;
    return ['call', 'event', 'close'].includes(line.type) ? line : null;
  } catch {
    return null;
  }
}
