import type { ServerContext as RequestContext } from '@modelcontextprotocol/server';
import type { CallEvent } from '@ringback/client';
import { type CallAnswer, callAnswerOf } from './call-answer.js';
import { quoted } from './call-text.js';
import type { ServerContext } from './options.js';

/** MCP clients give up after 60 s unless they hear something in between. Often enough for three of it to be lost. */
const PROGRESS_EVERY_MS = 3_000;

/** A client that asks for no progress cannot be kept waiting: it is answered before its usual 60 s are over, with room for a slow one. */
const SILENT_WAIT_MS = 45_000;

/**
 * Waits for the end of a call and tells the client how it goes on. Where the client asks for no progress it waits 45 s at most.
 *
 * @returns the call as it then is: over, or not yet
 * @throws the reason of the request's signal where the request was cancelled
 */
export async function followCall(
  { client, timing }: ServerContext,
  callId: string,
  { mcpReq }: RequestContext,
): Promise<CallAnswer> {
  const enough = new AbortController();
  const progress = new Progress(mcpReq);
  const stops = [
    progress.wanted
      ? timing.every(PROGRESS_EVERY_MS, () => progress.again())
      : timing.after(SILENT_WAIT_MS, () => enough.abort()),
  ];
  try {
    await client.waitForCall(callId, {
      signal: AbortSignal.any([mcpReq.signal, enough.signal]),
      onEvent: (event) => progress.tell(event),
    });
  } catch (error) {
    mcpReq.signal.throwIfAborted();
    if (!enough.signal.aborted) throw error;
  } finally {
    for (const stop of stops) stop();
  }
  return callAnswerOf(await client.call(callId, { signal: mcpReq.signal }));
}

/** The progress notifications of one request; their number grows with each, as the protocol wants it. */
class Progress {
  readonly #mcpReq: RequestContext['mcpReq'];
  #sent = 0;
  #state = 'queued';

  constructor(mcpReq: RequestContext['mcpReq']) {
    this.#mcpReq = mcpReq;
  }

  get wanted(): boolean {
    return this.#mcpReq._meta?.progressToken !== undefined;
  }

  tell(event: CallEvent): void {
    if (event.type === 'state') this.#state = event.state.replace('_', ' ');
    const message = messageOf(event);
    if (message !== null) this.#send(message);
  }

  /** A sign of life: nothing new has happened. */
  again(): void {
    this.#send(this.#state);
  }

  #send(message: string): void {
    const progressToken = this.#mcpReq._meta?.progressToken;
    if (progressToken === undefined || this.#mcpReq.signal.aborted) return;
    this.#sent += 1;
    const params = { progressToken, progress: this.#sent, message };
    // A client that is gone is told nothing; that its request ends is learnt from its signal.
    this.#mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }
}

function messageOf(event: CallEvent): string | null {
  switch (event.type) {
    case 'state':
      return event.state.replace('_', ' ');
    case 'utterance':
      return `${event.utterance.role === 'assistant' ? 'ai' : 'callee'}: ${quoted(event.utterance.text)}`;
    case 'machine':
      return 'a machine answered';
    case 'ended':
      return `ended, ${event.end_reason}`;
    default:
      return null;
  }
}
