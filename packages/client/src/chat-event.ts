/** What a live stream of a call's conversation tells. `id` is what a later stream can go on from, as `lastEventId`. */
export type ChatEvent =
  /** Something being said, growing; only for who asked for partials, and never repeated on resuming. */
  | { type: 'partial'; role: 'assistant' | 'user'; content: string; utteranceId: string | null }
  /** One finished thing said. */
  | { type: 'utterance'; role: 'assistant' | 'user'; content: string; id: string | null; utteranceId: string | null }
  /** A line of the service's own, e.g. why a call came to nothing. */
  | { type: 'system'; content: string; id: string | null }
  /** The call is over and all was told. The last event of its stream. */
  | { type: 'done'; id: string | null }
  /** Not answered within 30 s; the call may still be ringing. The last event of its stream. */
  | { type: 'timeout'; id: string | null };

/**
 * Reads one event of the stream: `data: {"role": "assistant"|"user"|"system", "content": "…"}`. Null for anything that is none, such as
 * what a newer service may add.
 */
export function parseChatEvent(message: { id?: string; event?: string; data: string }): ChatEvent | null {
  let data: unknown;
  try {
    data = JSON.parse(message.data);
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null) return null;
  const { role, content, partial, utterance_id } = data as Record<string, unknown>;
  if (typeof content !== 'string') return null;
  const id = message.id ?? null;
  const utteranceId = typeof utterance_id === 'string' ? utterance_id : null;
  if (role === 'system') {
    if (content === '[DONE]') return { type: 'done', id };
    if (content === '[TIMEOUT]') return { type: 'timeout', id };
    return { type: 'system', content, id };
  }
  if (role !== 'assistant' && role !== 'user') return null;
  if (message.event === 'partial' || partial === true) return { type: 'partial', role, content, utteranceId };
  return { type: 'utterance', role, content, id, utteranceId };
}
