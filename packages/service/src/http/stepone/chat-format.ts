import type { CallEvent, EndReason, Language } from '@ringback/engine';
import type { CallRecord } from '../../calls/call-record.js';
import type { LoggedEvent } from '../../events/call-log.js';
import type { StreamFormat, StreamLine } from '../call-feed.js';
import { END_REASON_SENTENCES } from '../messages.js';
import { formatPosition } from '../stream-position.js';

/** Which of the lines at a call's end: why it came to nothing, where it did, and that it is over. */
const REASON_PART = 1;
export const DONE_PART = 2;

/** Ends of a call that was held as it was meant to be: the conversation itself says all there is to say. */
const CONVERSED: ReadonlySet<EndReason> = new Set(['completed', 'callee_hung_up', 'hung_up', 'wrong_number']);

type ChatRole = 'assistant' | 'user' | 'system';

/** JSON as Python's `json.dumps(…, ensure_ascii=False)` spaces it: existing callers cut it by its spaces. */
function chatJson(role: ChatRole, content: string, utteranceId?: string): string {
  const more = utteranceId === undefined ? '' : `, "utterance_id": ${JSON.stringify(utteranceId)}`;
  return `{"role": "${role}", "content": ${JSON.stringify(content)}${more}}`;
}

export function chatEvent(id: string, role: ChatRole, content: string): Buffer {
  return Buffer.from(`id: ${id}\ndata: ${chatJson(role, content)}\n\n`);
}

function ending(seq: number, reason: EndReason | null, language: Language): StreamLine[] {
  const told = reason !== null && !CONVERSED.has(reason) ? END_REASON_SENTENCES[reason][language] : null;
  const lines = [
    { part: REASON_PART, content: told },
    { part: DONE_PART, content: '[DONE]' },
  ];
  return lines.flatMap(({ part, content }) => {
    const position = { seq, part };
    return content === null ? [] : [{ position, bytes: chatEvent(formatPosition(position), 'system', content) }];
  });
}

/**
 * The conversation of a call as callers of the published skill read it. Readers that asked for partial utterances also get, as events
 * named `partial`, what is being said, and with every utterance the `utterance_id` that ties the two together.
 *
 * @param language the account's: why a call came to nothing is told in it
 */
export function chatFormat(language: Language, partials: boolean): StreamFormat {
  return {
    name: `chat ${language}${partials ? ' partial' : ''}`,
    lines({ seq, event }: LoggedEvent): StreamLine[] {
      if (event.type === 'ended') return ending(seq, event.end.endReason, language);
      // Interrupted before a word of it was heard: nothing was said.
      if (event.type !== 'utterance' || event.utterance.text === '') return [];
      const { role, text, utteranceId } = event.utterance;
      const data = chatJson(role, text, partials ? utteranceId : undefined);
      return [{ position: { seq, part: 0 }, bytes: Buffer.from(`id: ${seq}\ndata: ${data}\n\n`) }];
    },
    partial(event: Extract<CallEvent, { type: 'partial' }>, id: string): Buffer | null {
      if (!partials) return null;
      return Buffer.from(`id: ${id}\nevent: partial\ndata: ${chatJson(event.role, event.text, event.utteranceId)}\n\n`);
    },
    missingEnd(call: CallRecord, lastSeq: number): StreamLine[] {
      return ending(lastSeq, call.endReason, language);
    },
  };
}
