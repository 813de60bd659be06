import {
  type Callee,
  type CalleeDirectory,
  type CalleeLine,
  encodeMulaw,
  MulawAudio,
  type Pickup,
  type Synthesiser,
  seededRandom,
} from '@ringback/engine';
import { type FarEnd, type NumberKind, trimmed } from './carrier-rig.js';

const WORD_BYTES = 1_600;

/** Every hanzi, or word of letters, sounds for exactly 200 ms. */
export const evenSpeech: Synthesiser = {
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

/** A callee of the simulator that a test drives. */
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
  answers_as_machine: (callee) => ({ kind: 'answers', afterMs: 2_000, callee }),
  busy: () => ({ kind: 'busy', afterMs: 500 }),
  rejected: () => ({ kind: 'rejected', afterMs: 3_000 }),
  unreachable: () => ({ kind: 'unreachable', afterMs: 500 }),
  never_answers: () => ({ kind: 'never_answers' }),
  cannot_be_dialled: () => {
    throw new Error('no such number');
  },
};
const KINDS = Object.keys(PICKUPS) as NumberKind[];

/** The number at which that happens. */
export function drivenNumber(kind: NumberKind): string {
  return `+861380013800${KINDS.indexOf(kind)}`;
}

/** Who answers which number; those who were called and answered are appended to `farEnds`. */
export function drivenCallees(farEnds: FarEnd[]): CalleeDirectory {
  return {
    find: (to) =>
      PICKUPS[KINDS[Number(to.at(-1))] as NumberKind]((line) => {
        const callee = new DrivenCallee(line);
        farEnds.push(callee);
        return callee;
      }),
  };
}
