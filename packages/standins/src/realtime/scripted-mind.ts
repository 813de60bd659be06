import { RingbackError } from '@ringback/engine';
import type { Mind, MindContext, MindSession, Thought } from './mind.js';

export interface ScriptedCall {
  name: string;
  /** As a value, or as the JSON text exactly as the model writes it. */
  arguments?: unknown;
}

/** One response of a script. Order within it: `afterMs`, then `say`, then `call`, then `stop` or `fail`. */
export interface ScriptedTurn {
  /**
   * Taken only when this holds: what was heard contains the text (without regard to case), matches the pattern, or the function says so.
   * Without it the turn is taken at its place in the script.
   */
  when?: string | RegExp | ((context: MindContext) => boolean);
  /** Thinking time before anything, in ms, on top of the stand-in's own latency. */
  afterMs?: number;
  say?: string | ((context: MindContext) => string);
  /** Tool calls. A tool that the session did not declare is called all the same, as models do at times. */
  call?: ScriptedCall | readonly ScriptedCall[];
  /** Ends the response `incomplete`. */
  stop?: 'max_output_tokens' | 'content_filter';
  /** Ends the response `failed`. */
  fail?: { type?: string; code: string; message?: string };
  /** May be taken more than once. */
  again?: boolean;
}

export interface ScriptedMindOptions {
  turns: readonly ScriptedTurn[];
  /** Taken where no turn fits, as often as need be. Without it such a response completes with nothing in it. */
  otherwise?: ScriptedTurn;
}

/**
 * Says what a script has. Each session begins the script anew. A response takes the first turn that was not taken yet and whose
 * condition holds, so that turns without conditions follow one another, and turns with conditions wait for their cue.
 *
 * @throws RingbackError `invalid_standin_options` for a turn that does nothing.
 */
export class ScriptedMind implements Mind {
  readonly #options: ScriptedMindOptions;

  constructor(options: ScriptedMindOptions | readonly ScriptedTurn[]) {
    this.#options = isTurns(options) ? { turns: options } : options;
    this.#options.turns.forEach((turn, at) => {
      const { say, call, stop, fail } = turn;
      if (say === undefined && call === undefined && stop === undefined && fail === undefined) {
        throw new RingbackError(
          'invalid_standin_options',
          `turn ${at} of the script does nothing: give it say, call, stop or fail`,
        );
      }
    });
  }

  begin(): MindSession {
    const { turns, otherwise } = this.#options;
    const taken = new Set<ScriptedTurn>();
    return {
      respond: (context) => {
        const turn = turns.find((each) => !taken.has(each) && holds(each.when, context)) ?? otherwise;
        if (turn === undefined) return [];
        if (turn.again !== true) taken.add(turn);
        return thoughts(turn, context);
      },
    };
  }
}

const isTurns = (options: ScriptedMindOptions | readonly ScriptedTurn[]): options is readonly ScriptedTurn[] =>
  Array.isArray(options);

function holds(when: ScriptedTurn['when'], context: MindContext): boolean {
  if (when === undefined) return true;
  if (typeof when === 'function') return when(context);
  if (typeof when === 'string') return context.heard.toLowerCase().includes(when.toLowerCase());
  // A pattern with the flag g would remember where it was.
  return new RegExp(when.source, when.flags.replace('g', '')).test(context.heard);
}

function* thoughts(turn: ScriptedTurn, context: MindContext): Generator<Thought> {
  if (turn.afterMs !== undefined) yield { pauseMs: turn.afterMs };
  if (turn.say !== undefined) yield { say: typeof turn.say === 'function' ? turn.say(context) : turn.say };
  const calls = turn.call === undefined ? [] : isCalls(turn.call) ? turn.call : [turn.call];
  for (const call of calls) yield { call: call.name, arguments: call.arguments ?? {} };
  if (turn.stop !== undefined) yield { stop: turn.stop };
  if (turn.fail !== undefined) {
    const {
      type = 'server_error',
      code,
      message = 'The server had an error while processing your request.',
    } = turn.fail;
    yield { fail: { type, code, message } };
  }
}

const isCalls = (call: ScriptedCall | readonly ScriptedCall[]): call is readonly ScriptedCall[] => Array.isArray(call);
