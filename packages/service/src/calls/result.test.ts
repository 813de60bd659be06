import { describe, expect, it } from 'vitest';
import { checkResult } from './result.js';
import { checkResultSchema } from './result-schema.js';

const COMING = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.com/coming',
  type: 'object',
  properties: { coming: { type: 'boolean' }, guests: { type: 'integer', minimum: 0 } },
  required: ['coming'],
  additionalProperties: false,
};

describe('a result', () => {
  it('is the facts as they are where no schema was given', () => {
    expect(checkResult(null, { anything: [1, 'two'] })).toEqual({ result: { anything: [1, 'two'] }, problem: null });
  });

  it('keeps only what the schema names', () => {
    expect(checkResult(COMING, { coming: true, guests: 2, mood: 'good' })).toEqual({
      result: { coming: true, guests: 2 },
      problem: null,
    });
  });

  it('is null with a sentence where something is missing or of the wrong kind, and does not repeat what was said', () => {
    const missing = checkResult(COMING, { guests: 2 });
    expect(missing.result).toBeNull();
    expect(missing.problem).toContain("must have required property 'coming'");
    const wrong = checkResult(COMING, { coming: 'secret words' });
    expect(wrong.result).toBeNull();
    expect(wrong.problem).toContain('result/coming must be boolean');
    expect(wrong.problem).not.toContain('secret words');
  });

  it('is fitted inside objects and lists, through references and alternatives', () => {
    const schema = {
      type: 'object',
      $defs: { person: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
      properties: {
        host: { $ref: '#/$defs/person' },
        others: { type: 'array', items: { $ref: '#/$defs/person' } },
      },
      anyOf: [{ properties: { when: { type: 'string' } } }, { properties: { why: { type: 'string' } } }],
    };
    const facts = {
      host: { name: 'Li', age: 3 },
      others: [{ name: 'Wu', x: 1 }],
      when: 'noon',
      why: 'rain',
      what: 'else',
    };
    expect(checkResult(schema, facts)).toEqual({
      result: { host: { name: 'Li' }, others: [{ name: 'Wu' }], when: 'noon', why: 'rain' },
      problem: null,
    });
  });

  it('follows a schema that refers to itself', () => {
    const schema = { type: 'object', properties: { next: { $ref: '#' }, n: { type: 'integer' } } };
    expect(checkResult(schema, { n: 1, x: 0, next: { n: 2, x: 0, next: { n: 3, x: 0 } } }).result).toEqual({
      n: 1,
      next: { n: 2, next: { n: 3 } },
    });
  });

  it('keeps whatever there is where the schema names nothing', () => {
    expect(checkResult({ type: 'object' }, { a: 1 })).toEqual({ result: { a: 1 }, problem: null });
  });

  it('never takes a name that facts only inherit', () => {
    const schema = { type: 'object', properties: { constructor: {}, toString: {} } };
    expect(checkResult(schema, { a: 1 })).toEqual({ result: {}, problem: null });
  });

  it('does not stand still on a pattern that backtracks for ever, and works again after it', () => {
    const evil = { type: 'object', properties: { code: { type: 'string', pattern: '^(a+)+$' } } };
    const { result, problem } = checkResult(evil, { code: `${'a'.repeat(60)}!` });
    expect(result).toBeNull();
    expect(problem).toContain('could not be applied');
    expect(checkResult(evil, { code: 'aaa' })).toEqual({ result: { code: 'aaa' }, problem: null });
    expect(checkResult(COMING, { coming: true }).problem).toBeNull();
  });
});

describe('a result schema', () => {
  it.each([
    [{}],
    [COMING],
    [{ type: ['object', 'null'], properties: {} }],
    [{ properties: { when: { type: 'string', format: 'date-time', 'x-label': 'When' } } }],
    [{ type: 'object', properties: { code: { pattern: '^\\d{4}$' } } }],
  ])('is taken: %j', (schema) => {
    expect(() => checkResultSchema(schema)).not.toThrow();
    // And again: nothing of the first time is in the way.
    expect(() => checkResultSchema(schema)).not.toThrow();
  });

  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 40; level += 1) deep = { properties: { deeper: deep } };

  it.each([
    ['a wrong keyword', { type: 'object', properties: 7 }, /properties/],
    ['a wrong type', { type: 'objekt' }, /type/],
    ['a result that is no object', { type: 'string' }, /object/],
    ['a reference that leads nowhere', { $ref: '#/$defs/none' }, /\$defs\/none/],
    ['a reference to the network', { $ref: 'https://example.com/other.json' }, /example\.com/],
    ['a broken pattern', { properties: { a: { pattern: '(' } } }, /regular expression|pattern/],
    ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, /2020-12/],
    ['an asynchronous schema', { $async: true }, /\$async/],
    ['too long a text', { description: 'x'.repeat(40_000) }, /longer/],
    ['too deep a nest', deep, /deeper/],
  ])('is refused for %s', (_, schema, why) => {
    expect(() => checkResultSchema(schema)).toThrow(
      expect.objectContaining({ code: 'invalid_result_schema', message: expect.stringMatching(why) }),
    );
  });
});
