import { END_REASONS } from '@ringback/engine';
import { z } from 'zod';
import { callFields, campaignField, phonesList, priorityField } from '../call-fields.js';
import { calleeField } from '../rehearsal-callee.js';
import { envelope, instantField, latencyField } from '../schemas.js';

export const status = z.enum(['queued', 'dialing', 'ringing', 'in_progress', 'ended']);

/** Milliseconds from the call's start: the moment it was dialled. */
const at = z.number().meta({ description: 'Milliseconds from the call’s start.' });

const speaker = z.enum(['assistant', 'user']);

export const newCallsBody = z
  .strictObject({ phones: phonesList, ...callFields, priority: priorityField, campaign: campaignField })
  .meta({ id: 'NewCalls' });

export const callParams = z.object({ call_id: z.string().meta({ description: 'The id of a call.' }) });

/** Query values are texts: a number is read out of its digits. */
export function limit(most: number, fallback: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .optional()
    .meta({
      description: `How many at most: 1 to ${most}, ${fallback} by default.`,
      override: { type: 'integer', minimum: 1, maximum: most, default: fallback },
    });
}

/** Minutes from UTC, of a query. @param what it decides, for the document */
export function utcOffset(what: string) {
  return z
    .string()
    .regex(/^-?\d{1,3}$/, 'a whole number of minutes')
    .transform(Number)
    .pipe(z.int().min(-840).max(840))
    .optional()
    .meta({
      description: `${what}: minutes from UTC, 480 for China; 0 by default.`,
      override: { type: 'integer', minimum: -840, maximum: 840, default: 0 },
    });
}

export const before = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id that a page gave')
  .optional()
  .meta({ description: 'Only what is older than this id: the last one of the page before.' });

export const LEDGER_PAGE = 100;
export const EVENTS_PAGE = 1_000;
/** An hour of talk has about as many. */
const EVENTS_AT_MOST = 5_000;
export const PEAKS = 1_000;
const PEAKS_AT_MOST = 8_000;

export const ledgerQuery = z.strictObject({ limit: limit(500, LEDGER_PAGE), before });

export const emptyBody = z.strictObject({}).optional();

const utterance = z
  .object({
    utterance_id: z.string(),
    role: speaker,
    text: z
      .string()
      .meta({ description: 'What was really said: of an interrupted utterance, what the callee had heard.' }),
    started_at_ms: at,
    ended_at_ms: at,
    interrupted: z.boolean(),
  })
  .meta({ id: 'Utterance' });

export type V1Utterance = z.infer<typeof utterance>;

const tokens = z.object({ text: z.int(), audio: z.int(), image: z.int() });

const call = z
  .object({
    call_id: z.string(),
    account_id: z.string(),
    phone: z.string().meta({ description: 'As it was written.' }),
    phone_e164: z.string(),
    user_requirement: z.string(),
    persona: z.string().nullable(),
    opening_line: z.string().nullable(),
    language: z.string().nullable(),
    opening: z.enum(['say', 'wait']).nullable().meta({ description: 'Null: as the service is configured.' }),
    voicemail: z
      .union([z.enum(['hang_up', 'talk']), z.object({ message: z.string() })])
      .nullable()
      .meta({ description: 'Null: as the service is configured.' }),
    record: z.boolean().nullable().meta({ description: 'Null: as the service is configured.' }),
    result_schema: z.record(z.string(), z.unknown()).nullable(),
    callback_url: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    campaign: z.string().nullable().meta({ description: 'The label under which it was placed with others.' }),
    priority: z.int(),
    not_before: instantField,
    status,
    carrier: z.string().nullable(),
    created_at: instantField,
    started_at: instantField.nullable(),
    answered_at: instantField.nullable(),
    ended_at: instantField.nullable(),
    end_reason: z.enum(END_REASONS).nullable(),
    end_detail: z.string().nullable(),
    duration_seconds: z
      .int()
      .nullable()
      .meta({ description: 'Whole seconds from answer to end; null while it is not over.' }),
    cost: z.number().nullable(),
    currency: z.literal('CNY'),
    billed: z.boolean(),
    summary: z.string().nullable(),
    goal_achieved: z.boolean().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    latency: z.array(latencyField).nullable(),
    model_usage: z
      .object({
        model: z.string(),
        responses: z.int(),
        transcriptions: z.int(),
        input: tokens,
        cached: tokens.meta({ description: 'The part of the input that was cached.' }),
        output: tokens,
        cost_usd: z
          .number()
          .nullable()
          .meta({ description: 'By the configured prices; null where they name none of the models.' }),
        unpriced: z
          .array(z.string())
          .meta({ description: 'Models that the prices do not name: cost_usd is without theirs.' }),
      })
      .nullable()
      .meta({
        id: 'CallModelUsage',
        description:
          'What the model used in the whole call, also where nobody answered; null while it is not over, and where there was none.',
      }),
    recording_url: z
      .string()
      .nullable()
      .meta({ description: 'The path of the recording at this very address; null where there is none.' }),
    rehearsal: calleeField
      .nullable()
      .meta({ description: 'Of a rehearsal: which simulated callee answers. No phone rings, and nothing is charged.' }),
  })
  .meta({ id: 'Call' });

