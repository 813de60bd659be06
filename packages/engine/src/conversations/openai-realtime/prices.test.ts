import { expect, it } from 'vitest';
import { costOf, DEFAULT_PRICES } from './prices.js';
import { UsageMeter } from './usage.js';

const none = { text: 0, audio: 0, image: 0 };

it('charges the cached part of the input otherwise, each modality by its own price', () => {
  const usage = {
    kind: 'response' as const,
    model: 'gpt-realtime-2.1-mini',
    input: { text: 1_000, audio: 500, image: 10 },
    cached: { text: 600, audio: 100, image: 10 },
    output: { text: 20, audio: 300, image: 0 },
  };
  const expected = 400 * 600 + 600 * 60 + 400 * 10_000 + 100 * 300 + 10 * 80 + 20 * 2_400 + 300 * 20_000;
  expect(costOf(usage, DEFAULT_PRICES)).toBe(expected);
});

it('knows a dated name by the name before it, and says where it knows none', () => {
  const usage = { kind: 'response' as const, input: { ...none, text: 1 }, cached: none, output: none };
  expect(costOf({ ...usage, model: 'gpt-realtime-2025-08-28' }, DEFAULT_PRICES)).toBe(4_000);
  expect(costOf({ ...usage, model: 'gpt-realtime-9' }, DEFAULT_PRICES)).toBeNull();
  expect(costOf({ ...usage, model: 'constructor' }, DEFAULT_PRICES)).toBeNull();
});

it('counts what services leave out as well as it can', () => {
  const told: unknown[] = [];
  const meter = new UsageMeter(DEFAULT_PRICES, (usage) => told.push(usage));
  meter.response('a', 'm', null);
  meter.response('b', 'm', { input_tokens: 7, output_tokens: 3 });
  meter.response('b', 'm', { input_tokens: 7, output_tokens: 3 });
  meter.response('c', 'm', { input_token_details: { text_tokens: 5, audio_tokens: 9, cached_tokens: 8 } });
  meter.response('d', 'm', {
    input_token_details: { text_tokens: 1, cached_tokens_details: { text_tokens: 64 } },
    output_token_details: { audio_tokens: 2 },
  });
  expect(told).toMatchObject([
    { input: { text: 7, audio: 0 }, cached: none, output: { text: 3 } },
    { input: { text: 5, audio: 9 }, cached: { text: 5, audio: 3 }, output: none },
    { cached: { text: 1 }, output: { audio: 2 } },
  ]);
});
