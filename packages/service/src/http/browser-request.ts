import { RingbackError } from '@ringback/engine';
import type { FastifyRequest } from 'fastify';
import type { Visitor } from '../sign-in/sessions-library.js';

/** What our own pages say in `X-Requested-With`. Another site's page cannot: it would have to ask first (a CORS preflight), and is answered nothing. */
const OUR_PAGES = 'ringback';

/**
 * Whether a request that a cookie goes with, or that gives one, was made by a page of this very address (CSRF). Browsers say so in `Sec-Fetch-Site`, which
 * no page can forge and proxies pass on; those that do not, and plain http on another machine, at least name the `Origin`. What changes something must
 * also name {@link OUR_PAGES}, which a form or an image cannot.
 *
 * @throws RingbackError `cross_site_request`
 */
export function checkSameOrigin(request: FastifyRequest): void {
  const { 'sec-fetch-site': site, origin, host, 'x-requested-with': by } = request.headers;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && by !== OUR_PAGES) throw crossSite('header_missing');
  if (site !== undefined) {
    // `none`: typed into the address bar, or a bookmark. Nothing that changes something comes so.
    if (site === 'same-origin' || (reads && site === 'none')) return;
    throw crossSite('other_site');
  }
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase()) throw crossSite('other_origin');
}

function crossSite(why: 'header_missing' | 'other_site' | 'other_origin'): RingbackError {
  return new RingbackError('cross_site_request', `Refused: ${why}.`, { details: { why } });
}

/** What stands before a request that was passed on by a proxy: the headers of RFC 7239 and 9110, and those of the usual proxies. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'cf-connecting-ip',
  'cf-ray',
  'true-client-ip',
  'fly-client-ip',
  'fastly-client-ip',
  'x-envoy-external-address',
  'tailscale-user-login',
  'ngrok-auth-user-email',
] as const;

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ADDRESS = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;

/**
 * Whether a request was made by a program on this machine for this machine: over loopback, to a loopback name (a page that had its own name point here
 * would say that name), and with no trace of a proxy. A proxy on this machine that leaves no trace cannot be told from its user: nginx does so unless it is
 * told to set `Host` or `X-Forwarded-For`. HTTP/1.0, which no browser speaks and nginx by default does, is therefore no local request either.
 */
export function isLocalRequest(request: FastifyRequest): boolean {
  const { headers, raw } = request;
  if (!LOOPBACK_ADDRESS.test(raw.socket.remoteAddress ?? '') || !LOOPBACK_ADDRESS.test(raw.socket.localAddress ?? ''))
    return false;
  if (!LOOPBACK_NAME.test(headers.host ?? '') || raw.httpVersion !== '1.1') return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  // A browser behind a proxy names the proxy's address here, also where the proxy replaced `Host`.
  return (
    headers.origin === undefined || (URL.canParse(headers.origin) && LOOPBACK_NAME.test(new URL(headers.origin).host))
  );
}

export function visitorOf(request: FastifyRequest): Visitor {
  return { address: request.raw.socket.remoteAddress ?? '', userAgent: request.headers['user-agent'] ?? '' };
}
