import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `sk_` and 32 random bytes as base64url: 43 characters. */
const SHAPE = /^sk_[A-Za-z0-9_-]{43}$/;

/** `sk_` and the first four characters: enough to tell keys apart, and 24 of 256 bits given away. */
const HINT_LENGTH = 7;

export function newApiKey(): string {
  return `sk_${randomBytes(32).toString('base64url')}`;
}

export function isApiKey(text: string): boolean {
  return SHAPE.test(text);
}

/** SHA-256 as hex. The key has 256 random bits, so there is nothing that a slow hash would protect. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export function hintOf(key: string): string {
  return `${key.slice(0, HINT_LENGTH)}…`;
}

/** In constant time. Both are SHA-256 in hex. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
}
