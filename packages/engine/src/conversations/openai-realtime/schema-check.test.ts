import { expect, it } from 'vitest';
import { misfit } from './schema-check.js';

const schema = {
  type: 'object',
  properties: {
    seats: { type: 'integer', minimum: 1, maximum: 12 },
    day: { enum: ['Friday', 'Saturday'] },
    names: { type: 'array', items: { type: 'string', minLength: 2 }, maxItems: 2 },
    note: { type: ['string', 'null'] },
  },
  required: ['seats'],
  additionalProperties: false,
};

it.each([
  [{ seats: 2, day: 'Friday', names: ['Li'], note: null }, null],
  [{ day: 'Friday' }, 'the value lacks seats'],
  [{ seats: 2.5 }, 'seats must be of type integer'],
  [{ seats: 13 }, 'seats must be at most 12'],
  [{ seats: 0 }, 'seats must be at least 1'],
  [{ seats: 2, day: 'Monday' }, 'day must be one of ["Friday","Saturday"]'],
  [{ seats: 2, names: ['L'] }, 'names[0] must have at least 2 characters'],
  [{ seats: 2, names: ['Li', 'Mo', 'Wu'] }, 'names must have at most 2 entries'],
  [{ seats: 2, note: 4 }, 'note must be of type string or null'],
  [{ seats: 2, tables: 1 }, 'the value has no property "tables"; it has seats, day, names, note'],
])('%j: %s', (value, wrong) => {
  expect(misfit(schema, value)).toBe(wrong);
});

it('leaves what it does not know to others, and ends on a schema without end', () => {
  expect(misfit({ pattern: '^(a+)+$', format: 'date', $ref: '#' }, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')).toBeNull();
  const endless: Record<string, unknown> = { type: 'array' };
  endless.items = endless;
  let value: unknown[] = [];
  for (let depth = 0; depth < 100; depth += 1) value = [value];
  expect(misfit(endless, value)).toBeNull();
});
