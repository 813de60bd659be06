import { SIMULATED_CALLEES } from '@ringback/standins';
import { describe, expect, it } from 'vitest';
import { refusals } from '../../packages/service/src/compliance/number-rules.js';
import { parsePhones } from '../../packages/service/src/compliance/phone-number.js';

/** As a caller writes it: in China without the country code. */
function written(number: string): string {
  return number.replace(/^\+86/, '');
}

describe('the numbers of the simulated callees', () => {
  it('are valid, and found by the number that the service dials', async () => {
    const parsed = await parsePhones(SIMULATED_CALLEES.map(({ number }) => written(number)).join(','), 'CN');
    expect([parsed.bad, parsed.emergency, parsed.repeated]).toEqual([[], [], []]);
    expect(parsed.phones.map(({ e164 }) => e164)).toEqual(SIMULATED_CALLEES.map(({ number }) => number));
  });

  it('may be called where their countries may: China for Mandarin, the United States for English', async () => {
    for (const [language, country] of [
      ['zh', 'CN'],
      ['en', 'US'],
    ] as const) {
      const numbers = SIMULATED_CALLEES.filter((callee) => callee.language === language).map(({ number }) => number);
      const parsed = await parsePhones(numbers.join(','), 'CN');
      const rules = { countries: new Set([country]), doNotCall: new Set<string>(), webphones: new Map() };
      expect(refusals(parsed, rules)).toEqual([]);
    }
  });
});