export type V1Call = z.infer<typeof call>;

const callWithTranscript = call.extend({ transcript: z.array(utterance) }).meta({ id: 'CallWithTranscript' });

export const callAnswer = envelope(callWithTranscript);

export const exportedCalls = z.array(callWithTranscript);

export const callsAnswer = envelope(
  z.object({
    calls: z.array(call),
    next_before: z
      .string()
      .nullable()
      .meta({ description: 'Ask for the next page with before=…; null: there is none.' }),
  }),
);

export const campaignsAnswer = envelope(
  z.object({
    campaigns: z.array(
      z
        .object({
          campaign: z.string(),
          calls: z.int(),
          last_call_at: instantField.meta({ description: 'When its newest call was accepted.' }),
        })
        .meta({ id: 'CampaignUse' }),
    ),
  }),
);

export const hangUpAnswer = envelope(
  z.object({ call_id: z.string(), outcome: z.enum(['cancelled', 'hanging_up', 'already_ended']) }),
);

export const removedRecordingAnswer = envelope(z.object({ call_id: z.string() }));

export const rangeHeader = z.object({
  range: z.string().optional().meta({ description: 'One range of bytes (RFC 9110, 14.2).', example: 'bytes=0-65535' }),
});

export const accountAnswer = envelope(
  z
    .object({
      account_id: z.string(),
      name: z.string(),
      language: z.enum(['zh', 'en']),
      balance: z.number().meta({ description: 'What can still be spent.' }),
      frozen: z.number().meta({ description: 'Held for queued and running calls.' }),
      currency: z.literal('CNY'),
      rate_per_minute: z.number(),
      limits: z.object({
        running_calls: z.int().meta({ description: 'Calls under way at once.' }),
        requests_per_second: z.int().nullable().meta({ description: 'Null: no limit.' }),
        streams: z.int().meta({ description: 'Live streams open at once.' }),
        phones_per_request: z.int(),
        countries: z.array(z.string()).nullable().meta({ description: 'ISO 3166; null: the service’s own list.' }),
      }),
      simulated: z.boolean().meta({ description: 'True: no real phone rings.' }),
      line: z
        .object({
          carrier: z.string(),
          conversation: z.string(),
          model: z.string().nullable().meta({ description: 'Null: no model.' }),
          usd_per_minute: z
            .object({ carrier: z.number().nullable(), model: z.number().nullable() })
            .meta({ description: 'US dollars for a minute of talk, roughly; null: nothing, or not known.' }),
          calling_hours: z
            .string()
            .nullable()
            .meta({ description: 'Hours of the callee’s own day; null: at any hour.', example: '08:00-21:00' }),
          recording: z.enum(['off', 'asked', 'on']),
        })
        .meta({ id: 'Line', description: 'What calls go over, and about what that costs the operator.' }),
    })
    .meta({ id: 'Account' }),
);

export const ledgerAnswer = envelope(
  z.object({
    entries: z.array(
      z
        .object({
          entry_id: z.string(),
          kind: z.enum(['opening', 'topup', 'hold', 'release', 'charge']),
          amount: z.number().meta({ description: 'CNY; the balance is the sum of all.' }),
          call_id: z.string().nullable(),
          note: z.string(),
          created_at: instantField,
        })
        .meta({ id: 'LedgerEntry' }),
    ),
    next_before: z.string().nullable(),
  }),
);

const latency = latencyField;

