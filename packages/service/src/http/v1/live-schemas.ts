import { END_REASONS, MOST_WHISPERED } from '@ringback/engine';
import { z } from 'zod';
import { trimmedText } from '../call-fields.js';
import { envelope, instantField } from '../schemas.js';

export const liveQuery = z.object({
  accounts: z
    .enum(['own', 'all'])
    .optional()
    .meta({ description: '`all`: those of every account, for the operator alone. `own` by default.' }),
});

const level = z.int().min(0).max(10);

const liveCall = z
  .object({
    call_id: z.string(),
    account_id: z.string(),
    phone: z.string(),
    user_requirement: z.string().meta({ description: 'Its beginning: at most 120 characters.' }),
    state: z.enum(['queued', 'dialing', 'ringing', 'in_progress']),
    not_before: instantField.nullable().meta({ description: 'Of a queued call: not dialled before.' }),
    started_at: instantField.nullable(),
    answered_at: instantField.nullable(),
    words: z
      .object({
        role: z.enum(['assistant', 'user']),
        text: z.string(),
        final: z.boolean().meta({ description: 'False: it is being said.' }),
      })
      .nullable()
      .meta({ description: 'What was said last: at most 160 characters, the end of it.' }),
    callee_level: level.meta({ description: 'How loud the callee is now, 0 (silent) to 10, 5 dB a step.' }),
    assistant_level: level.meta({ description: 'How loud the AI is now, or whoever speaks in its place.' }),
    speaker: z.string().nullable().meta({ description: 'The name of who speaks in the AI’s place; null: the AI.' }),
    listeners: z.array(z.string()).meta({ description: 'The names of those who listen.' }),
    here: z.boolean().meta({ description: 'False: another node runs it. Ask that one to listen to it.' }),
  })
  .meta({ id: 'LiveCall' });

export type V1LiveCall = z.infer<typeof liveCall>;

/** The first event. */
export const liveSnapshot = z
  .object({
    now: instantField,
    queued_total: z.int().meta({ description: 'All that wait; the first 500 of them are among the calls.' }),
    calls: z.array(liveCall),
  })
  .meta({ id: 'LiveSnapshot' });

/** Each further one: of calls that are known, what changed. */
export const liveUpdate = z
  .object({
    queued_total: z.int().optional(),
    calls: z.array(liveCall.partial().required({ call_id: true })),
    ended: z.array(
      z.object({
        call_id: z.string(),
        end_reason: z.enum(END_REASONS).nullable(),
        duration_seconds: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'LiveUpdate' });

export type V1LiveUpdate = z.infer<typeof liveUpdate>;

export const whisperBody = z
  .strictObject({
    text: trimmedText(1, MOST_WHISPERED, 'What the AI is to do. The callee does not hear it.'),
    speak_now: z
      .boolean()
      .optional()
      .meta({ description: 'It also says something to that as soon as nobody speaks; else from its next answer on.' }),
  })
  .meta({ id: 'Whisper' });

export const keysBody = z
  .strictObject({ digits: z.string().regex(/^[0-9*#A-D]{1,32}$/, '1 to 32 of 0-9, *, # and A-D') })
  .meta({ id: 'Keys' });

export const takeOverBody = z
  .strictObject({
    listening_id: z.string().min(1).max(64).meta({ description: 'As `listen` gave it; its page is connected.' }),
  })
  .meta({ id: 'TakeOver' });

export const handBackBody = z
  .strictObject({
    note: trimmedText(1, MOST_WHISPERED, 'Whispered to the AI with it.').optional(),
  })
  .optional()
  .meta({ id: 'HandBack' });

export const supervisedAnswer = envelope(z.object({ call_id: z.string() }));

export const listenAnswer = envelope(
  z
    .object({
      call_id: z.string(),
      listening_id: z.string(),
      token: z.string().meta({ description: 'For the first message over the socket. Good once.' }),
      expires_at: instantField,
      path: z.string().meta({ description: 'Of the WebSocket, at this very address.' }),
    })
    .meta({ id: 'ListeningTicket' }),
);
