import { RingbackError } from '@ringback/engine';

/** From byte `start` to byte `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The one range of bytes that a request asks for (RFC 9110, 14.2); null: all of them. Several ranges, other units and what is not well-formed
 * may be passed over by a server, and are.
 *
 * @param size of the whole, in bytes
 * @throws RingbackError `range_not_satisfiable` where the range begins behind the end
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (found === null) return null;
  const [first, last] = [found[1] as string, found[2] as string];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  if (start >= size)
    throw new RingbackError('range_not_satisfiable', `There are ${size} bytes.`, { details: { size } });
  return { start, end };
}
