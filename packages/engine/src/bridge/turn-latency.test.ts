import { describe, expect, it } from 'vitest';
import type { TurnLatency } from '../call/call-event.js';
import { TurnLatencies } from './turn-latency.js';

function turns() {
  const told: TurnLatency[] = [];
  return { told, turns: new TurnLatencies(({ latency }) => told.push(latency)) };
}

describe('the latency of turns', () => {
  it('measures an opening that was made before the answer from the answer', () => {
    const { told, turns: latencies } = turns();
    latencies.firstAudio('a1', 500);
    latencies.answered(5_000);
    latencies.toCarrier('a1', 5_004);
    latencies.heard('a1', 5_010);
    expect(told).toEqual([{ turn: 1, toFirstAudio: 0, toCarrier: 4, toHeard: 10 }]);
  });

  it('never has an utterance heard before it was sent', () => {
    const { told, turns: latencies } = turns();
    latencies.answered(0);
    latencies.firstAudio('a1', 10);
    latencies.toCarrier('a1', 30);
    latencies.heard('a1', 15);
    expect(told).toEqual([{ turn: 1, toFirstAudio: 10, toCarrier: 30, toHeard: 30 }]);
  });

  it('measures each further turn from where the callee stopped, and what follows in the same turn not at all', () => {
    const { told, turns: latencies } = turns();
    latencies.answered(0);
    latencies.firstAudio('a1', 10);
    latencies.heard('a1', 10);
    latencies.firstAudio('a2', 2_000);
    latencies.heard('a2', 2_000);
    latencies.calleeStopped(3_000);
    latencies.firstAudio('a3', 3_400);
    latencies.toCarrier('a3', 3_401);
    latencies.heard('a3', 3_450);
    expect(told).toEqual([
      { turn: 1, toFirstAudio: 10, toCarrier: null, toHeard: 10 },
      { turn: 2, toFirstAudio: 400, toCarrier: 401, toHeard: 450 },
    ]);
  });

  it('takes the recogniser’s reading of when the callee stopped over that of the voice activity', () => {
    const { told, turns: latencies } = turns();
    latencies.answered(0);
    latencies.firstAudio('a1', 10);
    latencies.heard('a1', 10);
    latencies.calleeStopped(3_000);
    latencies.calleeReallyStopped(2_500);
    latencies.firstAudio('a2', 3_400);
    latencies.calleeReallyStopped(2_600);
    latencies.heard('a2', 3_400);
    latencies.calleeReallyStopped(2_700);
    latencies.firstAudio('a3', 9_000);
    latencies.close();
    expect(told.slice(1)).toEqual([{ turn: 2, toFirstAudio: 800, toCarrier: null, toHeard: 800 }]);
  });

  it('measures the opening from the answer, also where the callee greeted first', () => {
    const { told, turns: latencies } = turns();
    latencies.answered(0);
    latencies.calleeStopped(800);
    latencies.calleeReallyStopped(700);
    latencies.firstAudio('a1', 900);
    latencies.heard('a1', 900);
    expect(told).toEqual([{ turn: 1, toFirstAudio: 900, toCarrier: null, toHeard: 900 }]);
  });

  it('tells what never happened as null', () => {
    const { told, turns: latencies } = turns();
    latencies.answered(0);
    latencies.firstAudio('a1', 10);
    latencies.finished('a1');
    latencies.calleeStopped(500);
    latencies.firstAudio('a2', 600);
    latencies.toCarrier('a2', 600);
    latencies.close();
    expect(told).toEqual([
      { turn: 1, toFirstAudio: 10, toCarrier: null, toHeard: null },
      { turn: 2, toFirstAudio: 100, toCarrier: 100, toHeard: null },
    ]);
  });
});
