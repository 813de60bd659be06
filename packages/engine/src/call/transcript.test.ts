import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Speaker, Utterance } from './call-event.js';
import { Transcript } from './transcript.js';

function said(utteranceId: string, startedAt: number, role: Speaker = 'assistant'): Utterance {
  return { utteranceId, role, text: utteranceId, startedAt, endedAt: startedAt + 100, interrupted: false };
}

function transcript() {
  const released: string[] = [];
  return { released, transcript: new Transcript((utterance) => released.push(utterance.utteranceId)) };
}

describe('a transcript', () => {
  it('holds an utterance back until those that began before it are final', () => {
    const { released, transcript: words } = transcript();
    words.begin('a1', 100);
    words.finish(said('u1', 300, 'user'));
    expect(released).toEqual([]);
    words.finish(said('a1', 100));
    expect(released).toEqual(['a1', 'u1']);
  });

  it('does not wait for what began later', () => {
    const { released, transcript: words } = transcript();
    words.begin('a2', 500);
    words.finish(said('u1', 300, 'user'));
    expect(released).toEqual(['u1']);
  });

  it('lets go where what it waited for was dropped, began later than thought, or never ends', () => {
    const { released, transcript: words } = transcript();
    words.begin('sound 1', 100);
    words.begin('a1', 150);
    words.begin('a2', 160);
    words.finish(said('u1', 200, 'user'));
    words.drop('sound 1');
    expect(released).toEqual([]);
    words.begin('a1', 250);
    expect(released).toEqual([]);
    words.close();
    expect(released).toEqual(['u1']);
  });

  it('gives utterances out in the order of their beginnings, in whatever order they become final', () => {
    const order = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        order.chain((starts) =>
          fc.tuple(fc.constant(starts), fc.shuffledSubarray(starts, { minLength: starts.length }), fc.subarray(starts)),
        ),
        ([starts, finals, dropped]) => {
          const { released, transcript: words } = transcript();
          for (const start of starts) words.begin(`${start}`, start);
          for (const start of finals) {
            if (dropped.includes(start)) words.drop(`${start}`);
            else words.finish(said(`${start}`, start));
          }
          const expected = starts.filter((start) => !dropped.includes(start)).sort((a, b) => a - b);
          expect(released).toEqual(expected.map(String));
        },
      ),
    );
  });
});
