import type { Language } from '@ringback/engine';

/**
 * The language of messages that an `Accept-Language` header asks for (RFC 9110 §12.5.4), or null where it names neither Chinese nor
 * English: the caller then falls back on the account's own. Malformed parts are passed over.
 */
export function acceptedLanguage(header: string | undefined): Language | null {
  if (header === undefined) return null;
  let best: Language | null = null;
  let bestWeight = 0;
  // More than a handful of ranges is no browser's list; the bound keeps a hostile header cheap.
  for (const part of header.split(',', 16)) {
    const match = /^\s*([a-z]{1,8})(?:-[a-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(
      part,
    );
    if (match === null) continue;
    const primary = match[1]?.toLowerCase();
    const weight = match[2] === undefined ? 1 : Number(match[2]);
    if ((primary === 'zh' || primary === 'en') && weight > bestWeight) {
      best = primary;
      bestWeight = weight;
    }
  }
  return best;
}
