import { createInterface } from 'node:readline/promises';
import pc from 'picocolors';
import type { Environment } from '../config/config.js';

type Colours = ReturnType<typeof pc.createColors>;

/** What the program touches of the process it runs in. */
export interface Surroundings {
  env: Environment;
  /** Where results go. */
  write(text: string): void;
  /** Where failures and notices go. */
  writeError(text: string): void;
  colours: Colours;
  errorColours: Colours;
  /** Somebody can be asked: standard input and standard error are a terminal. */
  interactive: boolean;
  ask(question: string): Promise<string>;
  /** Told of each request to stop. Answers how to stop listening. */
  onStopRequest(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void;
  /** Told of what nobody caught: the process cannot be trusted after it. */
  onFault(listener: (error: unknown) => void): () => void;
  /** Ends the process now. */
  exit(code: number): void;
}

export function processSurroundings(): Surroundings {
  const { env, stdin, stdout, stderr } = process;
  const coloured = env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === '';
  return {
    env,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    colours: pc.createColors(coloured && stdout.isTTY === true),
    errorColours: pc.createColors(coloured && stderr.isTTY === true),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    async ask(question) {
      const reader = createInterface({ input: stdin, output: stderr });
      try {
        // Ctrl-C, or the end of the input, is no answer.
        const left = new Promise<string>((resolve) => {
          for (const event of ['SIGINT', 'close']) reader.once(event, () => resolve(''));
        });
        return await Promise.race([reader.question(question), left]);
      } finally {
        reader.close();
      }
    },
    onStopRequest(listener) {
      // A closed terminal is no reason to break calls off: it stops the service like any other request.
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onFault(listener) {
      // Rejections that nobody handles arrive here, too: that is Node's default.
      process.on('uncaughtException', listener);
      return () => void process.off('uncaughtException', listener);
    },
    exit: (code) => process.exit(code),
  };
}
