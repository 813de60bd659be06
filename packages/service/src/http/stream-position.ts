import { z } from 'zod';
import { invalidRequest } from './validation.js';

/**
 * A place in a call's stream. `seq` is the place in the call's log; `part` tells apart the lines that one entry of the log gives, from 1,
 * and is 0 where it gives only one. Written `7` or `7.1`, as the `id` of an event.
 */
export interface StreamPosition {
  seq: number;
  part: number;
}

export const STREAM_START: StreamPosition = { seq: 0, part: 0 };

export const lastEventIdHeader = z.object({
  'Last-Event-ID': z
    .string()
    .optional()
    .meta({ description: 'The id of the last event that was received: the stream goes on after it.', example: '4' }),
});

export function isAfter(position: StreamPosition, other: StreamPosition): boolean {
  return position.seq > other.seq || (position.seq === other.seq && position.part > other.part);
}

export function formatPosition({ seq, part }: StreamPosition): string {
  return part === 0 ? String(seq) : `${seq}.${part}`;
}

/**
 * Where a reader left off, by its `Last-Event-ID`; the start where it has none.
 *
 * @throws RingbackError `invalid_request` for an id that no stream of ours has given
 */
export function lastEventId(header: string | string[] | undefined): StreamPosition {
  if (header === undefined || header === '') return STREAM_START;
  const match = typeof header === 'string' ? /^(\d{1,15})(?:\.(\d))?$/.exec(header) : null;
  if (match === null)
    throw invalidRequest([
      { field: 'Last-Event-ID', problem: 'wrong_format', expected: 'an id that this stream gave' },
    ]);
  return { seq: Number(match[1]), part: Number(match[2] ?? 0) };
}
