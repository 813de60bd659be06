import { spokenText } from './spoken-text.js';
import type { Language } from './synthesiser.js';

/** A stretch of text that one voice speaks at once. */
export interface SpokenPart {
  text: string;
  voice: 'cmn' | 'en-us';
  /** A pause belongs behind it. */
  endsSentence: boolean;
}

/**
 * Longest part in characters: about 40 s of speech. Whoever waits for a long text gets it in pieces that are made in well under a second
 * each.
 */
const LONGEST_PART = 200;

/**
 * Text as it is read aloud, in parts: by sentences where it is long, and by script in English, whose voice reads every hanzi as "Chinese
 * letter" (the Mandarin voice reads Latin letters as English by itself). Parts hold at least one letter or digit.
 */
export function spokenParts(text: string, language: Language): SpokenPart[] {
  const parts: SpokenPart[] = [];
  for (const sentences of passages(spokenText(text, language))) {
    const runs = language === 'zh' ? [sentences] : scriptRuns(sentences);
    const said = runs.filter((run) => /[\p{L}\p{N}]/u.test(run));
    said.forEach((run, index) => {
      const voice = language === 'zh' || /\p{Script=Han}/u.test(run) ? 'cmn' : 'en-us';
      parts.push({ text: run.trim(), voice, endsSentence: index === said.length - 1 });
    });
  }
  return parts;
}

/** Runs of hanzi with the punctuation behind them, and what is between. */
function scriptRuns(text: string): string[] {
  return text.match(/\p{Script=Han}+(?:[^\p{L}\p{N}]*\p{Script=Han}+)*[^\p{L}\p{N}]*|[^\p{Script=Han}]+/gu) ?? [];
}

/** Whole sentences, as many together as fit; a sentence that is too long is cut at a comma, a space, or anywhere. */
function passages(text: string): string[] {
  const found: string[] = [];
  let passage = '';
  const finish = (): void => {
    if (passage.trim() !== '') found.push(passage.trim());
    passage = '';
  };
  for (const sentence of text.match(/[^。！？!?；;\n]*?(?:[。！？!?；;\n]+|\.(?=\s)|$)/gu) ?? []) {
    let rest = sentence;
    if (passage.length + rest.length > LONGEST_PART) finish();
    while (rest.length > LONGEST_PART) {
      const cut = cutOf(rest);
      found.push(rest.slice(0, cut).trim());
      rest = rest.slice(cut);
    }
    passage += rest;
  }
  finish();
  return found;
}

function cutOf(text: string): number {
  const head = text.slice(0, LONGEST_PART);
  for (const mark of [/[，,、：:](?=[^，,、：:]*$)/u, /\s(?=\S*$)/u]) {
    const at = head.search(mark);
    if (at >= LONGEST_PART / 4) return at + 1;
  }
  // Never between the two halves of a character beyond the basic plane.
  return /[\ud800-\udbff]$/.test(head) ? LONGEST_PART - 1 : LONGEST_PART;
}
