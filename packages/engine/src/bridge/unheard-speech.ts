import { mulawPower } from '../audio/g711.js';
import { MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { keyAudio } from './keys.js';
import type { SpokenUtterance } from './spoken-utterance.js';

/** As loud as its frames are as a rule: what was not kept is not measured. Speech on the phone is at −20 dBFS, keys at −10. */
const OWN_WORDS_POWER = 0.01;
const KEYS_POWER = 0.1;
/** 100 ms. */
const POWER_OVER_BYTES = 800;

/** Keys at their place in all that the callee is played. */
export interface Pressed {
  kind: 'keys';
  digits: string;
  startMs: number;
  endMs: number;
}

/**
 * What the carrier was given and the callee has not heard to its end: utterances and keys, in the order in which they are heard. An
 * utterance is here once, however many pieces it came in. Positions are the playout's.
 */
export class UnheardSpeech {
  #line: (SpokenUtterance | Pressed)[] = [];

  /** What is heard now, or next. */
  get head(): SpokenUtterance | Pressed | undefined {
    return this.#line[0];
  }

  /** Keys are among it. */
  get pressing(): boolean {
    return this.#line.some(({ kind }) => kind === 'keys');
  }

  /** An utterance is among it that is still being made. */
  get unfinished(): boolean {
    return this.#line.some((one) => one.kind === 'utterance' && !one.complete);
  }

  find(id: string): SpokenUtterance | undefined {
    // From the end: what is being given is last, as a rule.
    for (let index = this.#line.length - 1; index >= 0; index -= 1) {
      const one = this.#line[index];
      if (one?.kind === 'utterance' && one.id === id) return one;
    }
    return undefined;
  }

  /** Behind all the others. */
  add(one: SpokenUtterance | Pressed): void {
    this.#line.push(one);
  }

  /** The head was heard to its end. */
  dropHead(): void {
    this.#line.shift();
  }

  /** Leaves nothing behind. */
  takeAll(): (SpokenUtterance | Pressed)[] {
    const line = this.#line;
    this.#line = [];
    return line;
  }

  /** Nothing more comes of any utterance. */
  completeAll(): void {
    for (const one of this.#line) if (one.kind === 'utterance') one.complete = true;
  }

  /** The audio behind a position, in order. The bridge's own few words are not kept, and not among it. */
  audioBehind(positionMs: number): MulawAudio[] {
    return this.#line.flatMap((one) => {
      if (one.kind === 'keys') {
        return one.endMs <= positionMs ? [] : behind(keyAudio(one.digits), positionMs - one.startMs);
      }
      return one.stretches.flatMap(({ audio, startMs, ms }) =>
        audio === null || startMs + ms <= positionMs ? [] : behind(audio.take(), positionMs - startMs),
      );
    });
  }

  /** Mean power of the 100 ms behind a position; 0 where nothing is. */
  powerBehind(positionMs: number): number {
    for (const one of this.#line) {
      if (one.endMs <= positionMs) continue;
      if (one.kind === 'keys') return KEYS_POWER;
      const stretch = one.stretches.find(({ startMs, ms }) => startMs + ms > positionMs);
      if (stretch === undefined) return 0;
      if (stretch.audio === null) return OWN_WORDS_POWER;
      const [rest] = behind(stretch.audio.take(), positionMs - stretch.startMs);
      return rest === undefined ? 0 : mulawPower(rest.bytes.subarray(0, POWER_OVER_BYTES));
    }
    return 0;
  }
}

/** What lies behind the first `ms`, if anything. */
function behind(audio: MulawAudio, ms: number): MulawAudio[] {
  const bytes = Math.round((ms * TELEPHONE_RATE) / 1000);
  if (bytes <= 0) return [audio];
  return bytes >= audio.byteLength ? [] : [MulawAudio.fromBytes(audio.bytes.subarray(bytes))];
}
