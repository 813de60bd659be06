import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../clock.js';
import { readText } from './read-text.js';
import { type Command, commandLine, END_WITHIN_MS, endProcess } from './tunnel-process.js';

/** How often it is looked whether a process that was asked to end is gone. */
const LOOK_EVERY_MS = 50;

interface Recorded {
  /** Of the program. */
  pid: number;
  /** The process that started it. */
  owner: number;
  /** Which tunnel of that process. */
  tunnel: string;
  program: string;
  args: string[];
}

/**
 * The file that says which tunnel program runs for this data folder, so that the next start can end one that was left over. That takes both
 * the owner and its watchdog being killed at once, as a container's memory limit does. Holds no secret: those travel in the environment.
 */
export class ProcessRecord {
  readonly #file: string | null;
  readonly #clock: Clock;
  readonly #tunnel = randomUUID();

  constructor(file: string | null, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  async write(pid: number, { program, args }: Pick<Command, 'program' | 'args'>): Promise<void> {
    if (this.#file === null) return;
    const recorded: Recorded = { pid, owner: process.pid, tunnel: this.#tunnel, program, args: [...args] };
    const draft = `${this.#file}.${this.#tunnel}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(recorded)}\n`);
    } finally {
      await handle.close();
    }
    await rename(draft, this.#file);
  }

  /** Forgets what this tunnel wrote; what another wrote stays. */
  async clear(): Promise<void> {
    if (this.#file !== null && (await this.#read())?.tunnel === this.#tunnel) await rm(this.#file, { force: true });
  }

  /** The living process whose tunnel took the place of this one; null: none did. */
  async takenBy(): Promise<number | null> {
    const recorded = await this.#read();
    if (recorded === null || recorded.tunnel === this.#tunnel) return null;
    return (await commandLine(recorded.owner)) === null ? null : recorded.owner;
  }

  /** Ends the program that the record names, where it is still that one. */
  async takeOver(): Promise<void> {
    const recorded = await this.#read();
    if (recorded === null) return;
    // First of all, so that its owner, should it live, sees whose the tunnel is now and does not start its program again.
    await this.write(recorded.pid, recorded);
    const until = this.#clock.now() + END_WITHIN_MS;
    let signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM';
    while (await this.#runs(recorded)) {
      endProcess(recorded.pid, signal);
      await new Promise<void>((resolve) => void this.#clock.after(LOOK_EVERY_MS, resolve));
      // A program that not even that ends belongs to somebody else: it is left alone.
      if (signal === 'SIGKILL') break;
      if (this.#clock.now() > until) signal = 'SIGKILL';
    }
  }

  /** Pids are used again: a process counts as the recorded one only where its command line is that one's. */
  async #runs({ pid, program, args }: Recorded): Promise<boolean> {
    const line = await commandLine(pid);
    return line?.includes(basename(program)) === true && line.endsWith(args.join(' '));
  }

  async #read(): Promise<Recorded | null> {
    if (this.#file === null) return null;
    try {
      const read = JSON.parse(await readText(this.#file)) as Partial<Recorded>;
      const { pid, owner, tunnel, program, args } = read;
      if (!Number.isInteger(pid) || !Number.isInteger(owner)) return null;
      if (typeof tunnel !== 'string' || typeof program !== 'string' || !Array.isArray(args)) return null;
      return read as Recorded;
    } catch {
      return null;
    }
  }
}
