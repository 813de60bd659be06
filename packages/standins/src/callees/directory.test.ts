import { readFileSync } from 'node:fs';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS } from './behaviours.js';
import { SIMULATED_CALLEES, simulatedCalleeAt, simulatedCallees } from './directory.js';

const DOCUMENT = new URL('../../../../docs/simulated-callees.md', import.meta.url);

/** What a pickup says without being called: the drawn voices are closed in functions. */
function drawn(seed: number | undefined, count: number): string[] {
  const directory = simulatedCallees(seed === undefined ? {} : { seed });
  return Array.from({ length: count }, (_, index) => {
    const pickup = directory.find(`+86137${String(10_000_000 + index * 7919).slice(0, 8)}`);
    return JSON.stringify(pickup);
  });
}

describe('the documented callees', () => {
  it('have each behaviour once in Mandarin and once in English, under a number of their own', () => {
    expect(SIMULATED_CALLEES).toHaveLength(BEHAVIOURS.length * 2);
    expect(new Set(SIMULATED_CALLEES.map(({ number }) => number)).size).toBe(SIMULATED_CALLEES.length);
    expect(new Set(SIMULATED_CALLEES.map(({ behaviour }) => behaviour)).size).toBe(BEHAVIOURS.length);
    expect(BEHAVIOURS).toHaveLength(20);
  });

  it('keep the numbers that callers rely on', () => {
    const found = Object.fromEntries(SIMULATED_CALLEES.map(({ number, behaviour }) => [number, behaviour]));
    expect(found).toEqual({
      '+8613800138000': 'confirms',
      '+8613800138001': 'asks_to_repeat',
      '+8613800138002': 'asks_a_question',
      '+8613800138003': 'asks_who_is_calling',
      '+8613800138004': 'asks_whether_ai',
      '+8613800138005': 'hands_over',
      '+8613800138006': 'talks_over',
      '+8613800138007': 'murmurs_along',
      '+8613800138008': 'gives_orders',
      '+8613800138009': 'phone_menu',
      '+8613900139000': 'confirms_tersely',
      '+8613900139001': 'busy',
      '+8613900139002': 'never_answers',
      '+8613900139003': 'rejects',
      '+8613900139004': 'unreachable',
      '+8613900139005': 'voicemail',
      '+8613900139006': 'wrong_person',
      '+8613900139007': 'hangs_up_mid_sentence',
      '+8613900139008': 'asks_never_to_be_called_again',
      '+8613900139009': 'says_nothing',
      '+12025550100': 'confirms',
      '+12025550101': 'asks_to_repeat',
      '+12025550102': 'asks_a_question',
      '+12025550103': 'asks_who_is_calling',
      '+12025550104': 'asks_whether_ai',
      '+12025550105': 'hands_over',
      '+12025550106': 'talks_over',
      '+12025550107': 'murmurs_along',
      '+12025550108': 'gives_orders',
      '+12025550109': 'phone_menu',
      '+12025550110': 'confirms_tersely',
      '+12025550111': 'busy',
      '+12025550112': 'never_answers',
      '+12025550113': 'rejects',
      '+12025550114': 'unreachable',
      '+12025550115': 'voicemail',
      '+12025550116': 'wrong_person',
      '+12025550117': 'hangs_up_mid_sentence',
      '+12025550118': 'asks_never_to_be_called_again',
      '+12025550119': 'says_nothing',
    });
  });

  it('are found by their numbers, whatever the seed', () => {
    for (const callee of SIMULATED_CALLEES) {
      expect(simulatedCalleeAt(callee.number)).toEqual(callee);
      expect(simulatedCalleeAt(callee.number, { seed: 99 })).toEqual(callee);
    }
  });

  it.each(SIMULATED_CALLEES.map(({ number }) => number))('%s is a valid mobile number', (number) => {
    const parsed = parsePhoneNumberFromString(number);
    expect(parsed?.isValid()).toBe(true);
    expect(parsed?.number).toBe(number);
    expect(['MOBILE', 'FIXED_LINE_OR_MOBILE']).toContain(parsed?.getType());
  });

  it('stand in the documentation, each with its numbers, descriptions and end', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    const rows = document.split('\n').filter((line) => line.startsWith('| `1'));
    const expected = BEHAVIOURS.map(({ id, description, endReason }) => {
      const [zh, en] = SIMULATED_CALLEES.filter(({ behaviour }) => behaviour === id).map(({ number }) => number);
      const chinese = (zh as string).replace('+86', '');
      const american = (en as string).replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
      return `| \`${chinese}\` | \`${american}\` | \`${id}\` | ${description.en} | ${description.zh} | \`${endReason}\` |`;
    });
    expect(rows).toEqual(expected);
  });
});

describe('any other number', () => {
  it('draws the same callee in every run, and another seed draws others', () => {
    expect(drawn(undefined, 200)).toEqual(drawn(undefined, 200));
    expect(drawn(1, 200)).not.toEqual(drawn(2, 200));
  });

  it('draws what it drew on every other machine', () => {
    const behaviours = Array.from(
      { length: 12 },
      (_, index) => simulatedCalleeAt(`+861370000${1000 + index * 37}`).behaviour,
    );
    expect(behaviours).toMatchInlineSnapshot(`
      [
        "asks_a_question",
        "confirms",
        "confirms",
        "confirms_tersely",
        "confirms",
        "confirms_tersely",
        "confirms",
        "asks_a_question",
        "unreachable",
        "voicemail",
        "confirms",
        "confirms",
      ]
    `);
    expect(simulatedCallees().find('+8613700001000')).toMatchInlineSnapshot(`
      {
        "afterMs": 3140,
        "callee": [Function],
        "kind": "answers",
      }
    `);
  });

  it('speaks the language of its country', () => {
    const numbers = ['+8613700001000', '+85291234567', '+12025550142', '+442079460000'];
    expect(numbers.map((number) => simulatedCalleeAt(number).language)).toEqual(['zh', 'zh', 'en', 'en']);
  });

  it('is an ordinary person as a rule, and now and then nobody answers', () => {
    const kinds = new Map<string, number>();
    for (const pickup of drawn(undefined, 2_000)) {
      const { kind } = JSON.parse(pickup) as { kind: string };
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    const share = (kind: string): number => (kinds.get(kind) ?? 0) / 2_000;
    expect(share('answers')).toBeGreaterThan(0.8);
    for (const kind of ['busy', 'never_answers', 'rejected', 'unreachable']) {
      expect(share(kind)).toBeGreaterThan(0.005);
      expect(share(kind)).toBeLessThan(0.1);
    }
  });

  it('is answered or not within a few seconds', () => {
    for (const pickup of drawn(undefined, 500)) {
      const { kind, afterMs } = JSON.parse(pickup) as { kind: string; afterMs?: number };
      if (kind === 'never_answers') continue;
      expect(afterMs).toBeGreaterThanOrEqual(1_500);
      expect(afterMs).toBeLessThanOrEqual(3_500);
    }
  });
});
