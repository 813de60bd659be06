import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is kept of a token: enough to recognise it, and nothing from which it could be made again. */
export interface TokenRecord {
  /** The part before the dot: says which record it is, and is no secret. */
  id: string;
  /** SHA-256 of the part behind the dot, as 64 hexadecimal digits. Behind it are 256 random bits, so that a slow hash adds nothing. */
  digest: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Makes tokens; a test may give others. */
export type NewSecret = () => string;

/** 256 bits of the system's randomness, as 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenRecord(id: string, secret: string, expiresAt: number): TokenRecord {
  return { id, digest: digest(secret).toString('hex'), expiresAt };
}

/** Takes a token apart; null where it is none. */
export function readToken(token: string): { id: string; secret: string } | null {
  const match = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43})$/.exec(token);
  return match === null ? null : { id: match[1] as string, secret: match[2] as string };
}

/** Whether the secret is the record's, in constant time; a record that is not there is compared all the same. */
export function isSecretOf(record: TokenRecord | undefined, secret: string): boolean {
  const expected = record === undefined ? NOTHING : Buffer.from(record.digest, 'hex');
  const right = expected.length === NOTHING.length && timingSafeEqual(expected, digest(secret));
  return right && record !== undefined;
}

const NOTHING = Buffer.alloc(32);

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
