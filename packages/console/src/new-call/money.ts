/** `¥9.70`; three decimals where there are three. */
export function yuan(amount: number): string {
  const written = amount.toFixed(3);
  return `¥${written.endsWith('0') ? written.slice(0, -1) : written}`;
}
