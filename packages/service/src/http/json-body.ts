import { RingbackError } from '@ringback/engine';
import { findJsonMistake } from './json-position.js';

/** Largest body: 1 MB. Ten thousand numbers with a requirement of 4,000 characters are a quarter of it. */
export const BODY_LIMIT_BYTES = 1_048_576;

/** How deep objects and arrays may stand in one another. A result schema of any use stays under 20. */
export const DEPTH_LIMIT = 32;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body from its bytes. Of a key named twice in one object the last one counts, as everywhere in JavaScript.
 *
 * @throws RingbackError `invalid_utf8`, `invalid_json` (details: position, line, column), `nested_too_deeply`, `invalid_text`
 *   (details: field, problem)
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new RingbackError('invalid_utf8', 'The body is not UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const mistake = findJsonMistake(text) ?? { position: 0, line: 1, column: 1 };
    throw new RingbackError(
      'invalid_json',
      `The body is not JSON: see line ${mistake.line}, column ${mistake.column}.`,
      {
        details: { ...mistake },
      },
    );
  }
  checkTexts(value);
  return value;
}

interface Place {
  value: unknown;
  path: string;
  depth: number;
}

/**
 * Every text of the body, keys too, must be one that can be stored, spoken and shown: no control characters but tab and line breaks,
 * no half of a surrogate pair. Walks without recursion: a hostile body must not exhaust the stack.
 */
function checkTexts(body: unknown): void {
  const places: Place[] = [{ value: body, path: '', depth: 0 }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, path, depth } = place;
    if (typeof value === 'string') {
      checkText(value, path);
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= DEPTH_LIMIT) {
        throw new RingbackError('nested_too_deeply', `Objects and arrays may stand ${DEPTH_LIMIT} deep at most.`, {
          details: { limit: DEPTH_LIMIT },
        });
      }
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
          if (typeof item === 'string') checkText(item, path, index);
          else if (typeof item === 'object' && item !== null)
            places.push({ value: item, path: `${path}[${index}]`, depth: depth + 1 });
        }
      } else {
        for (const [key, item] of Object.entries(value)) {
          const inner = path === '' ? key : `${path}.${key}`;
          checkText(key, path === '' ? 'body' : path);
          // Nothing of ours is called so, and as a key it is a trap for whoever copies the object later.
          if (key === '__proto__') throw invalidText(inner, 'forbidden_key');
          if (typeof item === 'string') checkText(item, inner);
          else if (typeof item === 'object' && item !== null)
            places.push({ value: item, path: inner, depth: depth + 1 });
        }
      }
    }
  }
}

/** Unicode's control characters (Cc) but tab, line feed and carriage return. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkText(text: string, path: string, index?: number): void {
  if (CONTROL.test(text)) throw invalidText(index === undefined ? path : `${path}[${index}]`, 'control_character');
  if (LONE_SURROGATE.test(text)) throw invalidText(index === undefined ? path : `${path}[${index}]`, 'lone_surrogate');
}

function invalidText(path: string, problem: string): RingbackError {
  const field = path === '' ? 'body' : path.slice(0, 100);
  return new RingbackError('invalid_text', `${field}: ${problem}`, { details: { field, problem } });
}
