import { z } from 'zod';
import { address, number, seconds, token, variable, WRONG, wholeNumber } from './variable.js';

/** Header names are tokens, values printable (RFC 9110, 5.1 and 5.5). */
const headersJson: z.ZodType<Record<string, string>, string> = z.string().transform((text, context) => {
  const value = objectOf(text);
  const fits = Object.entries(value ?? {}).every(
    ([name, header]) =>
      /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && typeof header === 'string' && /^[\x20-\x7e]*$/.test(header),
  );
  if (value !== null && fits) return value as Record<string, string>;
  context.addIssue(WRONG);
  return z.NEVER;
});

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Where the prices of models stand: in a file, or right here. */
export type PriceSource = { file: string } | { prices: Record<string, unknown> };

const priceSource: z.ZodType<PriceSource, string> = z.string().transform((text, context): PriceSource => {
  if (!text.startsWith('{')) {
    if (!text.includes('\0')) return { file: text };
  } else {
    const prices = objectOf(text);
    if (prices !== null) return { prices };
  }
  context.addIssue(WRONG);
  return z.NEVER;
});

/** The AI on the line. */
export const CONVERSATION_VARIABLES = {
  RINGBACK_CONVERSATION: variable(
    {
      means:
        'The AI on the line. `notice` delivers a spoken notice by fixed rules, without a model and without a key, and understands simulated ' +
        'callees alone. `openai-realtime` is a model that hears and speaks.',
      write: 'notice or openai-realtime',
      fallback: 'notice',
    },
    z.enum(['notice', 'openai-realtime'], WRONG),
  ),
  OPENAI_API_KEY: variable({ means: 'The key of the model’s service.', write: 'the API key', secret: true }, token()),
  OPENAI_BASE_URL: variable(
    {
      means: 'Where the model’s service is. Unset: that of the profile.',
      write: 'an https, wss, http or ws address, e.g. https://api.openai.com/v1',
    },
    address('https:', 'wss:', 'http:', 'ws:'),
  ),
  RINGBACK_MODEL: variable(
    {
      means: 'The model; with Azure the name of your deployment. Unset: gpt-realtime-2.1, at xAI grok-voice-latest.',
      write: 'the name of a realtime model, e.g. gpt-realtime-2.1-mini',
    },
    token(/^[\x21-\x7e]{1,200}$/),
  ),
  RINGBACK_MODEL_PROFILE: variable(
    {
      means: 'Whose dialect of the Realtime API is spoken. `azure` needs `OPENAI_BASE_URL`.',
      write: 'one of openai, azure, xai',
      fallback: 'openai',
    },
    z.enum(['openai', 'azure', 'xai'], WRONG),
  ),
  RINGBACK_MODEL_HEADERS: variable(
    {
      means: 'Further headers for the model’s service.',
      write: 'a JSON object of texts, e.g. {"OpenAI-Project":"proj_1"}',
      secret: true,
    },
    headersJson,
  ),
  RINGBACK_VOICE: variable(
    { means: 'The voice of the model. Unset: that of the profile.', write: 'a name of a voice, e.g. marin' },
    token(/^[\x21-\x7e]{1,200}$/),
  ),
  RINGBACK_PREWARM: variable(
    {
      means:
        'What the model does while the phone rings: it makes its first words, which are let go at the answer (`opening`), only connects ' +
        '(`session`), or nothing (`off`). An unanswered call costs what it made.',
      write: 'one of opening, session, off',
      fallback: 'opening',
    },
    z.enum(['opening', 'session', 'off'], WRONG),
  ),
  RINGBACK_OPENING: variable(
    {
      means:
        'Where a request does not say: whether the first words come at once (`say`) or after the callee’s own, at the latest after 2.5 s ' +
        '(`wait`).',
      write: 'say or wait',
      fallback: 'say',
    },
    z.enum(['say', 'wait'], WRONG),
  ),
  RINGBACK_VAD: variable(
    {
      means:
        'How the model finds the end of what the callee says: by the quiet after it (`server`), or by its sense (`semantic`).',
      write: 'server or semantic',
      fallback: 'server',
    },
    z.enum(['server', 'semantic'], WRONG),
  ),
  RINGBACK_VAD_THRESHOLD: variable(
    {
      means: '`server`: how loud speech must be. Unset: as the model’s service has it.',
      write: 'a number from 0 to 1',
    },
    number(0, 1),
  ),
  RINGBACK_VAD_SILENCE_MS: variable(
    {
      means: '`server`: milliseconds of quiet that end a turn. Unset: 500.',
      write: 'a whole number of milliseconds from 100 to 5000',
    },
    wholeNumber(100, 5000),
  ),
  RINGBACK_VAD_PREFIX_MS: variable(
    {
      means: '`server`: milliseconds before speech that count as part of it. Unset: as the model’s service has it.',
      write: 'a whole number of milliseconds from 0 to 2000',
    },
    wholeNumber(0, 2000),
  ),
  RINGBACK_VAD_EAGERNESS: variable(
    {
      means: '`semantic`: how soon it answers. Unset: as the model’s service has it.',
      write: 'one of low, medium, high, auto',
    },
    z.enum(['low', 'medium', 'high', 'auto'], WRONG),
  ),
  RINGBACK_BARGE_IN_MS: variable(
    {
      means: 'Milliseconds for which the callee must speak to stop the AI: shorter sounds (“uh-huh”) do not.',
      write: 'a whole number of milliseconds from 0 to 10000',
      fallback: '300',
    },
    wholeNumber(0, 10_000),
  ),
  RINGBACK_SILENCE: variable(
    {
      means:
        'Seconds in which nobody speaks, after which the AI asks once whether anybody is there, and then ends the call.',
      write: 'a whole number of seconds from 1 to 600',
      fallback: '10',
    },
    seconds(1, 600),
  ),
  RINGBACK_VOICEMAIL: variable(
    {
      means:
        'What a mailbox gets where a request does not say: nothing, the same as a person, or a message after its beep. Unset: as the ' +
        'conversation sees fit.',
      write: 'one of hang_up, talk, message',
    },
    z.enum(['hang_up', 'talk', 'message'], WRONG),
  ),
  RINGBACK_VOICEMAIL_MESSAGE: variable(
    {
      means: 'The message of `RINGBACK_VOICEMAIL=message`, spoken word for word.',
      write: 'a text of 1 to 1000 characters',
    },
    z.string().refine((text) => [...text].length <= 1000, WRONG),
  ),
  RINGBACK_PRICES: variable(
    {
      means: 'Prices of models, for the cost in the records. Unset: those known when this version was made.',
      write: 'a path of a JSON file, or the JSON object itself',
    },
    priceSource,
  ),
} as const;
