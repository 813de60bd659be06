import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import type { Clock, Timer } from '../../clock.js';
import type { ConversationEnd } from '../conversation.js';
import type { ConversationTool } from './conversation-tool.js';
import { misfit } from './schema-check.js';

/** What the model says of the call when it hangs up. */
export interface HangUp {
  end: ConversationEnd;
  goalAchieved: boolean | null;
  summary: string;
  doNotCall: boolean;
}

export interface ToolHost {
  callId: string;
  clock: Clock;
  resultSchema: Record<string, unknown> | undefined;
  tools: readonly ConversationTool[];
  hangUp(given: HangUp): void;
  pressKeys(digits: string): void;
  note(values: Record<string, unknown>): void;
  /** Everything that was noted so far. */
  noted(): Record<string, unknown>;
}

export interface FunctionCall {
  callId: string;
  name: string;
  /** JSON text. */
  arguments: string;
}

/** A caller on the phone waits for it: after so long the model says that it did not work. */
const TOOL_WITHIN_MS = 10_000;

const HANG_UP: RealtimeFunctionTool = {
  type: 'function',
  name: 'hang_up',
  description:
    'Ends the call. Say goodbye first, in the same answer or before. Call it too where a mailbox or a wrong number answered, and where the callee wants no conversation.',
  parameters: {
    type: 'object',
    properties: {
      goal_achieved: {
        type: ['boolean', 'null'],
        description: 'Whether what the call is for was achieved; null where that cannot be told.',
      },
      summary: {
        type: 'string',
        description: 'What came of the call, in one or two sentences in the language of the call.',
      },
      end: {
        type: 'string',
        enum: ['completed', 'voicemail', 'wrong_number', 'no_response'],
        description:
          'completed: there was a conversation. voicemail: a mailbox answered. wrong_number: the wrong person. no_response: nobody spoke.',
      },
      do_not_call: { type: 'boolean', description: 'True where the callee asked not to be called again.' },
    },
    required: ['goal_achieved', 'summary'],
  },
};

const SEND_KEYS: RealtimeFunctionTool = {
  type: 'function',
  name: 'send_keys',
  description: 'Presses keys of the phone, for menus and extensions. Say nothing with it; then listen.',
  parameters: {
    type: 'object',
    properties: { digits: { type: 'string', description: '1 to 32 of 0-9, *, # and A-D.' } },
    required: ['digits'],
  },
};

/** The arguments of one call of `hang_up` may stand within `outcome` as well. */
const HANG_UP_SCHEMA = HANG_UP.parameters as Record<string, unknown>;

/**
 * What the model may do, and the doing of it. Arguments are data of a model that hears strangers: each is checked, and what does not fit
 * is answered with what is wrong, so that the model can mend it.
 */
export class Tools {
  readonly definitions: readonly RealtimeFunctionTool[];
  readonly #host: ToolHost;
  readonly #further: ReadonlyMap<string, ConversationTool>;
  readonly #running = new Set<{ abort: AbortController; timer: Timer }>();

