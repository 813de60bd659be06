import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { BYTE_ORDER_MARK } from './csv.js';

/** What is gathered before it is sent: fewer, larger writes. */
const PIECE_CHARACTERS = 16_384;

/** Answers with a file to be kept, sent as it is made and no faster than it is taken. */
export function sendFile(
  reply: FastifyReply,
  file: { name: string; format: 'json' | 'csv'; parts: AsyncIterable<string> | Iterable<string> },
): FastifyReply {
  const { name, format, parts } = file;
  reply
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('cache-control', 'no-store');
  return reply.send(Readable.from(pieces(parts, format), { objectMode: false }));
}

async function* pieces(
  parts: AsyncIterable<string> | Iterable<string>,
  format: 'json' | 'csv',
): AsyncGenerator<Buffer, void, undefined> {
  let waiting = format === 'csv' ? BYTE_ORDER_MARK : '';
  for await (const part of parts) {
    waiting += part;
    if (waiting.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
