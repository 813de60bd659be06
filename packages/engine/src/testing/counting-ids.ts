import type { Ids } from '../ids.js';

/** Gives `id-1`, `id-2`, … */
export class CountingIds implements Ids {
  #count = 0;

  next(): string {
    this.#count += 1;
    return `id-${this.#count}`;
  }
}
