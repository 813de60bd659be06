import { z } from 'zod';
import { envelope, instantField } from '../schemas.js';
import { before, limit } from './schemas.js';

/** A day: links are sent by messenger, and opened when somebody has the time. */
export const LINK_SECONDS = 86_400;
export const LINKS_PAGE = 50;

const to = z.string().meta({ description: 'The number of a call that rings there.' });

export const ticketAnswer = envelope(
  z
    .object({
      token: z
        .string()
        .meta({ description: 'The first message of the page’s WebSocket says it. Good for one connection.' }),
      expires_at: instantField.meta({ description: 'A minute from now.' }),
      to,
      path: z.string().meta({ description: 'Where the WebSocket is, at this very address.' }),
    })
    .meta({ id: 'WebphoneTicket' }),
);

export const newLinkBody = z
  .strictObject({
    valid_seconds: z
      .int()
      .min(60)
      .max(604_800)
      .optional()
      .meta({ description: `How long it may be opened: 60 to 604800, ${LINK_SECONDS} (a day) by default.` }),
  })
  .meta({ id: 'NewWebphoneLink' });

const link = z
  .object({
    link_id: z.string(),
    to,
    state: z.enum(['open', 'called', 'used', 'expired', 'revoked']).meta({
      description:
        'open: a call may be placed to it; called: its call was accepted and not answered yet; used: its call was answered, declined, or is over.',
    }),
    created_at: instantField,
    expires_at: instantField,
    call_id: z.string().nullable().meta({ description: 'Its call; null: there is none yet.' }),
    used_at: instantField.nullable(),
  })
  .meta({ id: 'WebphoneLink' });

export const newLinkAnswer = envelope(
  link
    .extend({
      path: z.string().meta({
        description:
          'The page that whoever is called opens, at this very address. Behind its # is the secret, told this once.',
      }),
    })
    .meta({ id: 'MadeWebphoneLink' }),
);

export const linkAnswer = envelope(link);

export const linksQuery = z.strictObject({ limit: limit(200, LINKS_PAGE), before });

export const linksAnswer = envelope(
  z.object({
    links: z.array(link),
    next_before: z
      .string()
      .nullable()
      .meta({ description: 'Ask for the next page with before=…; null: there is none.' }),
  }),
);

export const linkParams = z.object({ link_id: z.string().max(64).meta({ description: 'The id of a link.' }) });
