import type { Clock } from '@ringback/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../accounts/account.js';
import type { CallRecord } from '../../calls/call-record.js';
import type { CallFeeds } from '../call-feed.js';
import type { EventStreams } from '../event-stream.js';
import { lastEventId } from '../stream-position.js';
import { chatEvent, chatFormat, DONE_PART } from './chat-format.js';

/** How long a stream waits for the answer before it says `[TIMEOUT]`: what callers of the published skill were promised. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Streams a call's conversation. A reader that has had `[DONE]` already and comes back is answered 204, which tells an event source to
 * stay away.
 */
export function streamChat(
  call: CallRecord,
  account: Account,
  request: FastifyRequest,
  reply: FastifyReply,
  { streams, feeds, clock }: { streams: EventStreams; feeds: CallFeeds; clock: Clock },
): FastifyReply | undefined {
  const after = lastEventId(request.headers['last-event-id']);
  if (after.part === DONE_PART) return reply.code(204).send();

  const stream = streams.open(account.id, reply);
  const reader = feeds.read(call, chatFormat(account.language, wantsPartials(request.headers.accept)), after, stream);
  const timeout = clock.after(ANSWER_WITHIN_MS, () => {
    // Its id is the reader's last one: who resumes from it misses nothing and is told nothing twice.
    stream.end(chatEvent(reader.lastId, 'system', '[TIMEOUT]'));
  });
  reader.onAnswered(() => timeout.cancel());
  stream.onClosed(() => timeout.cancel());
  return undefined;
}

/** `Accept: text/event-stream; partial=1` */
function wantsPartials(accept: string | undefined): boolean {
  return (accept ?? '')
    .split(',')
    .some((range) => /^\s*text\/event-stream\s*;(.*;)?\s*partial\s*=\s*"?1"?\s*(;|$)/i.test(range));
}
