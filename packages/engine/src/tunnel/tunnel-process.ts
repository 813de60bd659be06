import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { readText } from './read-text.js';

/** Between being asked to end and being killed. ngrok says goodbye to its service first, so that its domain is free at once. */
export const END_WITHIN_MS = 3_000;
/** A line of a log. What is longer is cut. */
const MOST_LINE = 16_384;

export interface Command {
  program: string;
  args: readonly string[];
  /** The whole environment of the program. */
  env: Readonly<Record<string, string>>;
}

/** How a program ended; `missing`: it could not be started, for want of it. */
export interface ProcessExit {
  missing: boolean;
  code: number | null;
}

export interface TunnelProcessListener {
  /** It runs, as this process. */
  running(pid: number): void;
  line(text: string): void;
  /** Told once, last. */
  exited(exit: ProcessExit): void;
}

/**
 * Runs beside the program as its parent and as our child, and ends it when our end of its standard input is closed: by `end`, or by the
 * operating system the moment this process is gone, however it went. No signal handler of ours could promise that against `kill -9`.
 *
 * It leads a process group of its own, so that Ctrl-C in a terminal ends us politely and does not cut the tunnel under calls that are being
 * let end. Descriptor 3 tells us the program's pid and its end.
 */
const WATCHDOG = `
const { spawn } = require('node:child_process');
const { writeSync } = require('node:fs');
const [program, ...args] = process.argv.slice(1);
const tell = (what) => { try { writeSync(3, JSON.stringify(what) + '\\n'); } catch {} };
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
child.on('spawn', () => tell({ pid: child.pid }));
child.on('error', (error) => { if (child.pid === undefined) { tell({ error: error.code }); process.exit(0); } });
child.on('exit', (code) => { tell({ code }); process.exit(0); });
let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), ${END_WITHIN_MS});
};
process.stdin.on('end', end).on('error', end).on('close', end).resume();
`;

/** A program that lives no longer than this process. Every process that tunnels need is started in this file: without a shell, from lists. */
export class TunnelProcess {
  readonly #watchdog: ChildProcess;
  readonly #listener: TunnelProcessListener;
  readonly #gone: Promise<void>;
  #pid: number | null = null;
  #exit: ProcessExit | null = null;

  constructor({ program, args, env }: Command, listener: TunnelProcessListener) {
    this.#listener = listener;
    this.#watchdog = spawn(process.execPath, ['-e', WATCHDOG, '--', program, ...args], {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    const { stdin, stdout, stderr, stdio } = this.#watchdog;
    stdin?.on('error', () => {});
    readLines(stdout, (line) => this.#line(line));
    readLines(stderr, (line) => this.#line(line));
    readLines(stdio[3] as Readable, (line) => this.#told(line));
    this.#gone = new Promise((resolve) => {
      // It ends with 0 when its program has. Killed, it leaves a program behind that holds our pipes, and would never be closed.
      this.#watchdog.once('exit', (code) => {
        if (code !== 0 && this.#pid !== null) endProcess(this.#pid, 'SIGKILL');
      });
      // After the last line of every pipe.
      this.#watchdog.once('close', () => {
        this.#left();
        resolve();
      });
      this.#watchdog.once('error', (error) => {
        this.#exit ??= { missing: (error as NodeJS.ErrnoException).code === 'ENOENT', code: null };
        if (this.#watchdog.pid !== undefined) return;
        this.#left();
        resolve();
      });
    });
  }

  /** Asks the program to end, and kills it 3 s later. Resolves when it is gone. */
  end(): Promise<void> {
    this.#watchdog.stdin?.end();
    return this.#gone;
  }

  #line(text: string): void {
    if (text !== '') this.#listener.line(text);
  }

  #told(text: string): void {
    const told = JSON.parse(text) as { pid?: number; code?: number | null; error?: string };
    if (told.pid !== undefined) {
      this.#pid = told.pid;
      this.#listener.running(told.pid);
    } else {
      this.#exit = { missing: told.error === 'ENOENT' || told.error === 'EACCES', code: told.code ?? null };
    }
  }

  #left(): void {
    this.#listener.exited(this.#exit ?? { missing: false, code: null });
  }
}

/** Runs a program to its end. `code` is null where it did not end within `withinMs`, or could not be started. */
export function runCommand(
  { program, args, env }: Command,
  withinMs: number,
): Promise<{ missing: boolean; code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { env: { ...env }, timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024, windowsHide: true },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        const missing = (code as unknown) === 'ENOENT' || (code as unknown) === 'EACCES';
        resolve({ missing, code: typeof code === 'number' ? code : null, stdout, stderr });
      },
    );
  });
}

/** The command line of a process, its words in one text; null where there is no such process, or none that we may ask about. */
export async function commandLine(pid: number): Promise<string | null> {
  try {
    // Empty for a process that is dead and not yet collected by its parent.
    const text = await readText(`/proc/${pid}/cmdline`);
    return text === '' ? null : text.replaceAll('\0', ' ').trim();
  } catch {
    if (process.platform === 'linux' || process.platform === 'win32') return null;
    const { code, stdout } = await runCommand(
      { program: '/bin/ps', args: ['-o', 'command=', '-p', String(pid)], env: {} },
      END_WITHIN_MS,
    );
    return code === 0 && stdout.trim() !== '' ? stdout.trim() : null;
  }
}

/** Signals a process, if it is there. */
export function endProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone, or was never ours.
  }
}

function readLines(stream: Readable | null, told: (line: string) => void): void {
  let rest = '';
  stream?.on('error', () => {});
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() as string).slice(0, MOST_LINE);
    for (const line of lines) told(line.trimEnd().slice(0, MOST_LINE));
  });
  stream?.on('end', () => {
    if (rest !== '') told(rest.trimEnd());
    rest = '';
  });
}
