import { z } from 'zod';
import { PASSWORD_AT_LEAST, PASSWORD_AT_MOST } from '../../sign-in/password-bounds.js';
import { envelope, instantField } from '../schemas.js';

const newEmail = z
  .email('an e-mail address')
  .max(254)
  .meta({ description: 'An e-mail address. Nothing is sent to it.', example: 'owner@example.com' });

const newPassword = z
  .string()
  .min(PASSWORD_AT_LEAST)
  .max(PASSWORD_AT_MOST)
  .meta({ description: `${PASSWORD_AT_LEAST} to ${PASSWORD_AT_MOST} characters of any kind.` });

const password = z.string().min(1).max(PASSWORD_AT_MOST);

export const newUserBody = z
  .strictObject({ email: newEmail, password: newPassword, name: z.string().trim().max(64).optional() })
  .meta({ id: 'NewUser' });

export const signInBody = z.strictObject({ email: z.string().min(1).max(254), password }).meta({ id: 'SignIn' });

export const passwordBody = z.strictObject({ current: password, next: newPassword }).meta({ id: 'NewPassword' });

const user = z
  .object({
    user_id: z.string(),
    email: z.string().nullable().meta({ description: 'Null: the owner at this machine, who has not signed up.' }),
    name: z.string(),
    role: z.enum(['operator', 'member']),
    account_id: z.string(),
    account: z.string().meta({ description: 'Its name.' }),
  })
  .meta({ id: 'User' });

export const sessionAnswer = envelope(
  z.object({
    user: user.nullable(),
    session_id: z.string().nullable(),
    sign_up: z.boolean().meta({ description: 'Whether a visitor may sign up.' }),
    local_sign_in: z
      .boolean()
      .meta({ description: 'Whether whoever asks may sign in as the owner without a password: see docs/sign-in.md.' }),
  }),
);

export const signedInAnswer = envelope(z.object({ user, session_id: z.string() }));

export const sessionsAnswer = envelope(
  z.object({
    sessions: z.array(
      z
        .object({
          session_id: z.string(),
          current: z.boolean().meta({ description: 'The one that asks.' }),
          created_at: instantField,
          expires_at: instantField,
          address: z.string().meta({ description: 'From where it began; behind a reverse proxy the proxy’s address.' }),
          user_agent: z.string(),
        })
        .meta({ id: 'Session' }),
    ),
  }),
);

export const sessionParams = z.object({ session_id: z.string().max(64).meta({ description: 'The id of a session.' }) });

export const endedAnswer = envelope(z.object({ ended: z.int().meta({ description: 'How many sessions.' }) }));

export const requestedWithHeader = z.object({
  'X-Requested-With': z
    .literal('ringback')
    .meta({ description: 'Says that a page of this address asks. Other sites’ pages cannot send it.' }),
});
