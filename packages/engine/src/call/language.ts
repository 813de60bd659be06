import type { Language } from '../speech/synthesiser.js';
import type { Brief } from './brief.js';

/**
 * The language to speak first: the brief's own; else Mandarin where the opening line or the requirement is written in hanzi; else English
 * where they hold letters; else Mandarin for a Chinese number, English for others.
 *
 * @param to E.164.
 */
export function callLanguage(brief: Brief, to: string): Language {
  if (brief.language !== undefined) return brief.language;
  const written = `${brief.openingLine ?? ''}\n${brief.requirement}`;
  if (/\p{Script=Han}/u.test(written)) return 'zh';
  if (/\p{L}/u.test(written)) return 'en';
  return to.startsWith('+86') ? 'zh' : 'en';
}
