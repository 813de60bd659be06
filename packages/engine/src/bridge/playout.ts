import { FRAME_MS, type MulawAudio } from '../audio/mulaw-audio.js';
import { splitSpoken } from '../call/spoken-words.js';
import type { Leg } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * Longest stretch without a mark behind it: 480 ms, 24 frames. Longer audio is cut there, so that what was heard is known at least twice a
 * second. 3,840 bytes are a multiple of three, so base64 is cut as text, without decoding it.
 */
export const STRETCH_MS = 480;
const STRETCH_BYTES = (STRETCH_MS / 1000) * 8000;

/**
 * Chunks share a mark until they are this long together: between two marks the clock tells the position to within a frame, and every mark is
 * two messages more.
 */
const MARK_EVERY_MS = 20 * FRAME_MS;

/**
 * How much later than by the clock a mark may come before it is taken for lost. Carriers buffer up to a second before they begin to play,
 * and a socket may stall for one more; a callee takes 3 s of silence for a dead line. `hangup.ts` waits a little longer than this.
 */
export const LOST_MARK_MS = 3_000;

/**
 * What has no mark behind it yet is taken for played this much later than by the clock, so that a conversation which sends each frame just
 * in time does not count as silent between two of them.
 */
const UNMARKED_GRACE_MS = 200;

export interface PlayoutEvents {
  /** Nothing was left to play, and now something is. */
  began(): void;
  /** The callee has heard up to `heardMs` for certain. */
  reached(): void;
  /** All that was queued was heard. */
  drained(): void;
  /** Marks did not come back in time and are given up. */
  marksLost(): void;
}

interface Mark {
  name: string;
  endMs: number;
}

/**
 * What the callee has heard of what the leg was given, in milliseconds of audio from the beginning of the call.
 *
 * Marks tell it exactly: one goes out behind every stretch, and when it returns everything before it was played. Between two marks the
 * position follows the clock, and never passes a mark that is still out, nor what was queued. A carrier without marks is followed by the
 * clock alone, as if each mark returned when it should.
 *
 * `clear` returns every outstanding mark, on the wire just as if it had been played
 * (https://www.twilio.com/docs/voice/media-streams/websocket-messages): the marks that were out at a clear are struck off before, so that
 * they say nothing when they return. What a clear drops is skipped: positions never run backwards.
 */
export class Playout {
  readonly #leg: Leg;
  readonly #marksReturn: boolean;
  readonly #timers: CallTimers;
  readonly #events: PlayoutEvents;

  #queuedMs = 0;
  /** Heard for certain. */
  #reachedMs = 0;
  /** The clock's reading: at `#anchorAt` the callee was at `#anchorMs`. */
  #anchorMs = 0;
  #anchorAt = 0;
  /** Up to where marks have gone out. */
  #markedMs = 0;
  #marks: Mark[] = [];
  #markCount = 0;
  #playing = false;
  /** For lost marks and for what has none. */
  #watch: Timer | null = null;
  /** In place of the marks of a carrier that has none. */
  #clockMark: Timer | null = null;

  constructor(leg: Leg, marksReturn: boolean, timers: CallTimers, events: PlayoutEvents) {
    this.#leg = leg;
    this.#marksReturn = marksReturn;
    this.#timers = timers;
    this.#events = events;
  }

  /** True while something that was queued has not been heard to its end. */
  get playing(): boolean {
    return this.#playing;
  }

  /** Where the next audio will begin. */
  get queuedMs(): number {
    return this.#queuedMs;
  }

  /** Heard for certain: up to the last mark that returned. */
  get reachedMs(): number {
    return this.#reachedMs;
  }

