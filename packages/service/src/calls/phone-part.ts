/** Longer than any way to write one number. */
export const PHONE_PART_AT_MOST = 64;

/**
 * What part of an E.164 number a written one, whole or in part, may be: its digits, without what stands in front of a number where it is dialled from inside
 * its country (the trunk prefix `0`, as in `010-6234…` or `+44 (0)20…`) or from another (`00`). Several where it may be read in several ways; empty where there
 * is no digit.
 */
export function phoneParts(written: string): string[] {
  const text = written.normalize('NFKC').replace(/\(0\)/g, '');
  const digits = text.replace(/\D/g, '');
  if (digits === '') return [];
  const parts = new Set([digits]);
  const international = text.trimStart().startsWith('+');
  if (!international) for (const prefix of [/^00/, /^0/]) parts.add(digits.replace(prefix, '') || digits);
  // With its `+` it is the number's beginning, and nothing that occurs further on in another.
  return international ? [`+${digits}`] : [...parts];
}
