import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Of the `twilio` package. */
export type ValidateRequest = (
  authToken: string,
  signature: string,
  url: string,
  params: Record<string, string | string[]>,
) => boolean;

export interface SignedRequest {
  headers: IncomingHttpHeaders;
  /** The public URL as it was given to Twilio, scheme and all. */
  url: string;
  /** The form, and its bytes; empty for an upgrade. */
  params: Record<string, string | string[]>;
  body: string;
}

/**
 * Whether Twilio, or SignalWire in its own header, signed a request. What is compared is the URL as it was configured, with and without its
 * port and a slash at the end, since Twilio's own parts differ in that; the `Host` header is not looked at.
 */
export function isSigned(validate: ValidateRequest, key: string, request: SignedRequest): boolean {
  const { headers, params, body } = request;
  const urls = [...spellings(request.url)];
  const signalWire = one(headers['x-signalwire-signature']);
  if (signalWire !== undefined) {
    // SignalWire signs URL and body as they are; for some requests in Twilio's way.
    if (
      urls.some((url) =>
        matches(
          signalWire,
          createHmac('sha1', key)
            .update(url + body)
            .digest('hex'),
        ),
      )
    )
      return true;
  }
  const signature = signalWire ?? one(headers['x-twilio-signature']);
  return signature !== undefined && urls.some((url) => validate(key, signature, url, params));
}

/** The URL with its scheme's port where it names none (the package itself tries it without), and each with a slash behind its path or without. */
function* spellings(url: string): Generator<string> {
  const [, scheme = '', authority = '', path = '', query = ''] = /^(\w+:\/\/)([^/?]*)([^?]*)(.*)$/.exec(url) ?? [];
  const named = /:\d+$/.test(authority);
  // The package would add port 80 to whatever is not https, to wss as well.
  const port = named ? '' : /^(https|wss):/.test(scheme) ? ':443' : ':80';
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  for (const one of [path, other]) {
    yield `${scheme}${authority}${port}${one}${query}`;
    yield `${scheme}${authority}${one}${query}`;
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function matches(given: string, right: string): boolean {
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}

/** A form's fields; a name that comes more than once has all its values. */
export function readForm(body: string): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(body)) {
    const before = params[name];
    if (before === undefined) params[name] = value;
    else params[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return params;
}
