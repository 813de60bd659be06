import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/bin/ringback.js', import.meta.url));

export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

export interface Started {
  child: ChildProcess;
  /** What it has written so far. */
  output: { out: string; err: string };
  /** Resolves when its standard output holds this; rejects where it ends before. */
  told(text: string | RegExp): Promise<void>;
  finished: Promise<Finished>;
}

const running = new Set<ChildProcess>();

/** Starts the built program as its users do, in an English terminal without colours of its own. */
export function start(args: readonly string[], env: Record<string, string>, input = ''): Started {
  // Neither the language of whoever runs the tests, nor npm, which the demo's words depend on.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(LANG|LC_.*|NO_COLOR|npm_.*)$/.test(name));
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const output = { out: '', err: '' };
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return {
    child,
    output,
    finished,
    told(text) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !output.out.includes(text) : !text.test(output.out)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        finished.then(() => reject(new Error(`it ended without saying ${text}:\n${output.out}${output.err}`)), reject);
      });
    },
  };
}

/** Ends what a failed test left running. */
export function endStarted(): void {
  for (const child of running) child.kill('SIGKILL');
}

export function ringback(args: readonly string[], env: Record<string, string>, input = ''): Promise<Finished> {
  return start(args, env, input).finished;
}
