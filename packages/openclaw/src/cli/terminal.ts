import { createInterface } from 'node:readline/promises';

/** What a command reads and writes. */
export interface Terminal {
  /** Somebody is there to be asked. */
  readonly interactive: boolean;
  print(line: string): void;
  complain(line: string): void;
  /** True for a yes. */
  confirm(question: string): Promise<boolean>;
  /** Waits until the next look. */
  pause(): Promise<void>;
  exit(code: number): void;
}

/** Often enough for somebody who watches. */
const LOOK_EVERY_MS = 1_000;

export const terminal: Terminal = {
  get interactive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  },
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  async confirm(question) {
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
    } finally {
      reader.close();
    }
  },
  pause: () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS)),
  exit(code) {
    process.exitCode = code;
  },
};
