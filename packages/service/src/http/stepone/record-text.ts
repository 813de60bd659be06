import type { SteponeRecord } from './record.js';

/**
 * What existing callers search the whole answer for. Of each the first one found counts, or any one found: so the words stand in the
 * answer as our own keys and nowhere else.
 */
const SEARCHED = [
  'success',
  'code',
  'message',
  'error',
  'status',
  'call_ids',
  'call_id',
  'provider_call_id',
  'call_status',
  'call_content',
  'content',
  'role',
  'duration',
  'duration_seconds',
  'cost',
  'billed',
  'phones',
  'user_requirement',
  'provider_response',
  'skill_version',
];

const SEARCHED_PATTERN = new RegExp(`"(${SEARCHED.join('|')})"`, 'g');

/**
 * JSON of what a caller or a callee has put into a record (a result with keys of the caller's own choice, a requirement that is one word),
 * written so that it means the same and that none of the searched words stands in it between quotes: the word's first letter is escaped,
 * `"content"` becomes `"\u0063ontent"`.
 */
function disguised(value: unknown): string {
  return JSON.stringify(value).replace(SEARCHED_PATTERN, (_whole, word: string) => {
    const first = word.charCodeAt(0).toString(16).padStart(4, '0');
    return `"\\u${first}${word.slice(1)}"`;
  });
}

/** Fields whose content is the caller's, the callee's or the AI's. The transcript is one too, but there the words are wanted. */
const OF_OTHERS: ReadonlySet<string> = new Set(['phones', 'user_requirement', 'summary', 'recording_url', 'result']);

/** A record as compact JSON for the shell scripts that cut fields out of it with `grep`. */
export function recordText(record: SteponeRecord): string {
  const fields = Object.entries(record).map(
    ([key, value]) => `${JSON.stringify(key)}:${OF_OTHERS.has(key) ? disguised(value) : JSON.stringify(value)}`,
  );
  return `{${fields.join(',')}}`;
}
