import { setFlagsFromString } from 'node:v8';

/**
 * The heap may grow to three times of what was left after the last full collection before the next. V8 itself sets its limit so near to a small heap
 * that is filled slowly, as one of calls is, that with 150 calls it marked all of it every second: a tenth of all the time, and pauses in the
 * audio. It costs some 50 MB at the most by then, and nothing while idle.
 */
const GROWING_PERCENT = 200;

/** For a process of its own that carries calls; a host that we are only a guest of is left as it is. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
