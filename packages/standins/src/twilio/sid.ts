import { randomBytes } from 'node:crypto';

/** A new sid: two letters and 32 hexadecimal digits. */
export function newSid(prefix: 'CA' | 'MZ' | 'PN' | 'RE'): string {
  return prefix + randomBytes(16).toString('hex');
}
