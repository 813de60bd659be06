import { describe, expect, it } from 'vitest';
import { cited } from '../behaviours/citations.js';
import { DEFECTS } from './defects.js';

describe('the known defects of such systems', () => {
  it('are each cited by a test, and no other is', () => {
    expect(cited('defect')).toEqual(Object.keys(DEFECTS).sort());
  });
});
