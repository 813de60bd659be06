import { FRAME_BYTES, FRAME_MS, VoiceActivity } from '@ringback/engine';
import type { TurnDetection } from './session-config.js';

/** Speech is believed after 60 ms of it: so much before that moment it began. */
const ONSET_MS = 60;

/** How long a semantic detector waits after a sentence that is finished, and at most after one that is not (the documented maxima). */
const EAGERNESS = {
  high: { finishedMs: 300, unfinishedMs: 2000 },
  medium: { finishedMs: 600, unfinishedMs: 4000 },
  auto: { finishedMs: 600, unfinishedMs: 4000 },
  low: { finishedMs: 1200, unfinishedMs: 8000 },
} as const;

export interface TurnEvent {
  kind: 'started' | 'stopped';
  /** Milliseconds of audio since the session's first. Of `started`, where the speech itself began, without padding. */
  atMs: number;
}

/**
 * Finds turns in what is heard. Server VAD goes by silence alone. Semantic VAD waits a short time after a sentence that sounds finished,
 * and longer after one that does not; what sounds finished is asked of `finished`, since there is no model here that could tell.
 *
 * The threshold of server VAD moves both how far speech must stand out from the noise (9 dB at 0.5, 1 to 17 dB over its range) and how
 * loud it must be at least (−57 dBFS at 0.5, 0.6 dB for every hundredth).
 */
export class TurnDetector {
  readonly #activity: VoiceActivity;
  readonly #unfinishedMs: number;
  readonly #finished: () => boolean;
  readonly #rest = new Uint8Array(FRAME_BYTES);
  #resting = 0;
  #positionMs: number;
  /** Speech has begun and its turn has not ended. */
  #turn = false;
  /** Set: speech ended here, and the sentence did not sound finished. */
  #pausedAtMs: number | null = null;

  /** @param positionMs audio of the session so far. */
  constructor(detection: TurnDetection, positionMs: number, finished: () => boolean) {
    this.#positionMs = positionMs;
    this.#finished = finished;
    if (detection.type === 'server_vad') {
      const { threshold, silence_duration_ms: releaseMs } = detection;
      this.#unfinishedMs = 0;
      this.#activity = new VoiceActivity({
        onsetMs: ONSET_MS,
        releaseMs,
        marginDb: 9 + (threshold - 0.5) * 16,
        leastDbfs: -57 + (threshold - 0.5) * 60,
      });
    } else {
      const { finishedMs, unfinishedMs } = EAGERNESS[detection.eagerness];
      this.#unfinishedMs = unfinishedMs - finishedMs;
      this.#activity = new VoiceActivity({ onsetMs: ONSET_MS, releaseMs: finishedMs });
    }
  }

  /** The user is speaking, or pausing within a turn. */
  get inTurn(): boolean {
    return this.#turn;
  }

  /** The turn that is under way is forgotten: its audio was taken or cleared. */
  forget(): void {
    this.#turn = false;
    this.#pausedAtMs = null;
  }

  /** @param mulaw of any length; a rest below 20 ms waits for the next push. */
  push(mulaw: Uint8Array): TurnEvent[] {
    const events: TurnEvent[] = [];
    let offset = 0;
    while (offset < mulaw.length) {
      const take = Math.min(FRAME_BYTES - this.#resting, mulaw.length - offset);
      this.#rest.set(mulaw.subarray(offset, offset + take), this.#resting);
      this.#resting += take;
      offset += take;
      if (this.#resting === FRAME_BYTES) {
        this.#resting = 0;
        this.#frame(events);
      }
    }
    return events;
  }

  #frame(events: TurnEvent[]): void {
    this.#positionMs += FRAME_MS;
    const change = this.#activity.push(this.#rest);
    if (change === 'speech') {
      this.#pausedAtMs = null;
      if (!this.#turn) {
        this.#turn = true;
        events.push({ kind: 'started', atMs: Math.max(0, this.#positionMs - ONSET_MS) });
      }
    } else if (change === 'silence' && this.#turn) {
      if (this.#unfinishedMs === 0 || this.#finished()) this.#stop(events);
      else this.#pausedAtMs = this.#positionMs;
    } else if (this.#pausedAtMs !== null && this.#positionMs - this.#pausedAtMs >= this.#unfinishedMs) {
      this.#stop(events);
    }
  }

  #stop(events: TurnEvent[]): void {
    this.forget();
    events.push({ kind: 'stopped', atMs: this.#positionMs });
  }
}