  /** Heard as far as can be known now. */
  heardMs(): number {
    const byClock = this.#anchorMs + Math.max(0, this.#timers.now() - this.#anchorAt);
    return Math.max(this.#reachedMs, Math.min(byClock, this.#marks[0]?.endMs ?? this.#queuedMs));
  }

  /** What is queued and not yet heard. */
  remainingMs(): number {
    return this.#queuedMs - this.heardMs();
  }

  /** Queues audio; `words` is what it says. `markNow`: a mark goes behind it however short it is. */
  play(audio: MulawAudio, words: string | undefined, markNow: boolean): void {
    if (audio.byteLength === 0) return;
    if (audio.byteLength <= STRETCH_BYTES) {
      this.#stretch(audio, words, markNow);
      return;
    }
    const stretches = audio.split(STRETCH_BYTES);
    const parts =
      words === undefined
        ? []
        : splitSpoken(
            words,
            stretches.map((stretch) => stretch.byteLength),
          );
    for (const [index, stretch] of stretches.entries()) {
      const isLast = index === stretches.length - 1;
      this.#stretch(stretch, parts[index] === '' ? undefined : parts[index], markNow || !isLast);
    }
  }

  /** Puts a mark behind all that is queued, unless there is one. */
  markEnd(): void {
    if (this.#queuedMs > this.#markedMs) this.#mark();
  }

  /** A mark returned. False where it says nothing: it was out at a clear, is unknown, or returned before. */
  marked(name: string): boolean {
    const index = this.#marks.findIndex((mark) => mark.name === name);
    if (index < 0) return false;
    const { endMs } = this.#marks[index] as Mark;
    this.#marks.splice(0, index + 1);
    this.#reach(endMs);
    return true;
  }

  /** Drops what is queued and not yet heard. */
  clear(): void {
    // Those that were out return now, and are unknown by then: no name is used twice.
    this.#marks = [];
    this.#reachedMs = this.#queuedMs;
    this.#markedMs = this.#queuedMs;
    this.#setAnchor(this.#queuedMs);
    this.#playing = false;
    this.#stopTimers();
    this.#leg.clear();
  }

  /** Forgets its timers; nothing is told any more. */
  close(): void {
    this.#playing = false;
    this.#marks = [];
    this.#stopTimers();
  }

  #stretch(audio: MulawAudio, words: string | undefined, markNow: boolean): void {
    const began = !this.#playing;
    // Behind a gap, time begins anew; while a mark is out it does not, because the carrier may simply be behind the clock.
    if (this.#marks.length === 0 && this.heardMs() >= this.#queuedMs) this.#setAnchor(this.#queuedMs);
    this.#playing = true;
    this.#queuedMs += audio.durationMs;
    this.#leg.play(audio, words);
    if (markNow || this.#queuedMs - this.#markedMs >= MARK_EVERY_MS) this.#mark();
    if (began) this.#events.began();
    this.#keepWatch();
  }

  #mark(): void {
    this.#markCount += 1;
    const name = `p${this.#markCount}`;
    // Before the leg is asked: it may return the mark from inside.
    this.#marks.push({ name, endMs: this.#queuedMs });
    this.#markedMs = this.#queuedMs;
    if (this.#marksReturn) this.#leg.mark(name);
    else this.#awaitClockMark();
  }

  #reach(positionMs: number): void {
    this.#reachedMs = positionMs;
    this.#setAnchor(positionMs);
    this.#events.reached();
    // Whoever was told may have queued more, cleared, or closed.
    if (!this.#playing || this.#marks.length > 0) return;
    if (this.#reachedMs >= this.#queuedMs) {
      this.#playing = false;
      this.#stopTimers();
      this.#events.drained();
    } else {
      // Without a mark out, the end is due sooner than the watch was set for.
      this.#watch?.cancel();
      this.#watch = null;
      this.#keepWatch();
    }
  }

  #setAnchor(positionMs: number): void {
    this.#anchorMs = positionMs;
    this.#anchorAt = this.#timers.now();
  }

  /** From now until the callee will have heard up to a position, by the clock; negative where that is past. */
  #dueMs(positionMs: number): number {
    return this.#anchorAt + positionMs - this.#anchorMs - this.#timers.now();
  }

  /** From now until what is queued counts as heard without any word from the carrier. */
  #overdueMs(): number {
    return this.#dueMs(this.#queuedMs) + (this.#marks.length > 0 ? LOST_MARK_MS : UNMARKED_GRACE_MS);
  }

  /** One timer runs for all that is queued; it looks again where more was queued meanwhile. */
  #keepWatch(): void {
    if (this.#watch !== null || !this.#playing) return;
    this.#watch = this.#timers.after(Math.max(0, this.#overdueMs()), () => {
      this.#watch = null;
      if (!this.#playing) return;
      // Within a millisecond is in time: timers are no more exact than that, and sums of instants even less.
      if (this.#overdueMs() > 1) {
        this.#keepWatch();
        return;
      }
      if (this.#marks.length > 0) this.#events.marksLost();
      this.#marks = [];
      this.#markedMs = this.#queuedMs;
      this.#reach(this.#queuedMs);
    });
  }

  #awaitClockMark(): void {
    const [next] = this.#marks;
    if (this.#clockMark !== null || next === undefined) return;
    this.#clockMark = this.#timers.after(Math.max(0, this.#dueMs(next.endMs)), () => {
      this.#clockMark = null;
      this.marked(next.name);
      this.#awaitClockMark();
    });
  }

  #stopTimers(): void {
    this.#watch?.cancel();
    this.#watch = null;
    this.#clockMark?.cancel();
    this.#clockMark = null;
  }
}
