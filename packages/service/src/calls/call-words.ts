import type { Utterance } from '@ringback/engine';
import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.js';

/** The most words that one search looks for; more narrow nothing down. */
const WORDS_AT_MOST = 8;

/**
 * A text in the form in which searches are compared: full-width and other compatible forms as their plain ones (NFKC), lower case, every run of
 * white space one space. Done here and not by the database, whose idea of lower case differs from engine to engine.
 */
function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** What a search for words looks for: each must occur somewhere, in any order, also inside of longer words (Chinese has no boundaries). */
export function wordsOf(search: string): string[] {
  return [...new Set(comparable(search).split(' '))].filter((word) => word !== '').slice(0, WORDS_AT_MOST);
}

/** What can be searched of one call. Line breaks keep words of different people apart. */
export function searchableText(
  requirement: string,
  summary: string | null,
  transcript: readonly Pick<Utterance, 'text'>[],
): string {
  return [requirement, summary ?? '', ...transcript.map(({ text }) => text)].map(comparable).join('\n');
}

/** Keeps what can be searched of a call that is over, in the transaction that ends it. */
export async function writeWords(db: Kysely<Schema>, callId: string, words: string): Promise<void> {
  await db
    .insertInto('call_words')
    // PostgreSQL's text cannot hold a NUL, which a model's words may.
    .values({ call_id: callId, words: words.replaceAll('\0', '') })
    .onConflict((conflict) => conflict.column('call_id').doUpdateSet((eb) => ({ words: eb.ref('excluded.words') })))
    .execute();
}
