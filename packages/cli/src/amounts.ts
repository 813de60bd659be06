/** An amount of CNY as people write it: two decimals, or three where the third is not zero. */
export function formatYuan(yuan: number): string {
  const thousandths = Math.round(Math.abs(yuan) * 1000);
  const text = (thousandths / 1000).toFixed(thousandths % 10 === 0 ? 2 : 3);
  return `${yuan < 0 ? '-' : ''}¥${text}`;
}

/** An amount of US dollars, to the cent, or finer where it is less than one. */
export function formatUsd(usd: number): string {
  return `US$${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)}`;
}

/** An RFC 3339 instant in this machine's time: `2026-12-01 09:00:05`. */
export function formatInstant(instant: string): string {
  const date = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
