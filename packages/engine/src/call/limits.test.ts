import { describe, expect, it } from 'vitest';
import { CALL_LIMIT_BOUNDS, callLimits, DEFAULT_CALL_LIMITS } from './limits.js';

describe('the limits of a call', () => {
  it('are the defaults where nothing is asked for, and those lie within the bounds', () => {
    expect(callLimits()).toEqual(DEFAULT_CALL_LIMITS);
    expect(callLimits({ ...DEFAULT_CALL_LIMITS, silenceMs: undefined })).toEqual(DEFAULT_CALL_LIMITS);
    expect(callLimits(DEFAULT_CALL_LIMITS)).toEqual(DEFAULT_CALL_LIMITS);
  });

  it('take what is asked for, up to the bounds', () => {
    for (const [name, [least, most]] of Object.entries(CALL_LIMIT_BOUNDS)) {
      expect(callLimits({ [name]: least })).toEqual({ ...DEFAULT_CALL_LIMITS, [name]: least });
      expect(callLimits({ [name]: most })).toEqual({ ...DEFAULT_CALL_LIMITS, [name]: most });
      for (const wrong of [least - 1, most + 1, Number.NaN, Number.POSITIVE_INFINITY, '5000' as unknown as number]) {
        expect(() => callLimits({ [name]: wrong })).toThrow(expect.objectContaining({ code: 'invalid_limit' }));
      }
    }
  });
});
