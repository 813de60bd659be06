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
