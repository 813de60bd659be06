/**
 * One turn of the event loop. Long work is cut into stretches of a few milliseconds with this between them, so that audio frames of
 * running calls, due every 20 ms, keep their time.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
