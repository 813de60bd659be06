import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BargeInEffect,
  type BargeInEvent,
  type BargeInState,
  bargeIn,
  GREETING_MS,
  GREETING_WINDOW_MS,
  NOBODY_SPEAKS,
} from './bargein.js';

const BARGE_IN_MS = 300;

function run(...events: BargeInEvent[]): { state: BargeInState; effects: BargeInEffect[] } {
  let state = NOBODY_SPEAKS;
  const effects: BargeInEffect[] = [];
  for (const event of events) {
    const step = bargeIn(state, event, BARGE_IN_MS);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const CALLEE: BargeInEvent = { type: 'callee_began', openingHeardMs: null };
const CALLEE_STOPS: BargeInEvent = { type: 'callee_stopped' };
const ASSISTANT: BargeInEvent = { type: 'assistant_began', opening: false };
const ASSISTANT_STOPS: BargeInEvent = { type: 'assistant_stopped' };
const PATIENCE: BargeInEvent = { type: 'patience_over' };
const LAST: BargeInEvent = { type: 'last_words' };

describe('barging in', () => {
  it('stops the assistant once the callee has gone on for long enough', () => {
    expect(run(ASSISTANT, CALLEE).effects).toEqual([{ type: 'wait', ms: 300 }]);
    expect(run(ASSISTANT, CALLEE, PATIENCE).effects.at(-1)).toEqual({ type: 'interrupt' });
  });

  it('does not where the callee stops sooner, or the assistant has nothing more to say', () => {
    expect(run(ASSISTANT, CALLEE, CALLEE_STOPS).effects).toEqual([{ type: 'wait', ms: 300 }, { type: 'stop_waiting' }]);
    expect(run(ASSISTANT, CALLEE, ASSISTANT_STOPS).effects.at(-1)).toEqual({ type: 'stop_waiting' });
    expect(run(ASSISTANT, CALLEE, CALLEE_STOPS, PATIENCE).effects.at(-1)).toEqual({ type: 'stop_waiting' });
  });

  it('also stops an assistant that begins while the callee is speaking, once', () => {
    const { effects } = run(CALLEE, ASSISTANT, PATIENCE, PATIENCE);
    expect(effects).toEqual([{ type: 'wait', ms: 300 }, { type: 'interrupt' }]);
  });

  it('is more patient with a greeting beside the opening', () => {
    const early: BargeInEvent = { type: 'callee_began', openingHeardMs: GREETING_WINDOW_MS - 1 };
    const later: BargeInEvent = { type: 'callee_began', openingHeardMs: GREETING_WINDOW_MS };
    const opening: BargeInEvent = { type: 'assistant_began', opening: true };
    expect(run(opening, early).effects).toEqual([{ type: 'wait', ms: GREETING_MS }]);
    expect(run(opening, later).effects).toEqual([{ type: 'wait', ms: 300 }]);
    expect(run(CALLEE, opening).effects).toEqual([{ type: 'wait', ms: GREETING_MS }]);
    expect(run(opening, early, CALLEE_STOPS, CALLEE).effects.at(-1)).toEqual({ type: 'wait', ms: 300 });
  });

  it('leaves the last words alone, also where the callee is speaking already', () => {
    expect(run(ASSISTANT, LAST, CALLEE).effects).toEqual([]);
    expect(run(ASSISTANT, CALLEE, LAST).effects.at(-1)).toEqual({ type: 'stop_waiting' });
    expect(run(ASSISTANT, CALLEE, LAST, PATIENCE).effects.at(-1)).toEqual({ type: 'stop_waiting' });
  });

  it('interrupts only what speaks, while the callee speaks, and never without having waited', () => {
    const event = fc.constantFrom(CALLEE, CALLEE_STOPS, ASSISTANT, ASSISTANT_STOPS, PATIENCE, LAST);
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state = NOBODY_SPEAKS;
        let waiting = false;
        for (const one of events) {
          const before = state;
          const step = bargeIn(state, one, BARGE_IN_MS);
          state = step.state;
          for (const effect of step.effects) {
            if (effect.type === 'wait') {
              expect(waiting).toBe(false);
              waiting = true;
            } else {
              expect(waiting).toBe(true);
              waiting = false;
            }
            if (effect.type === 'interrupt') {
              expect(before).toMatchObject({ calleeSpeaking: true, assistantSpeaking: true, lastWords: false });
            }
          }
          expect(state.waiting).toBe(waiting);
        }
      }),
    );
  });
});
