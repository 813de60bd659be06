export const LANGUAGES = ['zh', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each in its own words: who cannot read the page finds it. */
export const LANGUAGE_NAMES: Record<Language, string> = { zh: '中文', en: 'English' };

const KEPT_UNDER = 'ringback.language';

/** What was chosen before, else the first of the browser's languages that we have, else English. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT_UNDER);
  const wanted = kept === null ? navigator.languages : [kept];
  for (const tag of wanted) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT_UNDER, language);
}