  constructor(host: ToolHost) {
    this.#host = host;
    this.#further = new Map(host.tools.map((tool) => [tool.name, tool]));
    this.definitions = [
      HANG_UP,
      SEND_KEYS,
      ...(host.resultSchema === undefined ? [] : [noteResult(host.resultSchema)]),
      ...host.tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        name,
        description,
        parameters,
      })),
    ];
  }

  /** @returns what the model is told: a JSON text. At once, but for tools that were given. */
  run(call: FunctionCall): string | Promise<string> {
    const given = objectOf(call.arguments);
    if (given === null) return wrong('the arguments are no JSON object');
    switch (call.name) {
      case 'hang_up':
        return this.#hangUp(given);
      case 'send_keys':
        return this.#sendKeys(given);
      case 'note_result':
        if (this.#host.resultSchema !== undefined) return this.#note(given, this.#host.resultSchema);
        break;
    }
    const tool = this.#further.get(call.name);
    if (tool === undefined) {
      return wrong(
        `there is no tool ${JSON.stringify(call.name)}; there are ${this.definitions.map(({ name }) => name).join(', ')}`,
      );
    }
    const misfits = misfit(tool.parameters, given);
    return misfits === null ? this.#runFurther(tool, given) : wrong(misfits);
  }

  close(): void {
    for (const { abort, timer } of this.#running) {
      timer.cancel();
      abort.abort();
    }
    this.#running.clear();
  }

  #hangUp(given: Record<string, unknown>): string {
    const { outcome } = given;
    const told = typeof outcome === 'object' && outcome !== null ? { ...given, ...outcome } : given;
    const {
      goal_achieved: achieved = null,
      summary,
      end = 'completed',
      do_not_call: doNotCall = false,
    } = told as Record<string, unknown>;
    const wrongly = misfit(HANG_UP_SCHEMA, {
      goal_achieved: achieved,
      summary: summary ?? '',
      end,
      do_not_call: doNotCall,
    });
    // A line that stays open for a word that is spelt wrongly helps nobody: what fits is taken.
    this.#host.hangUp({
      end: wrongly === null || isEnd(end) ? (end as ConversationEnd) : 'completed',
      goalAchieved: typeof achieved === 'boolean' ? achieved : null,
      summary: typeof summary === 'string' ? summary.trim().slice(0, MOST_SUMMARY) : '',
      doNotCall: doNotCall === true,
    });
    return JSON.stringify({ ok: true });
  }

  #sendKeys({ digits }: Record<string, unknown>): string {
    const keys =
      typeof digits === 'string' || typeof digits === 'number'
        ? String(digits)
            .replace(/[\s,-]/g, '')
            .toUpperCase()
        : '';
    if (!/^[0-9*#A-D]{1,32}$/.test(keys)) return wrong('digits must be 1 to 32 of 0-9, *, # and A-D');
    this.#host.pressKeys(keys);
    return JSON.stringify({
      ok: true,
      next: 'The keys are pressed. Say nothing now unless you are spoken to; listen.',
    });
  }

  #note(given: Record<string, unknown>, schema: Record<string, unknown>): string {
    const wrongly = misfit({ ...schema, required: [] }, given);
    if (wrongly !== null) return wrong(wrongly);
    if (Object.keys(given).length === 0) return wrong('nothing was noted: give at least one property');
    this.#host.note(given);
    const noted = this.#host.noted();
    const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
    const missing = required.filter((name) => !Object.hasOwn(noted, name));
    return JSON.stringify({ ok: true, ...(missing.length > 0 ? { still_missing: missing } : {}) });
  }

  #runFurther(tool: ConversationTool, given: Record<string, unknown>): Promise<string> {
    const { clock, callId } = this.#host;
    const abort = new AbortController();
    return new Promise((resolve) => {
      const running = { abort, timer: clock.after(TOOL_WITHIN_MS, () => settle(wrong('it took too long'), true)) };
      this.#running.add(running);
      const settle = (output: string, late = false): void => {
        if (!this.#running.delete(running)) return;
        running.timer.cancel();
        if (late) abort.abort();
        resolve(output);
      };
      new Promise<string>((begun) => begun(tool.run(given, { callId, signal: abort.signal }))).then(
        (output) => settle(output),
        () => settle(wrong('it did not work')),
      );
    });
  }
}

/** One or two sentences, and room for a model that says more. */
const MOST_SUMMARY = 2_000;

const isEnd = (end: unknown): boolean =>
  end === 'completed' || end === 'voicemail' || end === 'wrong_number' || end === 'no_response';

function noteResult(schema: Record<string, unknown>): RealtimeFunctionTool {
  // Found out one by one: what is not known yet must not keep the rest from being noted.
  const { required: _required, $schema: _dialect, ...rest } = schema;
  return {
    type: 'function',
    name: 'note_result',
    description:
      'Notes what was found out, as soon as the callee has confirmed it. May be called several times, with one property or more; what is noted later replaces what was noted before.',
    parameters: { ...rest, type: 'object' },
  };
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const wrong = (what: string): string => JSON.stringify({ ok: false, error: what });
