import type { ModelUsage } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { usageTotal } from './usage-total.js';

const spoken: ModelUsage = {
  kind: 'response',
  model: 'gpt-realtime-2.1',
  input: { text: 100, audio: 20, image: 0 },
  cached: { text: 64, audio: 0, image: 0 },
  output: { text: 30, audio: 90, image: 0 },
  costNanoUsd: 6_500_001,
};
const transcribed: ModelUsage = {
  kind: 'transcription',
  model: 'gpt-transcribe',
  input: { text: 0, audio: 7, image: 0 },
  cached: { text: 0, audio: 0, image: 0 },
  output: { text: 5, audio: 0, image: 0 },
  costNanoUsd: 10,
};

describe('usageTotal', () => {
  it('is nothing where no model was used', () => {
    expect(usageTotal([])).toBeNull();
  });

  it('adds up every kind of token, counts both kinds of use, and names the model that answered', () => {
    expect(usageTotal([transcribed, spoken, spoken])).toEqual({
      model: 'gpt-realtime-2.1',
      responses: 2,
      transcriptions: 1,
      input: { text: 200, audio: 47, image: 0 },
      cached: { text: 128, audio: 0, image: 0 },
      output: { text: 65, audio: 180, image: 0 },
      costNanoUsd: 13_000_012,
      unpriced: [],
    });
    expect(usageTotal([transcribed])?.model).toBe('gpt-transcribe');
  });

  it('says whose cost is not in it because it is not known', () => {
    const free = { ...transcribed, costNanoUsd: null };
    expect(usageTotal([spoken, free, free])).toMatchObject({ costNanoUsd: 6_500_001, unpriced: ['gpt-transcribe'] });
    expect(usageTotal([free])).toMatchObject({ costNanoUsd: null, unpriced: ['gpt-transcribe'] });
  });

  it('leaves what it adds up as it was', () => {
    const before = structuredClone(spoken);
    usageTotal([spoken, spoken]);
    expect(spoken).toEqual(before);
  });
});
