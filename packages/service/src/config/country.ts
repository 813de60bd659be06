const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** An ISO 3166-1 code of two letters, in either case, that stands for a country or territory. */
export function isCountry(text: string): boolean {
  return /^[A-Za-z]{2}$/.test(text) && regions.of(text.toUpperCase()) !== undefined;
}
