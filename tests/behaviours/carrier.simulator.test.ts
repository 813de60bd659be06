import {
  type Callee,
  type CalleeLine,
  encodeMulaw,
  MulawAudio,
  type Pickup,
  Simulator,
  type Synthesiser,
  seededRandom,
} from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import { CARRIER_BEHAVIOURS, type CarrierBehaviour } from './carrier.js';
import { type CarrierRig, type FarEnd, type NumberKind, trimmed } from './carrier-rig.js';
import { CARRIER_CHECKS } from './carrier-suite.js';

const WORD_BYTES = 1_600;

/** Every hanzi, or word of letters, sounds for exactly 200 ms. */
const evenSpeech: Synthesiser = {
  name: 'tones',
  speak: async (text) => {
    const words = text.match(/\p{Script=Han}|[a-z'-]+/giu) ?? [];
    const noise = seededRandom(7);
    return MulawAudio.fromBytes(
      encodeMulaw(Int16Array.from({ length: words.length * WORD_BYTES }, () => (noise() - 0.5) * 8_000)),
    );
  },
  close: async () => undefined,
};

class DrivenCallee implements Callee, FarEnd {
  readonly #line: CalleeLine;
  readonly #sound: Uint8Array[] = [];
  readonly keys: string[] = [];
  gone = false;

  constructor(line: CalleeLine) {
    this.#line = line;
  }

  get heard(): Uint8Array {
    return trimmed(Buffer.concat(this.#sound));
  }
  send(bytes: Uint8Array): void {
    void this.#line.send(MulawAudio.fromBytes(bytes));
  }
  say(text: string): void {
    void this.#line.say(text, { language: 'zh' });
  }
  press(digit: string): void {
    void this.#line.press(digit);
  }
  hangUp(): void {
    this.#line.hangUp();
  }
  ended(): void {
    this.gone = true;
  }
  answered(): void {}
  heardSpeech(): void {}
  heardSilence(): void {}
  heardWords(): void {}
  heardKey(digit: string): void {
    this.keys.push(digit);
  }
  heardAudio(mulaw: Uint8Array): void {
    this.#sound.push(Uint8Array.from(mulaw));
  }
}

const PICKUPS: Record<NumberKind, (callee: (line: CalleeLine) => Callee) => Pickup> = {
  answers: (callee) => ({ kind: 'answers', afterMs: 2_000, callee }),
  busy: () => ({ kind: 'busy', afterMs: 500 }),
  rejected: () => ({ kind: 'rejected', afterMs: 3_000 }),
  unreachable: () => ({ kind: 'unreachable', afterMs: 500 }),
  never_answers: () => ({ kind: 'never_answers' }),
  cannot_be_dialled: () => {
    throw new Error('no such number');
  },
};

function openRig(): CarrierRig {
  const clock = new ManualClock();
  const farEnds: FarEnd[] = [];
  const kinds = Object.keys(PICKUPS) as NumberKind[];
  const directory = {
    find: (to: string): Pickup =>
      PICKUPS[kinds[Number(to.at(-1))] as NumberKind]((line) => {
        const callee = new DrivenCallee(line);
        farEnds.push(callee);
        return callee;
      }),
  };
  const carrier = new Simulator({ directory, synthesiser: evenSpeech, clock });
  return {
    carrier,
    clock,
    number: (kind) => `+861380013800${kinds.indexOf(kind)}`,
    farEnds,
    close: () => carrier.close(),
  };
}

describe('carrier behaviours', () => {
  it('are each cited by a check', () => {
    expect([...CARRIER_CHECKS.keys()].sort()).toEqual(Object.keys(CARRIER_BEHAVIOURS).sort());
  });
});

describe('simulator as a carrier', () => {
  it('can do everything that is checked', () => {
    const { capabilities } = openRig().carrier;
    const needed = [...CARRIER_CHECKS.values()].flatMap(({ needs }) => needs ?? []);
    expect(needed.filter((capability) => capabilities[capability] !== true)).toEqual([]);
  });

  it.each([...CARRIER_CHECKS.keys()])('%s', async (behaviour: CarrierBehaviour) => {
    const rig = openRig();
    await CARRIER_CHECKS.get(behaviour)?.check(rig);
    await rig.close();
    expect(rig.clock.pending).toBe(0);
  });
});
