import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';

const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const;

/** An instant of the API, RFC 3339, as people of this language write it, in this browser's time zone; exact when pointed at. */
export function Instant({ at }: { at: string }): ReactNode {
  const locale = LOCALES[useLanguage()];
  return (
    <time dateTime={at} title={at}>
      {new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  );
}