const usage = z
  .object({
    kind: z.enum(['response', 'transcription']),
    model: z.string(),
    input: tokens,
    cached: tokens.meta({ description: 'The part of the input that was cached.' }),
    output: tokens,
    seconds: z.number().nullable().meta({ description: 'Of what the model’s service bills by time.' }),
    cost_usd: z.number().nullable().meta({ description: 'By the configured prices; null: they name no such model.' }),
  })
  .meta({ id: 'ModelUsage' });

export type V1Usage = z.infer<typeof usage>;

/** One event of a call's log; its `type` is also the name of the Server-Sent Event. */
export const callEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('state'), at_ms: at, state: status.exclude(['ended']) }),
    z.object({ type: z.literal('partial'), at_ms: at, utterance_id: z.string(), role: speaker, text: z.string() }),
    z.object({ type: z.literal('utterance'), at_ms: at, utterance }),
    z.object({
      type: z.literal('interruption'),
      at_ms: at,
      utterance_id: z.string(),
      heard_ms: z.number(),
      spoken_ms: z.number(),
    }),
    z.object({ type: z.literal('keys'), at_ms: at, by: speaker, digits: z.string() }),
    z.object({
      type: z.literal('turn'),
      at_ms: at,
      latency,
      utterance_id: z
        .string()
        .nullable()
        .meta({ description: 'With what the AI answered; null in logs of earlier versions.' }),
      from_ms: z.number().nullable().meta({
        description:
          'From when the latency counts: the callee’s last sound, or the answer, in milliseconds from the call’s start.',
      }),
    }),
    z.object({ type: z.literal('note'), at_ms: at, values: z.record(z.string(), z.unknown()) }),
    z.object({ type: z.literal('usage'), at_ms: at, usage }),
    z.object({ type: z.literal('machine'), at_ms: at, moment: z.enum(['greeting', 'recording']) }),
    z.object({ type: z.literal('resumed'), at_ms: at, utterance_id: z.string() }),
    z.object({ type: z.literal('recording'), at_ms: at }),
    z.object({
      type: z.literal('supervision'),
      at_ms: at,
      action: z.enum(['listen', 'listen_end', 'whisper', 'keys', 'hang_up', 'take_over', 'hand_back', 'take_back']),
      by: z.object({
        id: z.string().meta({ description: 'Of a user; `api`: a program by its key.' }),
        name: z.string(),
      }),
      text: z.string().optional().meta({ description: 'What was whispered.' }),
    }),
    z.object({ type: z.literal('warning'), at_ms: at, code: z.string(), detail: z.string() }),
    z.object({
      type: z.literal('ended'),
      at_ms: at,
      end_reason: z.enum(END_REASONS),
      detail: z.string(),
      answered_at_ms: z.number().nullable(),
      ended_at_ms: z.number(),
      talk_ms: z.number(),
      outcome: z.object({
        goal_achieved: z.boolean().nullable(),
        summary: z.string(),
        facts: z.record(z.string(), z.unknown()),
        do_not_call: z.boolean(),
      }),
    }),
  ])
  .meta({ id: 'CallEvent' });

export type V1CallEvent = z.infer<typeof callEvent>;

export const timelineQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}(?:\.\d)?$/, 'an id that a page or the live stream gave')
    .optional()
    .meta({ description: 'Only what happened after the event of this id.' }),
  limit: limit(EVENTS_AT_MOST, EVENTS_PAGE),
});

const loggedEvent = z
  .object({ id: z.string().meta({ description: 'As in the live stream.' }), event: callEvent })
  .meta({ id: 'LoggedCallEvent' });

export const exportedCall = callWithTranscript.extend({ events: z.array(loggedEvent) });

export const timelineAnswer = envelope(
  z.object({
    events: z.array(loggedEvent),
    next_after: z
      .string()
      .nullable()
      .meta({ description: 'Ask for the next page with after=…; null: there is none yet.' }),
  }),
);

export const peaksQuery = z.strictObject({ points: limit(PEAKS_AT_MOST, PEAKS) });

const peaks = z.array(z.int().min(0).max(255));

export const peaksAnswer = envelope(
  z
    .object({
      duration_ms: z.number(),
      callee: peaks.meta({
        description: 'The left channel: the loudest sample of each of as many equal parts, 0 to 255.',
      }),
      assistant: peaks.meta({ description: 'The right channel.' }),
    })
    .meta({ id: 'RecordingPeaks' }),
);
