/** `to` of a call to a browser: this and the line's name. */
const SCHEME = 'webphone:';

/** The line that a call's `to` names; null where it names none. A line's name has 1 to 64 of `a-z0-9_-`. */
export function lineOf(to: string): string | null {
  return to.startsWith(SCHEME) && isLine(to.slice(SCHEME.length)) ? to.slice(SCHEME.length) : null;
}

export function isLine(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name);
}

/** A call's `to` for a line. */
export function numberOf(line: string): string {
  return `${SCHEME}${line}`;
}
