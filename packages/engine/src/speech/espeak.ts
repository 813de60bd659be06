import { createRequire } from 'node:module';
import { encodeMulaw } from '../audio/g711.js';
import { MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { resampledLength, resamplePart } from '../audio/resample.js';
import { type Clock, realClock, type Timer } from '../clock.js';
import { isRingbackError, RingbackError } from '../errors.js';
import { checkRequest } from './check-request.js';
import { trimAndLevel } from './speech-level.js';
import { SpeechProcess, type SpeechRequest, type SpeechSound } from './speech-process.js';
import { type SpokenPart, spokenParts } from './spoken-parts.js';
import type { Synthesiser, Voice } from './synthesiser.js';

/**
 * From start to its ready line. Measured 0.3 s; on a machine that is busy with 200 calls and reads its disk for the first time, several
 * times that. Longer would only delay the tones that `auto` falls back to.
 */
const START_TIMEOUT_MS = 10_000;
/**
 * One part of at most 200 characters. Measured 30 to 80 ms, and under 600 ms for the longest on a machine with all cores taken. Whoever
 * waits for words has the callee on the line, so a program that hangs must be found out before the silence is: but a false alarm costs
 * a restart, which takes longer than most waits.
 */
const PART_TIMEOUT_MS = 5_000;
/** Utterances that wait. At 50 ms each the last would wait 10 s: more than any caller's use for the words. */
const MOST_WAITING = 200;
/** Failures in a row after which it is left alone for a while, so that a broken program is not started for every sentence. */
const MOST_FAILURES = 3;
const COOL_DOWN_MS = 10_000;
/** The pause after a sentence, as eSpeak NG itself makes it between two. */
const SENTENCE_PAUSE_MS = 280;
/** Samples that are turned into telephone audio at a stretch: 2 s of speech, 2 to 3 ms of work. */
const STEP = 16_000;

export interface EspeakOptions {
  /** What is run: program and arguments. By default this Node with the program of the package `@ringback/espeak`. */
  command?: readonly [string, ...string[]];
  /** For time-outs. Real time by default; never a clock that runs ahead of it, since the program does not. */
  clock?: Clock;
}

interface Job {
  request: SpeechRequest;
  attempts: number;
  resolve: (sound: SpeechSound) => void;
  reject: (error: unknown) => void;
}

/**
 * Speaks with eSpeak NG, which runs as a program of its own: started on first use, restarted when it dies or hangs, ended by `close` or
 * with us. Sentences go to it one after the other.
 *
 * A part that was under way when the program died is tried once more. After three failures in a row it rejects at once for 10 s, then
 * tries again.
 */
export class EspeakSynthesiser implements Synthesiser {
  readonly name = 'espeak';
  readonly #command: readonly [string, ...string[]];
  readonly #clock: Clock;
  readonly #jobs: Job[] = [];
  #process: SpeechProcess | null = null;
  #working = false;
  #closed = false;
  #failures = 0;
  #lastFailure = 0;

  /** @throws RingbackError `speech_unavailable` where no command is given and the package is not installed. */
  constructor(options: EspeakOptions = {}) {
    this.#command = options.command ?? espeakCommand();
    this.#clock = options.clock ?? realClock();
  }

  async speak(text: string, voice: Voice): Promise<MulawAudio> {
    if (this.#closed) throw closed();
    const { language, pitch, rate } = checkRequest(text, voice);
    const parts = spokenParts(text, language);
    if (this.#jobs.length >= MOST_WAITING) {
      throw new RingbackError(
        'speech_failed',
        'too much speech is waiting to be made: try again, with fewer calls at once',
        {
          retryable: true,
        },
      );
    }
    const sounds: Uint8Array[] = [];
    // Part by part, so that whoever wants a short sentence waits for one part of a long text at most.
    for (const part of parts) {
      const sound = await this.#ask({ text: part.text, voice: part.voice, pitch, rate });
      sounds.push(await telephoneAudio(sound));
    }
    return MulawAudio.fromBytes(join(parts, sounds));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#jobs.splice(0)) job.reject(closed());
    const running = this.#process;
    this.#process = null;
    await running?.kill('it was closed');
  }

  #ask(request: SpeechRequest): Promise<SpeechSound> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(closed());
        return;
      }
      this.#jobs.push({ request, attempts: 0, resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  /** Takes job after job until none is left. Never rejects. */
  async #work(): Promise<void> {
    this.#working = true;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      try {
        job.resolve(await this.#run(job));
      } catch (error) {
        job.reject(this.#closed ? closed() : error);
      }
    }
    this.#working = false;
  }

  async #run(job: Job): Promise<SpeechSound> {
    for (;;) {
      this.#refuseWhileBroken();
      job.attempts += 1;
      try {
        const speaker = await this.#started();
        const sound = await this.#within(
          PART_TIMEOUT_MS,
          speaker,
          'it did not answer in time',
          speaker.speak(job.request),
        );
        this.#failures = 0;
        return sound;
      } catch (cause) {
        const error = isRingbackError(cause) ? cause : failedToSpawn(cause);
        const died = error.retryable;
        // A sentence that it refuses says nothing against the program.
        if (!died) throw error;
        this.#process = null;
        this.#failures += 1;
        this.#lastFailure = this.#clock.now();
        if (this.#closed || job.attempts >= 2) throw error;
      }
    }
  }

  #refuseWhileBroken(): void {
    if (this.#closed) throw closed();
    if (this.#failures < MOST_FAILURES) return;
    if (this.#clock.now() - this.#lastFailure < COOL_DOWN_MS) {
      throw new RingbackError(
        'speech_failed',
        'the speech program failed several times in a row and is left alone for 10 s',
        {
          retryable: true,
        },
      );
    }
    // One more chance, and one only.
    this.#failures = MOST_FAILURES - 1;
  }

  async #started(): Promise<SpeechProcess> {
    if (this.#process?.alive) return this.#process;
    const started = new SpeechProcess(this.#command);
    this.#process = started;
    await this.#within(START_TIMEOUT_MS, started, 'it did not start in time', started.ready);
    return started;
  }

  /** Kills the process where the promise takes longer; the promise then rejects. */
  async #within<T>(ms: number, speaker: SpeechProcess, reason: string, promise: Promise<T>): Promise<T> {
    const timer: Timer = this.#clock.after(ms, () => void speaker.kill(reason));
    try {
      return await promise;
    } finally {
      timer.cancel();
    }
  }
}

