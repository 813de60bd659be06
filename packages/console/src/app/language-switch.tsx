import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { changeLanguage, useLanguage } from '../i18n/i18n.js';
import { LANGUAGE_NAMES } from '../i18n/languages.js';
import { useFrameWords } from './words.js';

/** One click to the other language, named in its own words. */
export function LanguageSwitch(): ReactNode {
  const say = useFrameWords();
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  const name = LANGUAGE_NAMES[other];
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      aria-label={`${say('language')}: ${name}`}
      onClick={() => void changeLanguage(other)}
    >
      {name}
    </Button>
  );
}
