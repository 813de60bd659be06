import { RingbackError } from '@ringback/engine';
import type { FastifyRequest } from 'fastify';
import type { Account, Authenticator } from '../accounts/account.js';
import type { SignedIn, SignIn } from '../sign-in/sign-in.js';
import { checkSameOrigin, isLocalRequest } from './browser-request.js';
import { sessionCookie } from './session-cookie.js';

/** A key has 46 characters; a header far beyond it is not worth hashing. */
const KEY_AT_MOST = 256;

/**
 * The account of a request's key: `X-API-Key`, or `Authorization: Bearer` where that is allowed.
 *
 * @throws RingbackError `unauthorized` where the key is missing, malformed, unknown or revoked; the answer does not say which
 */
export async function authenticate(
  authenticator: Authenticator,
  request: FastifyRequest,
  bearer: boolean,
): Promise<Account> {
  const key = keyOf(request, bearer);
  const account = key === null || key.length > KEY_AT_MOST ? null : await authenticator.authenticate(key);
  if (account === null) throw new RingbackError('unauthorized', 'The API key is missing or not valid.');
  return account;
}

/** Whether a request comes with a key, good or bad. Where it does, its cookies are not looked at. */
export function bringsKey(request: FastifyRequest): boolean {
  return keyOf(request, true) !== null;
}

/**
 * Who is behind the session of a request, or null where it has none that holds.
 *
 * @throws RingbackError `cross_site_request` where it has a cookie, but another site's page may have sent it
 */
export async function sessionOf(
  signIn: Pick<SignIn, 'authenticate'>,
  request: FastifyRequest,
): Promise<SignedIn | null> {
  const cookie = sessionCookie(request);
  if (cookie === null) return null;
  checkSameOrigin(request);
  return signIn.authenticate(cookie, isLocalRequest(request));
}

function keyOf(request: FastifyRequest, bearer: boolean): string | null {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string' && header.trim() !== '') return header.trim();
  if (!bearer) return null;
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
