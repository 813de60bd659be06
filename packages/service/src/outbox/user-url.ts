import { isIP } from 'node:net';
import { RingbackError } from '@ringback/engine';
import { isPublicAddress } from './public-address.js';

/** What browsers and servers commonly bear. */
const LONGEST_URL = 2048;

/** Hosts, as `host` or `host:port`, that may be reached although their address is not public: their owner said so. */
export type AllowedPrivateHosts = ReadonlySet<string>;

/** The host of a URL as it is compared and looked up: no brackets around IPv6, no dot at the end. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

export function isAllowedPrivate(host: string, port: number, allowed: AllowedPrivateHosts): boolean {
  return allowed.has(host) || allowed.has(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
}

/**
 * The URL that a user gave, where we may ever ask it: http or https, no user name or password, and not an address, however it is spelt
 * (`0x7f.1`, `2130706433`, `[::ffff:7f00:1]`), of this machine or its network. What a name resolves to is checked when it is connected to.
 * Throws `invalid_callback_url`.
 */
export function checkUserUrl(text: string, allowed: AllowedPrivateHosts): URL {
  if (text.length > LONGEST_URL) throw refused(`it is longer than ${LONGEST_URL} characters`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused('it is not a URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('it must begin with http:// or https://');
  if (url.username !== '' || url.password !== '') throw refused('it must not hold a user name or password');
  const host = hostOf(url);
  if (host === '') throw refused('it names no host');
  if (isAllowedPrivate(host, portOf(url), allowed)) return url;
  // RFC 6761 § 6.3: these names never leave the machine.
  const isPrivate = isIP(host) === 0 ? host === 'localhost' || host.endsWith('.localhost') : !isPublicAddress(host);
  if (isPrivate) throw refused('it leads to this machine or its network');
  return url;
}

function refused(why: string): RingbackError {
  return new RingbackError('invalid_callback_url', `The callback URL is refused: ${why}.`, { details: { why } });
}
