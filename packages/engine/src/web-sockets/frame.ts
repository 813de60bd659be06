/** First byte of a whole text message in one frame: FIN, no extension, opcode 1 (RFC 6455, 5.2). */
export const WHOLE_TEXT = 0x81;
/** In the second byte: four bytes of a mask stand before the payload. */
export const MASKED = 0x80;

/** Masks what lies from `start` to `end` with the four bytes before it; masked once more it is what it was (RFC 6455, 5.3). */
export function mask(data: Buffer, start: number, end: number): void {
  const a = data[start - 4] as number;
  const b = data[start - 3] as number;
  const c = data[start - 2] as number;
  const d = data[start - 1] as number;
  let at = start;
  for (; at + 3 < end; at += 4) {
    data[at] = (data[at] as number) ^ a;
    data[at + 1] = (data[at + 1] as number) ^ b;
    data[at + 2] = (data[at + 2] as number) ^ c;
    data[at + 3] = (data[at + 3] as number) ^ d;
  }
  if (at < end) data[at] = (data[at] as number) ^ a;
  if (at + 1 < end) data[at + 1] = (data[at + 1] as number) ^ b;
  if (at + 2 < end) data[at + 2] = (data[at + 2] as number) ^ c;
}
