import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RingbackError } from '@ringback/engine';

export const SECRET_KEY_FILE = 'secret.key';

/** AES-256 takes 32 bytes of key; GCM 12 of nonce (NIST SP 800-38D § 8.2) and gives a tag of 16. */
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Says how a sealed text was made, so that another way can follow without guessing. */
const VERSION = 'v1.';

/**
 * Encrypts small secrets for storage: AES-256-GCM under a key that is not in the database, so that a copy of the database alone gives
 * nothing away. `context` names the place a secret belongs to and is authenticated: a sealed text moved to another row does not open.
 */
export class SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes. */
  constructor(key: Uint8Array) {
    if (key.byteLength !== KEY_BYTES) {
      throw new RingbackError(
        'secret_key_invalid',
        `The secret key must be ${KEY_BYTES} bytes long, as base64 in its file.`,
      );
    }
    this.#key = Buffer.from(key);
  }

  /** A key of its own for one purpose, 32 bytes as base64 (HKDF-SHA-256, RFC 5869): it tells nothing of the key or of other purposes' keys. */
  derive(purpose: string): string {
    return Buffer.from(hkdfSync('sha256', this.#key, '', purpose, KEY_BYTES)).toString('base64');
  }

  seal(plain: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return VERSION + sealed.toString('base64url');
  }

  /** Throws `secret_unreadable` where it was sealed under another key or for another context, or was altered. */
  open(sealed: string, context: string): string {
    try {
      if (!sealed.startsWith(VERSION)) throw new Error('unknown version');
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('too short');
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      );
    } catch (error) {
      throw new RingbackError(
        'secret_unreadable',
        `A stored secret cannot be decrypted. Is ${SECRET_KEY_FILE} the file that belongs to this database? Restore it from the backup.`,
        { cause: error },
      );
    }
  }
}

/**
 * The box under `secret.key` in the data folder, which is made, readable by its owner alone, at the first start. Where several nodes share
 * one database, all need the same file.
 */
export async function openSecretBox(dataFolder: string): Promise<SecretBox> {
  const file = join(dataFolder, SECRET_KEY_FILE);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  let text = await readIfThere(file);
  if (text === null) {
    await createKeyFile(file);
    text = await readFile(file, 'utf8');
  }
  return new SecretBox(Buffer.from(text.trim(), 'base64'));
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written and synced under another name, then linked: the file is never there half-written, and of two that start at once one wins. */
async function createKeyFile(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}
