import { RingbackError } from '@ringback/engine';
import type { NewSession } from '../../sign-in/sessions-library.js';
import type { SignedIn, User } from '../../sign-in/sign-in.js';
import { sessionOf } from '../authentication.js';
import { isLocalRequest, visitorOf } from '../browser-request.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { type SUCCESSES, successMessage } from '../messages.js';
import { type Asked, type Route, route } from '../route.js';
import { forgetSession, keepSession, sessionCookie } from '../session-cookie.js';
import { instant } from '../stepone/record.js';
import { emptyBody } from './schemas.js';
import {
  endedAnswer,
  newUserBody,
  passwordBody,
  requestedWithHeader,
  sessionAnswer,
  sessionParams,
  sessionsAnswer,
  signedInAnswer,
  signInBody,
} from './session-schemas.js';

const tag = 'Sign-in';
const headers = requestedWithHeader;
type AnyAsked = Pick<Asked<unknown, unknown, unknown>, 'request' | 'reply' | 'language'>;

/** Signing up, in and out, and where one is signed in: for the console's pages. Programs use keys. */
export function sessionRoutes({ signIn }: HttpOptions): Route[] {
  /** Gives the browser its cookie, and answers who it is now. */
  async function begun({ request, reply, language }: AnyAsked, session: NewSession, word: keyof typeof SUCCESSES) {
    const signedIn = await signIn.authenticate(session.cookie, isLocalRequest(request));
    if (signedIn === null) throw new RingbackError('sign_in_failed', 'The session ended as it began: sign in again.');
    reply.header('set-cookie', keepSession(request, session.cookie));
    return success(successMessage(word, {}, language), { user: userData(signedIn), session_id: signedIn.sessionId });
  }

  return [
    route({
      method: 'GET',
      path: '/v1/session',
      access: 'visitor',
      operationId: 'getSession',
      summary: 'Who is signed in, and how one may sign in',
      tag,
      answers: { 200: { description: 'The user, or null', schema: sessionAnswer } },
      async handle({ request, language }) {
        const signedIn = await sessionOf(signIn, request);
        const ways = await signIn.ways(isLocalRequest(request));
        return success(successMessage(signedIn === null ? 'not_signed_in' : 'signed_in', {}, language), {
          user: signedIn === null ? null : userData(signedIn),
          session_id: signedIn?.sessionId ?? null,
          sign_up: ways.signUp,
          local_sign_in: ways.local,
        });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/users',
      access: 'visitor',
      operationId: 'signUp',
      summary: 'Sign up',
      description:
        'The first user becomes the operator, in the account `default`; each later one a member, in a new account. Begins a session.',
      tag,
      body: newUserBody,
      bodyExample: { email: 'owner@example.com', password: 'a long sentence' },
      headers,
      answers: { 200: { description: 'Signed up, and signed in by a cookie', schema: signedInAnswer } },
      failures: ['sign_up_closed', 'email_taken', 'rate_limited'],
      async handle(asked) {
        const { email, password, name = '' } = asked.body;
        const session = await signIn.signUp(
          { email, password, name },
          visitorOf(asked.request),
          isLocalRequest(asked.request),
        );
        return begun(asked, session, 'signed_in');
      },
    }),
    route({
      method: 'POST',
      path: '/v1/session',
      access: 'visitor',
      operationId: 'signIn',
      summary: 'Sign in',
      tag,
      body: signInBody,
      bodyExample: { email: 'owner@example.com', password: 'a long sentence' },
      headers,
      answers: { 200: { description: 'Signed in by a cookie, for 30 days', schema: signedInAnswer } },
      failures: ['sign_in_failed', 'rate_limited'],
      handle: async (asked) => begun(asked, await signIn.signIn(asked.body, visitorOf(asked.request)), 'signed_in'),
    }),
    route({
      method: 'POST',
      path: '/v1/session/local',
      access: 'visitor',
      operationId: 'signInLocally',
      summary: 'Sign in as the owner at this machine',
      description:
        'Without a password, from this machine alone, and only until somebody has signed up: see docs/sign-in.md.',
      tag,
      body: emptyBody,
      headers,
      answers: { 200: { description: 'Signed in by a cookie', schema: signedInAnswer } },
      failures: ['local_sign_in_refused'],
      async handle(asked) {
        if (!isLocalRequest(asked.request))
          throw new RingbackError('local_sign_in_refused', 'This request does not come from this machine.');
        return begun(asked, await signIn.signInLocally(visitorOf(asked.request)), 'signed_in');
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/session',
      access: 'session',
      operationId: 'signOut',
      summary: 'Sign out',
      tag,
      headers,
      answers: { 200: { description: 'The session is over', schema: endedAnswer } },
      async handle({ request, reply, language }) {
        await signIn.signOut(sessionCookie(request) as string);
        reply.header('set-cookie', forgetSession());
        return success(successMessage('signed_out', {}, language), { ended: 1 });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/session/password',
      access: 'session',
      operationId: 'changePassword',
      summary: 'Change the password',
      description: 'Ends every other session of the user; this one goes on under a new cookie.',
      tag,
      body: passwordBody,
      bodyExample: { current: 'a long sentence', next: 'another long sentence' },
      headers,
      answers: { 200: { description: 'Changed', schema: signedInAnswer } },
      failures: ['sign_in_failed'],
      async handle(asked) {
        const { request, signedIn, body } = asked;
        const cookie = sessionCookie(request) as string;
        const session = await signIn.changePassword(signedIn.user, cookie, body, visitorOf(request));
        return begun(asked, session, 'password_changed');
      },
    }),
    route({
      method: 'GET',
      path: '/v1/sessions',
      access: 'session',
      operationId: 'listSessions',
      summary: 'List where one is signed in, newest first',
      tag,
      answers: { 200: { description: 'The sessions', schema: sessionsAnswer } },
      async handle({ signedIn, language }) {
        const sessions = await signIn.sessions(signedIn.user.id);
        return success(successMessage('ok', {}, language), {
          sessions: sessions.map(({ id, createdAt, expiresAt, address, userAgent }) => ({
            session_id: id,
            current: id === signedIn.sessionId,
            created_at: instant(createdAt),
            expires_at: instant(expiresAt),
            address,
            user_agent: userAgent,
          })),
        });
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/sessions',
      access: 'session',
      operationId: 'endOtherSessions',
      summary: 'Sign out everywhere else',
      tag,
      headers,
      answers: { 200: { description: 'All but this one are over', schema: endedAnswer } },
      async handle({ signedIn, language }) {
        const ended = await signIn.endOtherSessions(signedIn.user.id, signedIn.sessionId);
        return success(successMessage('session_ended', {}, language), { ended });
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/sessions/{session_id}',
      access: 'session',
      operationId: 'endSession',
      summary: 'End one session',
      tag,
      params: sessionParams,
      headers,
      answers: { 200: { description: 'It is refused from its next request on', schema: endedAnswer } },
      failures: ['session_not_found'],
      async handle({ params, signedIn, language }) {
        await signIn.endSession(signedIn.user.id, params.session_id);
        return success(successMessage('session_ended', {}, language), { ended: 1 });
      },
    }),
  ];
}

function userData({ user, account }: { user: User; account: SignedIn['account'] }) {
  return {
    user_id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    account_id: account.id,
    account: account.name,
  };
}
