import { spokenChinese } from './spoken-chinese.js';
import { spokenEnglish } from './spoken-english.js';
import type { Language } from './synthesiser.js';

/** Signs that are not read: pictures, marks of layout, and what a speech program might take for a command of its own. */
const UNREAD =
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Variation_Selector}|[\u200b-\u200f\u2028-\u202f]|\u20e3/gu;
const MARKS = /<\/?[a-zA-Z][^<>]{0,200}>|[<>{}[\]|\\^`_~]|\*(?!\s?[键号]|\s*key)|(?<=^|\n)\s*[#>-]+\s/g;

/**
 * Text as it is read aloud: numbers, dates, times, prices, phone numbers and abbreviations as people say them in that language, without
 * what cannot be said. The result may be longer than the text, or empty. It is meant to be heard, not shown.
 */
export function spokenText(text: string, language: Language): string {
  const wellFormed = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, ' ');
  const lines = wellFormed.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ');
  const spoken = language === 'zh' ? spokenChinese(lines) : spokenEnglish(lines);
  return spoken
    .replace(UNREAD, ' ')
    .replace(MARKS, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
