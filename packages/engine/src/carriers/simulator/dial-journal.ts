import { appendFileSync, readFileSync } from 'node:fs';

/**
 * A witness outside of the service: one JSON line `{"callId","at"}` for each dial, appended before anything else is done for it, so
 * that a test that kills the process can count the dials of every call. `at` is milliseconds since 1970. It holds no phone number.
 * The line is with the operating system when `append` returns, which a killed process cannot undo; a power cut could.
 */
export class DialJournal {
  readonly #path: string;
  readonly #dialled = new Set<string>();
  /** A line that a crash left half-written stays alone on its line. */
  #separator: '' | '\n';

  /** Reads what earlier processes wrote. @throws where the file is there and cannot be read. */
  constructor(path: string) {
    this.#path = path;
    const text = read(path);
    this.#separator = text === '' || text.endsWith('\n') ? '' : '\n';
    for (const line of text.split('\n')) {
      const callId = callIdOf(line);
      if (callId !== null) this.#dialled.add(callId);
    }
  }

  /** @throws where it cannot be written: then nothing may be dialled. */
  append(callId: string, at: number): void {
    const line = `${this.#separator}${JSON.stringify({ callId, at })}\n`;
    // Until it is known to be whole, the next line must not be glued on to it.
    this.#separator = '\n';
    appendFileSync(this.#path, line, { mode: 0o600 });
    this.#separator = '';
    this.#dialled.add(callId);
  }

  has(callId: string): boolean {
    return this.#dialled.has(callId);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function callIdOf(line: string): string | null {
  try {
    const { callId } = JSON.parse(line) as { callId?: unknown };
    return typeof callId === 'string' ? callId : null;
  } catch {
    return null;
  }
}
