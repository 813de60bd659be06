import type { FastifyRequest } from 'fastify';

/**
 * Over https the name begins with `__Host-`, by which browsers promise that this very host set it, for every path, over TLS alone. Plain http has no such
 * promise to give.
 */
const SECURE = '__Host-ringback';
const PLAIN = 'ringback';

/** As long as the session itself: 30 days. */
const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** A token and its signature, percent-encoded: about 90 characters. */
const VALUE = /^[\w%.~-]{1,400}$/;

/** The session's cookie of a request, or null. An API key is never looked for here. */
export function sessionCookie(request: FastifyRequest): string | null {
  const pairs = (request.headers.cookie ?? '').split(';', 100).map((pair) => pair.trim());
  for (const name of [SECURE, PLAIN]) {
    const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    if (value !== undefined && VALUE.test(value)) return value;
  }
  return null;
}

/**
 * A `Set-Cookie` that keeps a session. `HttpOnly`: no script reads it. `SameSite=Strict`: it goes along with what our own pages ask and never with what
 * another site starts; nobody misses it on the way in, since the pages themselves need no cookie.
 */
export function keepSession(request: FastifyRequest, value: string): string {
  return line(isSecure(request), value, MAX_AGE_SECONDS);
}

/** `Set-Cookie` lines after which the browser has no session here, whatever it was given before. */
export function forgetSession(): string[] {
  return [line(true, '', 0), line(false, '', 0)];
}

function line(secure: boolean, value: string, maxAge: number): string {
  const name = secure ? SECURE : PLAIN;
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/**
 * Whether the browser speaks TLS, to a proxy in front of us: it says so in the `Origin` that comes with whatever changes something, and the proxy in
 * `X-Forwarded-Proto`. Where this is wrongly true, the browser drops the cookie; it never becomes weaker by it.
 */
function isSecure(request: FastifyRequest): boolean {
  return /^https:/i.test(request.headers.origin ?? '') || request.headers['x-forwarded-proto'] === 'https';
}
