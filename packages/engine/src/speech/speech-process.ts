import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import { RingbackError } from '../errors.js';

/** One sentence as the program takes it. */
export interface SpeechRequest {
  text: string;
  /** A voice of eSpeak NG: `cmn`, `en-us`. */
  voice: string;
  pitch: number;
  rate: number;
}

/** Sound as the program gives it. */
export interface SpeechSound {
  pcm: Int16Array;
  rate: number;
}

type Header = { ready: true } | { id: number; rate: number; bytes: number } | { id: number; error: string };

interface Waiting {
  resolve: (sound: SpeechSound) => void;
  reject: (error: RingbackError) => void;
}

/** A header is a short line; more without an end of line is not this program. */
const LONGEST_HEADER = 4096;
/** Five minutes at 48 kHz: more was never asked for. */
const MOST_BYTES = 32 * 1024 * 1024;
/** What is kept of the program's complaints, for the error that says why it did not start. */
const MOST_COMPLAINT = 2000;

/**
 * One run of the speech program, spoken to over its standard input and output (protocol: `packages/espeak/README.md`). One request at a
 * time. It ends by `kill`, by itself, or with us: then its input closes. It keeps no event loop alive but while it is being killed.
 */
export class SpeechProcess {
  readonly #child: ChildProcess;
  /** Resolves when it can speak; rejects with `speech_failed` where it ended before. */
  readonly ready: Promise<void>;
  /** Resolves once the process is gone, whatever ended it. */
  readonly gone: Promise<void>;
  #waiting: Waiting | null = null;
  #nextId = 1;
  #currentId = 0;
  #becameReady: () => void = () => {};
  #failedToStart: (error: RingbackError) => void = () => {};
  #alive = true;
  #complaint = '';

  /** Input not yet taken apart. */
  #chunks: Buffer[] = [];
  #buffered = 0;
  #header: { rate: number; bytes: number } | null = null;

  /** @param command program and arguments. */
  constructor(command: readonly [string, ...string[]]) {
    this.ready = new Promise((resolve, reject) => {
      this.#becameReady = resolve;
      this.#failedToStart = reject;
    });
    this.ready.catch(() => {});
    const child = spawn(command[0], command.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(),
      windowsHide: true,
    });
    this.#child = child;
    this.gone = new Promise((resolve) => {
      child.on('error', (error) => {
        this.#end(`it could not be started: ${error.message}`);
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.#end(`it ended ${signal === null ? `with code ${code}` : `by ${signal}`}`);
        resolve();
      });
    });
    // A pipe whose other end is gone says so here; what matters is told by 'exit'.
    for (const stream of child.stdio) stream?.on('error', () => {});
    child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#complaint.length < MOST_COMPLAINT) this.#complaint += chunk.toString('utf8').slice(0, MOST_COMPLAINT);
    });
    child.unref();
    for (const stream of child.stdio) (stream as Socket | null)?.unref();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Speaks one sentence. Rejects with `speech_failed`: `retryable` where the process is gone, not where the sentence was refused. */
  speak(request: SpeechRequest): Promise<SpeechSound> {
    if (!this.#alive) return Promise.reject(failure('the speech program is gone', true));
    if (this.#waiting !== null)
      throw new RingbackError('invalid_state', 'the speech program speaks one sentence at a time');
    this.#currentId = this.#nextId++;
    const line = `${JSON.stringify({ id: this.#currentId, ...request })}\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin?.write(line);
    });
  }

  /** Ends it at once. */
  async kill(reason: string): Promise<void> {
    this.#end(reason);
    this.#child.kill('SIGKILL');
    // Whoever waits for the end must be told of it, also where nothing else keeps the event loop alive.
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.ref();
    await this.gone;
  }

  /** Says that nothing more will be asked; it then ends by itself, as it does when we die. */
  closeInput(): void {
    this.#child.stdin?.end();
  }

  #end(reason: string): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#chunks = [];
    this.#buffered = 0;
    const error = failure(`the speech program failed: ${reason}`, true, this.#complaint);
    this.#failedToStart(error);
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #take(chunk: Buffer): void {
    if (!this.#alive) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#alive) {
      if (this.#header === null) {
        const line = this.#takeLine();
        if (line === null) return;
        this.#readHeader(line);
      } else {
        if (this.#buffered < this.#header.bytes) return;
        const { rate, bytes } = this.#header;
        this.#header = null;
        const sound = { rate, pcm: samplesOf(this.#takeBytes(bytes)) };
        const waiting = this.#waiting;
        this.#waiting = null;
        waiting?.resolve(sound);
      }
    }
  }

  #readHeader(line: string): void {
    let header: Header;
    try {
      header = JSON.parse(line) as Header;
    } catch {
      this.#breakOff('it wrote what is not its protocol');
      return;
    }
    if ('ready' in header && header.ready === true) {
      this.#becameReady();
    } else if (!('id' in header) || header.id !== this.#currentId || this.#waiting === null) {
      this.#breakOff('it answered what was not asked');
    } else if ('error' in header) {
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting.reject(failure('the speech program refused the sentence', false, String(header.error).slice(0, 300)));
    } else if (isSound(header)) {
      this.#header = header;
    } else {
      this.#breakOff('it announced impossible sound');
    }
  }

  #breakOff(reason: string): void {
    this.#end(reason);
    this.#child.kill('SIGKILL');
  }

  #takeLine(): string | null {
    const buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [buffer];
    const end = buffer.indexOf(10);
    if (end < 0 || end > LONGEST_HEADER) {
      if (end > LONGEST_HEADER || buffer.length > LONGEST_HEADER) this.#breakOff('it wrote what is not its protocol');
      return null;
    }
    const line = buffer.toString('utf8', 0, end);
    this.#chunks = [buffer.subarray(end + 1)];
    this.#buffered = buffer.length - end - 1;
    return line;
  }

  #takeBytes(count: number): Buffer {
    const buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [buffer.subarray(count)];
    this.#buffered = buffer.length - count;
    return buffer.subarray(0, count);
  }
}

function isSound(header: { rate: number; bytes: number }): boolean {
  const { rate, bytes } = header;
  return (
    Number.isInteger(rate) &&
    rate >= 8000 &&
    rate <= 48_000 &&
    Number.isInteger(bytes) &&
    bytes >= 0 &&
    bytes <= MOST_BYTES
  );
}

/** PCM16 little endian. A copy: the buffer may begin at an odd address, and most of it is somebody else's. */
function samplesOf(bytes: Buffer): Int16Array {
  const copy = new Uint8Array(bytes.length - (bytes.length % 2));
  copy.set(bytes.subarray(0, copy.length));
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap16();
  return new Int16Array(copy.buffer);
}

/** What a Node may need to start at all. The rest of our environment is none of its business, and may hold keys. */
const PASSED_ON = ['SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'ELECTRON_RUN_AS_NODE'];

function environment(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function failure(message: string, retryable: boolean, complaint = ''): RingbackError {
  return new RingbackError('speech_failed', message, {
    retryable,
    ...(complaint === '' ? {} : { details: { complaint } }),
  });
}
