import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidRequest } from './validation.js';

export const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description:
        'The same key with the same request within 24 hours is answered as the first time, and nothing more is dialled; with another request it is 409.',
    }),
});

/**
 * The `Idempotency-Key` of a request with the hash of what it asks for, or undefined where it has none. What is asked for is the checked
 * request, whatever the order of its keys and its spacing.
 *
 * @throws RingbackError `invalid_request` where the key is not 1 to 255 visible ASCII characters
 */
export function idempotencyOf(
  header: string | string[] | undefined,
  request: unknown,
): { key: string; bodyHash: string } | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalidRequest([
      { field: 'Idempotency-Key', problem: 'wrong_format', expected: '1-255 visible ASCII characters' },
    ]);
  }
  return { key: header, bodyHash: createHash('sha256').update(canonicalJson(request)).digest('hex') };
}

/** JSON with the keys of every object in code-unit order and no spaces. Depth is bounded by the body's own check. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
