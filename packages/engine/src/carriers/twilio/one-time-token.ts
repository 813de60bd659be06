import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits of the system's randomness, as 43 characters. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Lets in one who brings the token, once. Whether a token is right is compared in constant time. */
export class OneTimeToken {
  readonly #digest: Buffer;
  #token: string | null;

  constructor(token: string) {
    this.#token = token;
    this.#digest = digest(token);
  }

  /** The token itself; null once it was used. */
  get value(): string | null {
    return this.#token;
  }

  matches(given: unknown): boolean {
    return timingSafeEqual(this.#digest, digest(typeof given === 'string' ? given : ''));
  }

  use(): void {
    this.#token = null;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
