import { encodeMulaw } from '../../audio/g711.js';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { seededRandom } from '../../ids.js';
import type { Synthesiser, Voice } from '../../speech/synthesiser.js';
import { ManualClock } from '../../testing/manual-clock.js';
import type { Caption, Leg, LegEnd, LegListener } from '../carrier.js';
import type { Callee, CalleeLine, Pickup } from './callee.js';
import { Simulator, type SimulatorOptions } from './simulator.js';

export const VOICE: Voice = { language: 'zh' };

/** 200 ms a hanzi, swelling and fading as syllables do: what goes on and on at one level is no speech. */
export function speechOf(text: string): MulawAudio {
  const noise = seededRandom(3);
  const hanzi = text.match(/\p{Script=Han}/gu) ?? [];
  const swelling = (_: unknown, index: number): number => noise() * 8000 * Math.abs(Math.sin((Math.PI * index) / 1600));
  return MulawAudio.fromBytes(encodeMulaw(Int16Array.from({ length: hanzi.length * 1600 }, swelling)));
}

export const synthesiser: Synthesiser = {
  name: 'tones',
  speak: async (text) => speechOf(text),
  close: async () => undefined,
};

/** A callee that writes down what it hears, and does what the test says. */
export class ScriptedCallee implements Callee {
  readonly told: string[] = [];
  readonly line: CalleeLine;
  readonly does: Partial<Record<keyof Callee, () => unknown>>;

  constructor(line: CalleeLine, does: Partial<Record<keyof Callee, () => unknown>> = {}) {
    this.line = line;
    this.does = does;
  }
  answered(): unknown {
    return this.#note('answered', 'answered');
  }
  heardSpeech(): unknown {
    return this.#note('heardSpeech', 'speech');
  }
  heardSilence(): unknown {
    return this.#note('heardSilence', 'silence');
  }
  heardWords(words: string): unknown {
    return this.#note('heardWords', words);
  }
  heardKey(digit: string): unknown {
    return this.#note('heardKey', `key ${digit}`);
  }
  ended(): unknown {
    return this.#note('ended', 'ended');
  }
  #note(method: keyof Callee, what: string): unknown {
    this.told.push(what);
    return this.does[method]?.();
  }
}

export class Listener implements LegListener {
  readonly told: string[] = [];
  readonly captions: Caption[] = [];
  readonly frames: MulawAudio[] = [];
  end: LegEnd | undefined;
  does: Partial<Record<keyof LegListener, () => void>> = {};

  accepted(): void {
    this.#note('accepted');
  }
  ringing(): void {
    this.#note('ringing');
  }
  answered(): void {
    this.#note('answered');
  }
  machine(): void {
    this.#note('machine');
  }
  audio(audio: MulawAudio): void {
    this.frames.push(audio);
    this.does.audio?.();
  }
  key(digit: string): void {
    this.told.push(`key ${digit}`);
    this.does.key?.();
  }
  caption(caption: Caption): void {
    this.captions.push(caption);
    this.does.caption?.();
  }
  mark(name: string): void {
    this.told.push(`mark ${name}`);
    this.does.mark?.();
  }
  ended(end: LegEnd): void {
    this.end = end;
    this.#note('ended');
  }
  #note(event: keyof LegListener): void {
    this.told.push(event);
    this.does[event]?.();
  }
}

export function simulate(
  options: Partial<SimulatorOptions> & { does?: Partial<Record<keyof Callee, () => unknown>>; pickup?: Pickup } = {},
) {
  const clock = new ManualClock();
  const callees: ScriptedCallee[] = [];
  const errors: unknown[] = [];
  const { does, pickup, ...rest } = options;
  const answers: Pickup = {
    kind: 'answers',
    afterMs: 1000,
    callee: (line) => {
      const callee = new ScriptedCallee(line, does);
      callees.push(callee);
      return callee;
    },
  };
  const simulator = new Simulator({
    directory: { find: () => pickup ?? answers },
    synthesiser,
    clock,
    onError: (error) => errors.push(error),
    ...rest,
  });
  const dial = (callId = 'c1'): { leg: Leg; listener: Listener } => {
    const listener = new Listener();
    return { leg: simulator.dial({ callId, to: '+8613800138000', ringTimeoutMs: 30_000 }, listener), listener };
  };
  const answered = async (callId?: string) => {
    const call = dial(callId);
    await clock.advanceUntil(() => call.listener.told.includes('answered'), 5_000);
    return { ...call, callee: callees.at(-1) as ScriptedCallee };
  };
  return { clock, simulator, callees, errors, dial, answered };
}
