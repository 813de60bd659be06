import type { Language } from '../../speech/synthesiser.js';
import type { Addressee } from './addressee.js';
import { quoteOf, quoteOn } from './phrases.js';
import { sentences } from './sentences.js';

const MOST_MARKS = 40;

/** What the grammar of one language found in a requirement. */
export interface RequirementReading {
  addressee: Addressee | null;
  /** The matter as it is said to the callee, sentence by sentence; at least one. */
  matter: readonly string[];
  /** Each of those sentences without words that lead up to it. */
  statements: readonly string[];
  /** The matter asks the callee something, so that yes or no is an answer to it. */
  asks: boolean;
}

/** One sentence put in words for the callee. */
export interface PutSentence {
  matter: string;
  statement: string;
}

/** Sentences put for the callee, each as `put` has it, or quoted word for word where `put` is not sure of it (null). */
export function putMatter(
  language: Language,
  said: readonly string[],
  put: (sentence: string, index: number) => PutSentence | null,
): { matter: string[]; statements: string[]; quoted: boolean } {
  const matter: string[] = [];
  const statements: string[] = [];
  let quoted = false;
  let quoting = false;
  for (const [index, sentence] of said.entries()) {
    const done = put(sentence, index);
    const quote = index === 0 ? quoteOf(language, sentence) : quoteOn(language, sentence, quoting);
    matter.push(done?.matter ?? quote);
    statements.push(done?.statement ?? sentence);
    quoting = done === null;
    quoted ||= quoting;
  }
  return { matter, statements, quoted };
}

/** The whole requirement, word for word: for one of which nothing could be put for the callee. */
export function quoteWhole(language: Language, requirement: string): { matter: string[]; statements: string[] } {
  const { matter, statements } = putMatter(language, sentences(requirement, language), () => null);
  if (matter.length > 0) return { matter, statements };
  // A requirement of nothing but marks has no sentences.
  const marks = [...requirement].slice(0, MOST_MARKS).join('');
  return { matter: [quoteOf(language, marks)], statements: [marks] };
}
