import { describe, expect, it } from 'vitest';
import { BRIDGE_BEHAVIOURS } from './bridge.js';
import { cited } from './citations.js';

describe('the behaviours of the bridge', () => {
  it('are each cited by a test, and no other is', () => {
    expect(cited('bridge')).toEqual(Object.keys(BRIDGE_BEHAVIOURS).sort());
  });
});
