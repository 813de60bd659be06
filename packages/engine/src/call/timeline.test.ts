import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import type { CallEnd, CallEvent } from './call-event.js';
import { NO_OUTCOME } from './outcome.js';
import { Timeline } from './timeline.js';

const END: CallEnd = {
  endReason: 'completed',
  detail: '',
  answeredAt: null,
  endedAt: 0,
  talkMs: 0,
  outcome: NO_OUTCOME,
};

describe('a timeline', () => {
  it('tells whole milliseconds from the start', async () => {
    const clock = new ManualClock(1_000.4);
    const events: CallEvent[] = [];
    const timeline = new Timeline(
      clock,
      (event) => events.push(event),
      () => undefined,
    );
    await clock.advance(20.3);
    timeline.tell({ type: 'note', values: {} });
    expect(events).toEqual([{ type: 'note', at: 20, values: {} }]);
    expect(timeline.at(900)).toBe(0);
  });

  it('keeps one order where a listener causes the next event, and tells nothing after the end', () => {
    const told: string[] = [];
    const timeline: Timeline = new Timeline(
      new ManualClock(),
      (event) => {
        if (event.type === 'note' && event.values.n === 1) {
          timeline.tell({ type: 'note', values: { n: 2 } });
          timeline.tell({ type: 'ended', end: END });
          timeline.tell({ type: 'note', values: { n: 3 } });
        }
        told.push(event.type === 'note' ? `note ${event.values.n}` : event.type);
      },
      () => undefined,
    );
    timeline.tell({ type: 'note', values: { n: 1 } });
    expect(told).toEqual(['note 1', 'note 2', 'ended']);
  });

  it('goes on after a listener has thrown, and says so', () => {
    const told: string[] = [];
    const faults: unknown[] = [];
    const timeline = new Timeline(
      new ManualClock(),
      (event) => {
        told.push(event.type);
        if (event.type === 'note') throw new Error('broken');
      },
      (error) => faults.push(error),
    );
    timeline.tell({ type: 'note', values: {} });
    timeline.tell({ type: 'ended', end: END });
    expect(told).toEqual(['note', 'ended']);
    expect(faults).toHaveLength(1);
  });
});
