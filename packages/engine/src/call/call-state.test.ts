import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import type { CallState } from './call-event.js';
import { Call, type CarrierSignal } from './call-state.js';

const SIGNALS: readonly CarrierSignal[] = ['ringing', 'answered', 'ended'];
/** Every step that a history may hold. */
const LEGAL = new Set([
  'queued>dialing',
  'dialing>ringing',
  'dialing>in_progress',
  'ringing>in_progress',
  'queued>ended',
  'dialing>ended',
  'ringing>ended',
  'in_progress>ended',
]);

function statesOf(call: Call): CallState[] {
  return call.history.map((step) => step.state);
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    return isRingbackError(error) ? error.code : String(error);
  }
  return undefined;
}

describe('a call', () => {
  it('goes from queued over dialing and ringing to in progress and its end', () => {
    const call = new Call(0);
    call.dial(10);
    expect(call.take('ringing', 20)).toBe('applied');
    expect(call.take('answered', 30)).toBe('applied');
    expect(call.take('ended', 40)).toBe('applied');
    expect(call.history).toEqual([
      { state: 'queued', at: 0 },
      { state: 'dialing', at: 10 },
      { state: 'ringing', at: 20 },
      { state: 'in_progress', at: 30 },
      { state: 'ended', at: 40 },
    ]);
    expect(call.answeredAt).toBe(30);
    expect(call.over).toBe(true);
  });

  it('may be answered without ringing', () => {
    const call = new Call(0);
    call.dial(0);
    expect(call.take('answered', 5)).toBe('applied');
    expect(call.state).toBe('in_progress');
  });

  it('is not moved by what a carrier says late, twice or out of order', () => {
    const call = new Call(0);
    expect(call.take('ringing', 1)).toBe('late');
    expect(call.take('answered', 1)).toBe('late');
    expect(call.take('ended', 1)).toBe('late');
    call.dial(2);
    call.take('answered', 3);
    expect(call.take('ringing', 4)).toBe('late');
    expect(call.take('answered', 5)).toBe('late');
    expect(call.answeredAt).toBe(3);
    call.take('ended', 6);
    for (const signal of SIGNALS) expect(call.take(signal, 7)).toBe('late');
    expect(statesOf(call)).toEqual(['queued', 'dialing', 'in_progress', 'ended']);
  });

  it('may be ended by us from every state', () => {
    const paths: ((call: Call) => void)[] = [
      () => undefined,
      (call) => call.dial(1),
      (call) => {
        call.dial(1);
        call.take('ringing', 1);
      },
      (call) => {
        call.dial(1);
        call.take('answered', 1);
      },
    ];
    for (const path of paths) {
      const call = new Call(0);
      path(call);
      call.end(2);
      expect(call.state).toBe('ended');
    }
  });

  it('raises a coded error where our own code asks for what cannot be', () => {
    const call = new Call(0);
    call.dial(1);
    expect(codeOf(() => call.dial(2))).toBe('impossible_transition');
    call.end(3);
    expect(codeOf(() => call.end(4))).toBe('impossible_transition');
    expect(codeOf(() => call.dial(4))).toBe('impossible_transition');
    expect(statesOf(call)).toEqual(['queued', 'dialing', 'ended']);
  });

  it('keeps a legal history and ends once, whatever comes in whatever order', () => {
    const step = fc.oneof(
      fc.constantFrom(...SIGNALS).map((signal) => ({ kind: 'carrier' as const, signal })),
      fc.constant({ kind: 'dial' as const }),
      fc.constant({ kind: 'end' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const call = new Call(0);
        let at = 0;
        for (const one of steps) {
          at += 1;
          const before = call.history.length;
          const { state } = call;
          if (one.kind === 'carrier') {
            const fate = call.take(one.signal, at);
            expect(call.history.length).toBe(fate === 'applied' ? before + 1 : before);
          } else {
            const code = codeOf(() => (one.kind === 'dial' ? call.dial(at) : call.end(at)));
            expect([undefined, 'impossible_transition']).toContain(code);
            if (code !== undefined) expect(call.state).toBe(state);
          }
        }
        const states = statesOf(call);
        expect(states[0]).toBe('queued');
        for (const [index, next] of states.slice(1).entries()) {
          expect(LEGAL).toContain(`${states[index]}>${next}`);
        }
        expect(states.filter((state) => state === 'ended').length).toBeLessThanOrEqual(1);
        expect(states.includes('ended')).toBe(call.over);
        const instants = call.history.map((one) => one.at);
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
