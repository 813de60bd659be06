import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonMistake } from './json-position.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonMistake', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"phones', 8],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['[1}', 2],
    ['01', 1],
    ['nul', 0],
    ['"a\nb"', 2],
    ['"a\\qb"', 2],
    ['"\\u12g4"', 1],
    ['{"a":1} x', 8],
    ["{'a':1}", 1],
    ['\u00a0{}', 0],
  ])('%j breaks at %i', (text, position) => {
    expect(findJsonMistake(text)?.position).toBe(position);
  });

  it('counts lines and columns from 1', () => {
    expect(findJsonMistake('{\n  "a": 1,\n  b\n}')).toEqual({ position: 14, line: 3, column: 3 });
  });

  it('finds nothing in what JSON.parse takes, and something in everything else', () => {
    const mutated = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '\u0001', '0', 'e', '-', ' '))
      .map(([json, at, put]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + put + json.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), mutated, fc.string()), (text) => {
        expect(findJsonMistake(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('agrees with JSON.parse where that names a place', () => {
    let named = 0;
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const text = `${json.slice(0, at % json.length)}\u0001${json.slice(at % json.length)}`;
        try {
          JSON.parse(text);
        } catch (error) {
          const position = / at position (\d+)/.exec((error as Error).message)?.[1];
          if (position === undefined) return;
          named += 1;
          const ours = findJsonMistake(text)?.position ?? -1;
          // Of a number or a word that breaks off, ours is where it begins to be none, V8's where it ends.
          expect(text.slice(ours, Number(position))).toMatch(/^[\w.+\\-]*$/);
          expect(ours).toBeLessThanOrEqual(Number(position));
        }
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(named).toBeGreaterThan(50);
  });

  it('takes neither stack nor time for hostile texts', () => {
    expect(findJsonMistake('['.repeat(1_000_000))?.position).toBe(1_000_000);
    expect(findJsonMistake(`"${'a'.repeat(1_000_000)}`)?.position).toBe(1_000_001);
    expect(findJsonMistake(`"${'\\n'.repeat(500_000)}`)?.position).toBe(1_000_001);
    expect(findJsonMistake('9'.repeat(1_000_000))).toBeNull();
  });
});
