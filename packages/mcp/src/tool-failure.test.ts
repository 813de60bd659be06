import { RingbackApiError } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { PlacedThenFailed, ToolRefusal, toolFailure } from './tool-failure.js';

const refused = new RingbackApiError(402, 'insufficient_balance', 'Not enough.', { details: { required: 1 } });

describe('a failure of a tool', () => {
  it('has its code and details for programs, and for the model what to do', () => {
    expect(toolFailure(refused)).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'insufficient_balance: Not enough.\nTop up with `ringback account topup 10`.' }],
      _meta: {
        'ringback/error': {
          code: 'insufficient_balance',
          message: 'Not enough.\nTop up with `ringback account topup 10`.',
          details: { required: 1 },
        },
      },
    });
    expect(toolFailure(new ToolRefusal('declined', 'No.'))?._meta).toEqual({
      'ringback/error': { code: 'declined', message: 'No.', details: {} },
    });
  });

  it('names the call where one was placed before', () => {
    const failure = toolFailure(new PlacedThenFailed('c1', new RingbackApiError(0, 'unreachable', 'Gone.')));
    expect(failure?._meta?.['ringback/error']).toMatchObject({ code: 'unreachable', details: { call_id: 'c1' } });
    expect(failure?.content[0]).toMatchObject({ text: expect.stringContaining('placed, as c1: look with get_call') });
  });

  it('is none of ours where it has no code', () => {
    expect(toolFailure(new Error('x'))).toBeNull();
    expect(toolFailure(new PlacedThenFailed('c1', new Error('x')))).toBeNull();
  });
});
