import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { keepLanguage, type Language, preferredLanguage } from './languages.js';

/** The one instance; screens add their words to it as they are loaded. */
const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: preferredLanguage(),
  fallbackLng: false,
  resources: { zh: {}, en: {} },
  ns: [],
  // React escapes.
  interpolation: { escapeValue: false },
  // Words come with the code of their screen: there is nothing to wait for.
  initAsync: false,
  react: { useSuspense: false },
});

const setDocumentLanguage = (language: string): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
};
setDocumentLanguage(i18n.language);
i18n.on('languageChanged', setDocumentLanguage);

/** For the whole console, and for the next time. */
export async function changeLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  await i18n.changeLanguage(language);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language;
}

/** `calls_one` and `calls_other` are asked for as `calls`, with a `count`. */
type Key<Words> = keyof Words extends infer Name
  ? Name extends `${infer Stem}_${'one' | 'other'}`
    ? Stem
    : Name & string
  : never;

export type Say<Words> = (key: Key<Words>, values?: Record<string, string | number>) => string;

/**
 * Registers the words of one screen and gives the hook that says them: `const say = useWords(); say('title')`. Values stand in the text as `{{name}}`.
 * Both languages have the same keys; English may have `…_one` beside `…_other`.
 */
export function screenWords<Words extends Record<string, string>>(
  screen: string,
  words: { zh: Words; en: { [Key in keyof Words]: string } & Record<`${string}_one`, string> },
): () => Say<Words> {
  i18n.addResourceBundle('zh', screen, words.zh);
  i18n.addResourceBundle('en', screen, words.en);
  return () => useTranslation(screen).t as unknown as Say<Words>;
}
