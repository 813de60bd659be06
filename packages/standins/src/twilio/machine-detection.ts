import { BeepDetector, FRAME_MS, type MulawAudio, VoiceActivity } from '@ringback/engine';
import type { MachineDetectionSettings } from './call-parameters.js';

/** Who is really there; `unknown` is somebody whom machine detection does not make out. */
export type WhoAnswers = 'human' | 'machine' | 'fax' | 'unknown';

export type AnsweredBy =
  | 'human'
  | 'fax'
  | 'unknown'
  | 'machine_start'
  | 'machine_end_beep'
  | 'machine_end_silence'
  | 'machine_end_other';

/**
 * Answering machine detection. Who is there is known beforehand; when it is found out follows from what is heard, frame by frame, by
 * the thresholds of the request (https://www.twilio.com/docs/voice/answering-machine-detection): a person after a greeting that
 * ends, a machine once it has talked for longer than people do, its end by a beep or by silence, and nobody at all after a long silence.
 */
export class MachineDetection {
  readonly #settings: MachineDetectionSettings;
  readonly #who: WhoAnswers;
  readonly #activity: VoiceActivity;
  readonly #beep = new BeepDetector();
  #heardMs = 0;
  #speechMs = 0;
  #speaking = false;
  #spoke = false;

  constructor(settings: MachineDetectionSettings, who: WhoAnswers) {
    this.#settings = settings;
    this.#who = who;
    this.#activity = new VoiceActivity({ releaseMs: settings.speechEndThresholdMs });
  }

  /** Milliseconds that were listened to. */
  get durationMs(): number {
    return this.#heardMs;
  }

  /** Takes the next 20 ms from the callee; the result once there is one, after which nothing more may be pushed. */
  push(audio: MulawAudio): AnsweredBy | null {
    this.#heardMs += FRAME_MS;
    const change = this.#activity.push(audio.bytes);
    if (change === 'speech') {
      this.#speaking = true;
      this.#spoke = true;
      this.#speechMs = 0;
    }
    if (change === 'silence') this.#speaking = false;
    if (this.#speaking) this.#speechMs += FRAME_MS;
    return this.#found(change === 'silence', this.#beep.push(audio.bytes)) ?? this.#late();
  }

  #found(silence: boolean, beep: boolean): AnsweredBy | null {
    const { mode, speechThresholdMs } = this.#settings;
    const long = this.#speechMs >= speechThresholdMs;
    switch (this.#who) {
      case 'fax':
        return this.#spoke ? 'fax' : null;
      case 'human':
        return silence || long ? 'human' : null;
      case 'unknown':
        return null;
      case 'machine':
        if (mode === 'Enable') return silence || long ? 'machine_start' : null;
        if (beep) return 'machine_end_beep';
        return silence ? 'machine_end_silence' : null;
    }
  }

  #late(): AnsweredBy | null {
    const { mode, silenceTimeoutMs, timeoutMs } = this.#settings;
    if (!this.#spoke && this.#heardMs >= silenceTimeoutMs) return 'unknown';
    if (this.#heardMs < timeoutMs) return null;
    return this.#who === 'machine' && mode === 'DetectMessageEnd' && this.#spoke ? 'machine_end_other' : 'unknown';
  }
}
