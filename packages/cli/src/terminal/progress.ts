import { displayWidth } from './display-width.js';
import type { Terminal } from './terminal.js';

/** Shorter waits than this need no explanation. */
const PATIENCE_MS = 1000;

/**
 * Runs `work` and tells on a live line what is waited for and how long, from one second on.
 *
 * @param title what is waited for; asked anew each time, so that it may change
 */
export async function withProgress<Result>(
  terminal: Terminal,
  title: () => string,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  const ticker = terminal.interactive
    ? setInterval(() => {
        const waited = performance.now() - started;
        if (waited < PATIENCE_MS) return;
        const head = `${title()} `;
        terminal.live(terminal.colours.dim(head), displayWidth(head), `${Math.floor(waited / 1000)} s`);
      }, 200)
    : undefined;
  try {
    return await work();
  } finally {
    clearInterval(ticker);
    terminal.clearLive();
  }
}
