/**
 * 128 random bits as 32 hexadecimal digits. Not `crypto.randomUUID`, which browsers offer to pages over HTTPS only.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
