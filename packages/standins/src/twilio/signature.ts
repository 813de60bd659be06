import { createHmac } from 'node:crypto';

/**
 * `X-Twilio-Signature`: base64 of HMAC-SHA1 under the account's primary auth token over the URL, followed by the name and the value of each
 * parameter of the form, in the order of the names (https://www.twilio.com/docs/usage/security). For GET requests and the upgrade of
 * a media socket the URL is all there is.
 */
export function twilioSignature(authToken: string, url: string, params: Readonly<Record<string, string>> = {}): string {
  const data = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url);
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64');
}

/** The URL as it is signed: with its scheme's port where it names none, or without the port that it names. */
export function signedUrl(url: string, port: 'explicit' | 'omitted' | undefined): string {
  if (port === undefined) return url;
  const [, scheme, authority, rest] = /^([a-z]+:\/\/)([^/?#]*)(.*)$/is.exec(url) as unknown as [
    string,
    string,
    string,
    string,
  ];
  const named = /:\d+$/.exec(authority)?.[0] ?? '';
  if (port === 'omitted') return scheme + authority.slice(0, authority.length - named.length) + rest;
  if (named !== '') return url;
  return `${scheme}${authority}:${/^(https|wss):/i.test(scheme) ? 443 : 80}${rest}`;
}
