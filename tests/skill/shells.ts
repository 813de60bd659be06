import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requirement } from '../requirements.js';

export const skill = fileURLToPath(new URL('../../skills/ai-calls-china-phone', import.meta.url));

export interface Shell {
  name: string;
  /** Before the script's name. */
  command: string[];
  /** Whether commands such as `sleep` are part of the shell itself, so that none in its PATH is asked. */
  ownCommands: boolean;
}

const SHELLS: Shell[] = [
  { name: 'dash', command: ['dash'], ownCommands: false },
  { name: 'bash', command: ['bash'], ownCommands: false },
  { name: 'busybox', command: ['busybox', 'sh'], ownCommands: true },
];

/** The shells that this machine has; with `CI=true` all of them. */
export async function shells(): Promise<Shell[]> {
  const found: Shell[] = [];
  for (const shell of SHELLS) if (await requirement(shell.name as 'dash' | 'bash' | 'busybox')) found.push(shell);
  return found;
}

/** A bare machine: its PATH holds curl and the shell, nothing else; its home folder is empty. */
export class BareMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'ringback-skill-'));
  readonly home = join(this.folder, 'home');
  readonly #programs = join(this.folder, 'programs');
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
    mkdirSync(this.home);
    mkdirSync(this.#programs);
    this.link('sh', which(shell.command[0] as string));
    this.link('curl', which('curl'));
  }

  /** What its PATH holds. */
  get programs(): string[] {
    return readdirSync(this.#programs).sort();
  }

  /** Adds a `sleep` that is over at once and tells on standard error how long it was meant to be. */
  shortenWaits(): void {
    this.program(
      'sleep',
      `echo "slept $1" >&2
exec ${which('sleep')} 0.05`,
    );
  }

  link(name: string, target: string): void {
    rmSync(join(this.#programs, name), { force: true });
    symlinkSync(target, join(this.#programs, name));
  }

  remove(name: string): void {
    rmSync(join(this.#programs, name));
  }

  /** Adds a program that is a shell script; its path. */
  program(name: string, text: string): string {
    const path = join(this.#programs, name);
    rmSync(path, { force: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Runs a script of the skill, or any other by its full path. */
  run(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
    return this.start(script, args, env).finished;
  }

  start(script: string, args: readonly string[], env: Record<string, string> = {}): Started {
    const [program = '', ...before] = this.#shell.command;
    const path = script.startsWith('/') ? script : join(skill, script);
    const child = spawn(which(program), [...before, path, ...args], {
      cwd: this.folder,
      env: { PATH: this.#programs, HOME: this.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: a terminal's Ctrl-C reaches all of it.
      detached: true,
    });
    const output = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.err += text;
    });
    const finished = new Promise<Finished>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, ...output, ...(signal === null ? {} : { signal }) }));
    });
    const told = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (output.out.includes(text)) resolve();
        };
        child.stdout.on('data', look);
        look();
      });
    return { finished, told, interrupt: () => process.kill(-(child.pid as number), 'SIGINT') };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Finished {
  code: number | null;
  out: string;
  err: string;
  /** Only where one ended it. */
  signal?: NodeJS.Signals;
}

interface Started {
  finished: Promise<Finished>;
  /** Resolves once this text stands on standard output. */
  told(text: string): Promise<void>;
  /** What Ctrl-C on a terminal does. */
  interrupt(): void;
}

export function which(name: string): string {
  for (const folder of ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin']) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  return name;
}
