import { z } from 'zod';
import { CAMPAIGN_AT_MOST } from './call-fields.js';

export const campaignHeader = z.object({
  'X-Campaign': z
    .string()
    .optional()
    .meta({ description: `A label for calls that belong together, cut after ${CAMPAIGN_AT_MOST} characters.` }),
});

/**
 * The label that later versions of the published skill send along. Nothing is refused for it: what cannot be a label is none.
 * `fetch` and curl send UTF-8, of which Node makes one character a byte (RFC 9110, 5.5).
 */
export function campaignOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const bytes = Buffer.from(header, 'latin1');
  const text = bytes.toString('utf8');
  const label = (text.includes('\ufffd') ? header : text).replace(/\p{Cc}/gu, ' ').trim();
  return label === '' ? undefined : [...label].slice(0, CAMPAIGN_AT_MOST).join('').trimEnd();
}
