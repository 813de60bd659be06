import pc from 'picocolors';
import { cutToWidth } from './display-width.js';

export type Colours = ReturnType<typeof pc.createColors>;

/** The parts of a stream that a terminal needs. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Wider lines than this are hard to read. */
const WIDEST = 100;
/** Where nothing else is known (RFC 4180 of old: cards, DEC's terminals and every default since). */
const USUAL = 80;

const CLEAR_LINE = '\r\x1b[K';

/**
 * Where commands write. On a terminal there can be one live line at the bottom, rewritten in place; whatever is printed goes above it.
 * Elsewhere live lines are left out. Colours only on a terminal, and never with `NO_COLOR`.
 */
export class Terminal {
  readonly colours: Colours;
  /** For standard error, which may be a terminal where standard output is none. */
  readonly errorColours: Colours;
  readonly interactive: boolean;
  readonly #out: Output;
  readonly #error: Output;
  #live = '';

  constructor(out: Output, error: Output, env: Readonly<Record<string, string | undefined>>) {
    this.#out = out;
    this.#error = error;
    this.interactive = out.isTTY === true && env.TERM !== 'dumb';
    const wanted = env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === '';
    this.colours = pc.createColors(wanted && out.isTTY === true);
    this.errorColours = pc.createColors(wanted && error.isTTY === true);
  }

  get columns(): number {
    return Math.min(WIDEST, Math.max(20, this.#out.columns ?? USUAL));
  }

  /** One line, or several. */
  print(text = ''): void {
    const live = this.#live;
    this.clearLive();
    this.#out.write(`${text}\n`);
    if (live !== '') this.#show(live);
  }

  /** A line of a failure or a notice, kept apart from the output. */
  printError(text: string): void {
    this.clearLive();
    this.#error.write(`${text}\n`);
  }

  /**
   * Shows or rewrites the live line. `head` keeps its colours; of `text` the end stays where it is too long for one row: it is what was
   * said last.
   */
  live(head: string, headWidth: number, text: string): void {
    if (!this.interactive) return;
    // One column stays free: many terminals wrap when the last one is written.
    this.#show(head + cutToWidth(text, this.columns - headWidth - 1, 'start'));
  }

  clearLive(): void {
    if (this.#live === '') return;
    this.#live = '';
    this.#out.write(CLEAR_LINE);
  }

  #show(line: string): void {
    if (line === this.#live) return;
    this.#live = line;
    this.#out.write(CLEAR_LINE + line);
  }
}
