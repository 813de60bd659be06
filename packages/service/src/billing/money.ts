/**
 * Money is whole li (厘): 1 li = ¥0.001, so ¥0.30 a minute is 300. Nothing is ever added up as a float.
 */
export type Li = number;

/** For answers: 9700 → 9.7. Exact for every amount below ¥9,000,000,000,000. */
export function liToYuan(li: Li): number {
  return li / 1000;
}

/** `"12"`, `"12.5"`, `"0.305"` → li. Null for anything else: signs, exponents, more than three decimals, over ¥1,000,000,000. */
export function parseYuan(text: string): Li | null {
  const match = /^(\d{1,10})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const li = Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
  return li <= 1_000_000_000_000 ? li : null;
}

/** `¥9.70`: two decimals, or three where the third is not zero. */
export function formatYuan(li: Li): string {
  const sign = li < 0 ? '-' : '';
  const absolute = Math.abs(li);
  const decimals = String(absolute % 1000).padStart(3, '0');
  return `${sign}¥${Math.floor(absolute / 1000)}.${decimals.endsWith('0') ? decimals.slice(0, 2) : decimals}`;
}
