import type { Clock } from '../clock.js';
import { RingbackError } from '../errors.js';
import { CachingSynthesiser } from './caching.js';
import { EspeakSynthesiser } from './espeak.js';
import type { Synthesiser } from './synthesiser.js';
import { TonesSynthesiser } from './tones.js';

export interface SynthesiserOptions {
  /**
   * `espeak` really speaks and needs the optional package `@ringback/espeak`; `tones` needs nothing; `auto` (the default) takes eSpeak
   * where it is installed and a first sentence really came out of it.
   */
  kind?: 'auto' | 'espeak' | 'tones';
  /** Most bytes of finished speech to keep, 32 MiB by default. */
  cacheBytes?: number;
  /** Runs this in place of the installed speech program: program and arguments. */
  command?: readonly [string, ...string[]];
  /** For time-outs of the speech program: real time by default, and never a clock that runs ahead of it. */
  clock?: Clock;
}

/**
 * The synthesiser of this machine, with a cache in front of it.
 *
 * @throws RingbackError `speech_unavailable` where `espeak` was demanded and is not installed or does not speak, and for an unknown kind.
 */
export async function createSynthesiser(options: SynthesiserOptions = {}): Promise<Synthesiser> {
  const { kind = 'auto', cacheBytes } = options;
  if (kind !== 'auto' && kind !== 'espeak' && kind !== 'tones') {
    throw new RingbackError('speech_unavailable', `there is no synthesiser of this kind: choose auto, espeak or tones`);
  }
  const inner = kind === 'tones' ? new TonesSynthesiser() : await espeakOr(kind, options);
  return new CachingSynthesiser(inner, { maxBytes: cacheBytes });
}

async function espeakOr(kind: 'auto' | 'espeak', options: SynthesiserOptions): Promise<Synthesiser> {
  let espeak: EspeakSynthesiser | undefined;
  try {
    espeak = new EspeakSynthesiser({ command: options.command, clock: options.clock });
    const { byteLength } = await espeak.speak('你好', { language: 'zh' });
    if (byteLength === 0) throw new RingbackError('speech_failed', 'the speech program made no sound');
    return espeak;
  } catch (cause) {
    await espeak?.close();
    if (kind === 'auto') return new TonesSynthesiser();
    if (cause instanceof RingbackError && cause.code === 'speech_unavailable') throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RingbackError(
      'speech_unavailable',
      `the speech program is installed but does not speak (${why}): run \`npm install @ringback/espeak\` anew, or choose tones`,
      { cause },
    );
  }
}
