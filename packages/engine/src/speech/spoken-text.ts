import type { Language } from './synthesiser.js';

/** Text as it is read aloud. */
export function spokenText(text: string, _language: Language): string {
  return text;
}