/** Program and arguments of the optional package. @throws RingbackError `speech_unavailable` where it is not installed. */
export function espeakCommand(): [string, string] {
  try {
    return [process.execPath, createRequire(import.meta.url).resolve('@ringback/espeak/program')];
  } catch (cause) {
    throw new RingbackError(
      'speech_unavailable',
      'the speech program is not installed: run `npm install @ringback/espeak` (GPL-3.0-or-later), or choose the synthesiser `tones`',
      { cause },
    );
  }
}

/** Other work gets its turn after every step: audio of running calls is due every 20 ms. */
async function telephoneAudio({ pcm, rate }: SpeechSound): Promise<Uint8Array> {
  const resampled = new Int16Array(resampledLength(pcm.length, rate, TELEPHONE_RATE));
  for (let start = 0; start < resampled.length; start += STEP) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    resampled.set(resamplePart(pcm, rate, TELEPHONE_RATE, start, start + STEP), start);
  }
  // The level is set after resampling, on a third of the samples.
  return encodeMulaw(trimAndLevel(resampled, TELEPHONE_RATE));
}

function join(parts: readonly SpokenPart[], sounds: readonly Uint8Array[]): Uint8Array {
  const pause = (SENTENCE_PAUSE_MS * TELEPHONE_RATE) / 1000;
  const pauses = parts.map((part, index) => (part.endsSentence && index < parts.length - 1 ? pause : 0));
  const length = sounds.reduce((sum, sound, index) => sum + sound.length + (pauses[index] as number), 0);
  const bytes = new Uint8Array(length).fill(MULAW_SILENCE);
  let offset = 0;
  sounds.forEach((sound, index) => {
    bytes.set(sound, offset);
    offset += sound.length + (pauses[index] as number);
  });
  return bytes;
}

/** Where the system refuses a process at once, for want of memory or handles. */
function failedToSpawn(cause: unknown): RingbackError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RingbackError('speech_failed', `the speech program could not be started: ${why}`, {
    retryable: true,
    cause,
  });
}

function closed(): RingbackError {
  return new RingbackError('speech_failed', 'the synthesiser was closed');
}
