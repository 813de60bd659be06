/** The middle of the sorted values; of an even count, the upper of the two. */
export function median(values) {
  return percentile(values, 0.5);
}

/** @param share between 0 and 1, e.g. 0.99 */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function rounded(value, digits = 1) {
  return Number(value.toFixed(digits));
}
