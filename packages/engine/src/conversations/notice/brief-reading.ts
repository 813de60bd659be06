import type { Brief } from '../../call/brief.js';
import { callLanguage } from '../../call/language.js';
import type { Language } from '../../speech/synthesiser.js';
import type { Addressee } from './addressee.js';
import { readChinese } from './chinese-reading.js';
import { readEnglish } from './english-reading.js';
import { quoteOf } from './phrases.js';
import { claimsToBeHuman, speakable, withFullStop, withoutFullStop } from './sentences.js';

/** What a notice says and to whom, read from the brief. Everything in it is fit to be said. */
export interface BriefReading {
  language: Language;
  /** Whom to ask for, or null where nobody is named: then it is the phone's owner. */
  addressee: Addressee | null;
  /** The matter as it is said to the callee, sentence by sentence; at least one. */
  matter: readonly string[];
  /** Each of those sentences without words that lead up to it ("I am calling to tell you"), for answering questions. */
  statements: readonly string[];
  /** The matter asks the callee something, so that yes or no is an answer to it. */
  asks: boolean;
  /** Who the AI speaks for, ready to stand in "this is …", or null. */
  persona: string | null;
  /** The exact first words that the brief wants, or null. */
  openingLine: string | null;
}

/** Longest persona said in an introduction, in characters: more is a description for a model, not a name. */
const LONGEST_PERSONA: Readonly<Record<Language, number>> = { zh: 30, en: 80 };
const LONGEST_OPENING = 600;

/**
 * Reads a brief. The language is that of the whole call (`callLanguage`). Never throws: what is not understood is quoted word for
 * word.
 *
 * @param to E.164
 */
export function readBrief(brief: Brief, to: string): BriefReading {
  const requirement = speakable(brief.requirement);
  const chinese = /\p{Script=Han}/u.test(requirement);
  const language = callLanguage(brief, to);
  const reading = chinese ? readChinese(requirement) : readEnglish(requirement);
  // The words around a matter in another language cannot be bent to fit it.
  const foreign = language !== (chinese ? 'zh' : 'en');
  const matter = foreign ? quoteForeign(reading.statements, language) : guarded(reading.matter, language);
  return {
    language,
    addressee: reading.addressee,
    matter,
    statements: foreign ? matter : guarded(reading.statements, language),
    asks: reading.asks && !foreign,
    persona: readPersona(brief.persona, language),
    openingLine: readOpeningLine(brief.openingLine, language),
  };
}

function quoteForeign(matter: readonly string[], language: Language): string[] {
  return matter.map((sentence, index) =>
    index === 0 ? quoteOf(language, withoutFullStop(sentence)) : withFullStop(sentence, language),
  );
}

/** A matter that claims to be spoken by a human is said only as somebody else's words. */
function guarded(matter: readonly string[], language: Language): string[] {
  return matter.map((sentence) =>
    claimsToBeHuman(sentence) && !sentence.includes('“') ? quoteOf(language, withoutFullStop(sentence)) : sentence,
  );
}

function readPersona(persona: string | undefined, language: Language): string | null {
  if (persona === undefined) return null;
  const clauses = speakable(persona)
    .replace(/^(?:you are|you're|you’re|i am|i'm|i’m|act as|as|你是|您是|我是|你扮演|扮演|作为)\s*/iu, '')
    .split(/[\n。！？!?；;，,]|\.(?:\s|$)/u);
  const first = withoutFullStop(clauses[0] ?? '').replace(/^(?:一[名位个])/u, '');
  if (first === '' || first.length > LONGEST_PERSONA[language] || claimsToBeHuman(persona)) return null;
  return first;
}

function readOpeningLine(openingLine: string | undefined, language: Language): string | null {
  if (openingLine === undefined) return null;
  const line = speakable(openingLine).replace(/\n/g, ' ').slice(0, LONGEST_OPENING);
  // An AI that introduces itself as a human would lie before anybody asked.
  if (claimsToBeHuman(line)) return null;
  const ended = withFullStop(line, language);
  return ended === '' ? null : ended;
}
