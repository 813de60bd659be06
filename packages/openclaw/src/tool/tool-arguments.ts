import type { CallWish } from '../supercall.js';
import { phoneProblem } from './phone-number.js';

const ACTIONS = ['persona_call', 'get_status', 'end_call', 'list_calls'] as const;

const MOST_PERSONA = 1_000;
/** The engine's bound of a requirement. */
const MOST_GOAL = 4_000;
const MOST_WORDS = 1_000;
const DURATION = { least: 10, most: 14_400 } as const;

/** What the model is told of the arguments. What is given is checked here all the same: not every way into the tool checks it. */
export const PARAMETERS: Record<string, unknown> = {
  type: 'object',
  properties: {
    action: { type: 'string', enum: ACTIONS, description: 'What to do.' },
    to: {
      type: 'string',
      description:
        'persona_call: the number to call, as E.164 (+12025550100). Left out: the configured default number.',
    },
    persona: {
      type: 'string',
      description:
        'persona_call: who the AI on the phone is, and for whom it calls: "the assistant of Ms Chen, calling for her".',
    },
    goal: {
      type: 'string',
      description:
        'persona_call: what to tell or find out, with every name, time and number that is needed; the AI on the phone knows nothing else. What to do if it cannot be reached.',
    },
    openingLine: {
      type: 'string',
      description: 'persona_call: the exact first words. Left out: the AI opens by itself.',
    },
    language: {
      type: 'string',
      enum: ['zh', 'en'],
      description: 'persona_call: left out, it follows from goal and number.',
    },
    resultSchema: {
      type: 'object',
      description: 'persona_call: a JSON Schema of an object: the facts to find out, returned as result.',
      additionalProperties: true,
    },
    maxDurationSeconds: {
      type: 'integer',
      minimum: DURATION.least,
      maximum: DURATION.most,
      description: 'persona_call: the longest talk.',
    },
    voicemail: {
      type: 'string',
      description: 'persona_call: hang_up, or the message to leave on a mailbox.',
    },
    sessionKey: { type: 'string', description: 'persona_call: the session to tell of the end. Left out: this one.' },
    dryRun: { type: 'boolean', description: 'persona_call: check everything and call nobody.' },
    callId: { type: 'string', description: 'get_status and end_call: the id that persona_call returned.' },
  },
  required: ['action'],
};

export type Asked =
  | { action: 'persona_call'; wish: CallWish; dryRun: boolean }
  | { action: 'get_status' | 'end_call'; callId: string }
  | { action: 'list_calls' }
  | { error: string };

/** What is asked for, or what to mend. Never throws. */
export function readArguments(params: unknown, toNumber: string | undefined): Asked {
  if (!isObject(params)) return { error: `The arguments must be an object with an action: ${ACTIONS.join(', ')}.` };
  // Models write null for what they leave out.
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  const { action } = given;
  switch (action) {
    case 'persona_call':
      return readCall(given, toNumber);
    case 'get_status':
    case 'end_call': {
      const callId = text(given, 'callId');
      return callId === undefined
        ? { error: `callId is missing: give the one that persona_call returned.` }
        : { action, callId };
    }
    case 'list_calls':
      return { action };
    default:
      return { error: `action must be one of ${ACTIONS.join(', ')}.` };
  }
}

function readCall(params: Record<string, unknown>, toNumber: string | undefined): Asked {
  const problems: string[] = [];
  const words = (name: string, most: number, what?: string): string | undefined => {
    const value = params[name];
    const given = text(params, name);
    if (value !== undefined && typeof value !== 'string') problems.push(`${name} must be a text.`);
    else if (given === undefined && what !== undefined) problems.push(`${name} is missing: ${what}`);
    else if (given !== undefined && [...given].length > most)
      problems.push(`${name} is too long: ${most} characters at most.`);
    return given;
  };
  const given = text(params, 'to')?.replace(/[\s().-]/g, '');
  const to = given ?? toNumber;
  if (to === undefined) problems.push('to is missing: give the number to call, as E.164 (+12025550100).');
  const wrong = to === undefined ? null : phoneProblem(to);
  if (wrong !== null) problems.push(`to ${wrong}.`);
  const persona = words('persona', MOST_PERSONA, 'say who the AI on the phone is, and for whom it calls.');
  const goal = words('goal', MOST_GOAL, 'say what to tell or to find out.');
  const openingLine = words('openingLine', MOST_WORDS);
  const message = words('voicemail', MOST_WORDS);
  const sessionKey = words('sessionKey', 512);
  const { language, resultSchema, maxDurationSeconds: duration, dryRun } = params;
  if (language !== undefined && language !== 'zh' && language !== 'en') problems.push('language must be zh or en.');
  if (resultSchema !== undefined && !(isObject(resultSchema) && (resultSchema.type ?? 'object') === 'object')) {
    problems.push('resultSchema must be a JSON Schema of an object: {"type":"object","properties":{…}}.');
  }
  const { least, most } = DURATION;
  if (
    duration !== undefined &&
    !(Number.isInteger(duration) && (duration as number) >= least && (duration as number) <= most)
  ) {
    problems.push(`maxDurationSeconds must be a whole number from ${least} to ${most}.`);
  }
  if (dryRun !== undefined && typeof dryRun !== 'boolean') problems.push('dryRun must be true or false.');
  if (problems.length > 0 || to === undefined || persona === undefined || goal === undefined) {
    return { error: problems.join(' ') };
  }
  const wish: CallWish = {
    to,
    persona,
    goal,
    ...(openingLine === undefined ? {} : { openingLine }),
    ...(language === 'zh' || language === 'en' ? { language } : {}),
    ...(resultSchema === undefined ? {} : { resultSchema: resultSchema as Record<string, unknown> }),
    ...(duration === undefined ? {} : { maxDurationSeconds: duration as number }),
    ...(message === undefined ? {} : { voicemail: message === 'hang_up' ? ('hang_up' as const) : { message } }),
    ...(sessionKey === undefined ? {} : { sessionKey }),
  };
  return { action: 'persona_call', wish, dryRun: dryRun === true };
}

/** Undefined for what is absent, empty, or no text. */
function text(params: Record<string, unknown>, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
