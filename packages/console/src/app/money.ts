import { useLanguage } from '../i18n/i18n.js';

/** Yuan as people of the page's language write them: two decimals, or three where the third is not zero. */
export function useMoney(): (yuan: number, signed?: boolean) => string {
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  return (yuan, signed = false) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'CNY',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits: 3,
      signDisplay: signed ? 'exceptZero' : 'auto',
    }).format(yuan);
}

/** `12`, `12.5`, `0.305`; null for what is no amount with at most three decimals. */
export function readYuan(text: string): number | null {
  return /^\d{1,10}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) : null;
}
