import type { RingbackClient } from '@ringback/client';

/**
 * Whether a person is asked before a real phone rings:
 * - `always`: nothing is dialled unless the client asked its user and the user agreed;
 * - `when-possible`: asked where the client can ask; where it cannot, only what was agreed to before, once and for all, is dialled;
 * - `never`: nobody is asked here.
 *
 * A service whose callees are simulated rings nobody, and nobody is asked.
 */
export type Confirm = 'always' | 'when-possible' | 'never';

export type Language = 'zh' | 'en';

/** What one MCP server works with: one account of one service. */
export interface ServerContext {
  client: RingbackClient;
  confirm: Confirm;
  /** Whether somebody agreed before that real phones may ring without being asked each time. */
  agreedBefore(): boolean;
  /** Of prompts whose caller names none. */
  language: Language;
  /** Seals what travels through the client between a question and its answer; 32 random bytes of this process. */
  stateKey: Uint8Array;
  /** Tools at work. The end of a connection cancels them; the process stays until the last has hung up what it had to. */
  running: Set<Promise<unknown>>;
  timing: Timing;
}

/** Time as waiting needs it; replaced in tests. */
export interface Timing {
  /** Runs `run` every `ms` until the function that it returns is called. */
  every(ms: number, run: () => void): () => void;
  /** Runs `run` after `ms` unless the function that it returns was called before. */
  after(ms: number, run: () => void): () => void;
}

export const realTiming: Timing = {
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
