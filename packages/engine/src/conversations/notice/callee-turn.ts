import type { Caption } from '../../carriers/carrier.js';
import type { Clock, Timer } from '../../clock.js';

/**
 * From the voice's falling silent (100 ms after the last sound) to the end of the turn: together longer than the pauses between two words,
 * and about the 200 to 300 ms that people leave before they answer. A recogniser that takes longer than that is not waited for twice.
 */
const PAUSE_MS = 160;
/**
 * Where the callee's words end as if more came ("因为…", "and"): as long as people pause in the middle of a sentence. Whoever goes on
 * within it is heard as one turn; every other turn is answered at once.
 */
const GOES_ON_MS = 700;
/** Final words while sound goes on (a noisy room, a television): longer than the next word would take to show. */
const NO_SILENCE_MS = 1_500;
/** Captions that are remembered as final: carriers repeat the last few. */
const MOST_REMEMBERED = 64;

/** Ends that promise more: conjunctions, fillers, commas. */
const UNFINISHED =
  /(?:[，、,…—-]|因为|所以|然后|但是|可是|不过|就是说|那个|这个|如果|还有|而且|或者|呃|额|\b(?:and|but|so|because|or|um+|uh+|er|the|a|to|if|well|like|i mean|you know))[\s，,。.]*$/iu;

/** What the callee said in one turn. `startedAt` is when its first words began. */
export interface SaidTurn {
  text: string;
  startedAt: number;
}

/**
 * Tells when the callee's turn is over: words are final and the voice is silent. Captions may come late, twice and out of order; each
 * counts once, when it is final.
 */
export class CalleeTurn {
  readonly #clock: Clock;
  readonly #over: (said: SaidTurn) => void;
  readonly #final = new Set<string>();
  #texts: string[] = [];
  #startedAt = 0;
  /** A caption that grows and is not final yet. */
  #open: string | null = null;
  #voice = false;
  #silentSince = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;

  constructor(clock: Clock, over: (said: SaidTurn) => void) {
    this.#clock = clock;
    this.#over = over;
  }

  /** Words are coming: shown and not final, or final and not yet answered. */
  get hearing(): boolean {
    return this.#open !== null || this.#texts.length > 0;
  }

  voice(active: boolean): void {
    if (this.#voice && !active) this.#silentSince = this.#clock.now();
    this.#voice = active;
    this.#settle();
  }

  /** Whether a caption is news: one that was final already comes again, or late. */
  isNews(caption: Caption): boolean {
    return !this.#final.has(caption.captionId);
  }

  caption(caption: Caption): void {
    if (!this.isNews(caption)) return;
    if (!caption.final) {
      this.#open = caption.captionId;
      this.#settle();
      return;
    }
    this.#remember(caption.captionId);
    if (this.#open === caption.captionId) this.#open = null;
    const text = caption.text.trim();
    if (text !== '') {
      if (this.#texts.length === 0) this.#startedAt = caption.startedAt;
      this.#texts.push(text);
    }
    this.#settle();
  }

  /** What was said until now is no turn of this talk. */
  forget(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#texts = [];
    this.#open = null;
  }

  close(): void {
    this.forget();
  }

  #remember(captionId: string): void {
    this.#final.add(captionId);
    for (const oldest of this.#final) {
      if (this.#final.size <= MOST_REMEMBERED) return;
      this.#final.delete(oldest);
    }
  }

  #settle(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#texts.length === 0) return;
    if (this.#voice || this.#open !== null) {
      this.#endAfter(NO_SILENCE_MS);
      return;
    }
    const pause = UNFINISHED.test(this.#texts.at(-1) as string) ? GOES_ON_MS : PAUSE_MS;
    const left = this.#silentSince + pause - this.#clock.now();
    if (left > 0) this.#endAfter(left);
    else this.#end();
  }

  #endAfter(ms: number): void {
    this.#timer = this.#clock.after(ms, () => this.#end());
  }

  #end(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const text = this.#texts.join(/\p{Script=Han}/u.test(this.#texts[0] as string) ? '，' : ' ');
    const startedAt = this.#startedAt;
    this.#texts = [];
    this.#open = null;
    this.#over({ text, startedAt });
  }
}
