/** What a server may send on a bidirectional media stream. */
export type StreamMessage = { event: 'media'; payload: string } | { event: 'mark'; name: string } | { event: 'clear' };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads one message as strictly as the vendor describes it: known events, the fields of the event and no others, the stream's own sid
 * (https://www.twilio.com/docs/api/errors/31951). Returns why it is none as text.
 */
export function readStreamMessage(text: string, streamSid: string): StreamMessage | string {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (!isRecord(message)) return 'not an object';
  const { event } = message;
  if (event !== 'media' && event !== 'mark' && event !== 'clear') return 'no event of a server: media, mark or clear';
  const stranger = unexpected(message, event === 'clear' ? ['event', 'streamSid'] : ['event', 'streamSid', event]);
  if (stranger !== undefined) return `unexpected field ${stranger}`;
  if (message.streamSid !== streamSid) return 'streamSid is not that of this stream';
  if (event === 'clear') return { event };
  const body = message[event];
  if (!isRecord(body)) return `${event} is not an object`;
  const field = event === 'media' ? 'payload' : 'name';
  const inner = unexpected(body, [field]);
  if (inner !== undefined) return `unexpected field ${event}.${inner}`;
  const value = body[field];
  if (typeof value !== 'string' || value === '') return `${event}.${field} is not a text`;
  if (event === 'mark') return { event, name: value };
  return BASE64.test(value) ? { event, payload: value } : 'media.payload is not base64';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(record: Record<string, unknown>, expected: readonly string[]): string | undefined {
  return Object.keys(record).find((name) => !expected.includes(name));
}
