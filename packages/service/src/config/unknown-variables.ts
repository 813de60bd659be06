import type { Environment } from './config.js';
import { VARIABLES } from './variables.js';

/** Read by the command line and the client, not by the service. */
const OF_OTHERS = ['RINGBACK_URL', 'RINGBACK_API_KEY'];

export interface UnknownVariable {
  variable: string;
  /** The name that was probably meant. */
  meant: string | null;
}

/** `RINGBACK_…` names in an environment that nothing reads: probably typing errors. */
export function unknownVariables(environment: Environment): UnknownVariable[] {
  const known = [...Object.keys(VARIABLES), ...OF_OTHERS];
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith('RINGBACK_') && !known.includes(name))
    .sort()
    .map((variable) => ({ variable, meant: nearest(variable.toUpperCase(), known) }));
}

/** At most a third of the name differs: further away it is a guess that misleads. */
function nearest(name: string, known: readonly string[]): string | null {
  const own = (text: string): string => text.replace(/^RINGBACK_/, '');
  let best: string | null = null;
  let least = Math.max(2, Math.floor(own(name).length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(own(name), own(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
