import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from './exit-code.js';
import { CommandFailure } from './failure.js';
import { jsonObject } from './json-object.js';
import type { Messages } from './messages.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 7464;

/**
 * Where the service is: `RINGBACK_URL`, else what `RINGBACK_HOST` and `RINGBACK_PORT` say of a service on this machine, else
 * `http://127.0.0.1:7464`.
 *
 * @throws CommandFailure `invalid_configuration`
 */
export function serviceUrl(env: Environment, say: Messages): string {
  const url = env.RINGBACK_URL?.trim() ?? '';
  if (url !== '') {
    if (!isHttpUrl(url))
      throw new CommandFailure('invalid_configuration', EXIT.usage, say.invalidUrl('RINGBACK_URL', url));
    return url.replace(/\/+$/, '');
  }
  const host = env.RINGBACK_HOST?.trim() ?? '';
  const port = env.RINGBACK_PORT?.trim() ?? '';
  // 0 lets the service choose: which one it chose only its own output says.
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new CommandFailure('invalid_configuration', EXIT.usage, say.invalidPort(port));
  }
  const found = `http://${reachable(host)}:${port === '' || Number(port) === 0 ? DEFAULT_PORT : Number(port)}`;
  if (!isHttpUrl(found))
    throw new CommandFailure('invalid_configuration', EXIT.usage, say.invalidUrl('RINGBACK_HOST', host));
  return found;
}

/** An address to listen on, as an address to connect to. */
function reachable(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::' || host === '[::]') return '[::1]';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

/**
 * The API key: `RINGBACK_API_KEY`, else `STEPONEAI_API_KEY`, else `steponeai_api_key` in `~/.clawd/secrets.json`.
 *
 * @throws CommandFailure `no_api_key` where there is none, `invalid_configuration` where it cannot be one
 */
export function apiKey(env: Environment, say: Messages): string {
  for (const name of ['RINGBACK_API_KEY', 'STEPONEAI_API_KEY']) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') return checkedKey(value, name, say);
  }
  const path = join(env.HOME ?? homedir(), '.clawd', 'secrets.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CommandFailure('no_api_key', EXIT.auth, say.noKey);
    throw new CommandFailure('invalid_configuration', EXIT.auth, say.unreadableFile(path, (error as Error).message));
  }
  const key = secretIn(text, path, say);
  if (key === '') throw new CommandFailure('no_api_key', EXIT.auth, say.noKey);
  return checkedKey(key, path, say);
}

function secretIn(text: string, path: string, say: Messages): string {
  const value = jsonObject(text);
  if (value === null) throw new CommandFailure('invalid_configuration', EXIT.auth, say.noJsonObject(path));
  const key = value.steponeai_api_key;
  return typeof key === 'string' ? key.trim() : '';
}

/** A header takes visible ASCII only; anything else is a slip of copying. The key itself is never repeated. */
function checkedKey(key: string, source: string, say: Messages): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CommandFailure('invalid_configuration', EXIT.auth, say.invalidKey(source));
}
