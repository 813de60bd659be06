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

/** Of several runs the medians, of whatever is a number. */
export function middle(runs) {
  const [first] = runs;
  if (runs.length === 1) return first;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => {
      const all = runs.map((run) => run[name]);
      if (typeof value === 'number') return [name, median(all)];
      if (typeof value === 'boolean') return [name, all.every(Boolean)];
      return [name, middle(all)];
    }),
  );
}
