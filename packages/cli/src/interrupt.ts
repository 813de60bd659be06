import { EXIT } from './exit-code.js';

/**
 * Runs `work` with a signal that Ctrl-C aborts. While it runs, Ctrl-C no longer ends the process; a second one does.
 *
 * @returns what `work` gave, or `'interrupted'`
 */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | 'interrupted'> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return 'interrupted';
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** Ctrl-C, or being told to end, for what goes on until then: once politely, the second time at once. Call `close` when all is done. */
export function interruption(): { signal: AbortSignal; happened: Promise<'interrupted'>; close(): void } {
  const stop = new AbortController();
  let tell: (word: 'interrupted') => void = () => {};
  const happened = new Promise<'interrupted'>((resolve) => {
    tell = resolve;
  });
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    tell('interrupted');
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: stop.signal,
    happened,
    close: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
