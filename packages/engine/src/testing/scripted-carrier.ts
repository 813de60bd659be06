import { FRAME_BYTES, MULAW_SILENCE, MulawAudio } from '../audio/mulaw-audio.js';
import type {
  Caption,
  Carrier,
  CarrierCallState,
  CarrierCapabilities,
  DialRequest,
  Leg,
  LegEndCause,
  LegListener,
  MachineMoment,
} from '../carriers/carrier.js';
import type { Clock, Timer } from '../clock.js';

export interface ScriptedCarrierOptions {
  /** Over the default: everything but machine detection. */
  capabilities?: Partial<CarrierCapabilities>;
  /** From a mark's being due to its being told, as the way back from a real carrier takes (default 0: told at that instant). */
  markDelayMs?: number;
  /** From `hangUp` to its end being told; null: it never is (default 0). */
  hangUpDelayMs?: number | null;
  /** What `lookUp` says (default `unknown`). */
  lookUp?: CarrierCallState;
  /** Runs inside `dial`; what it throws, `dial` throws. */
  onDial?: (leg: ScriptedLeg) => void;
}

/** One stretch that a leg was given. */
export interface ScriptedStretch {
  audio: MulawAudio;
  words: string | undefined;
  /** When it was given. */
  at: number;
  /** How much of it the callee heard, in milliseconds. */
  heardMs: number;
}

interface QueuedMark {
  name: string;
}

/**
 * A leg of which a test drives the carrier's side by hand and reads what it was given. What is queued plays out on the clock, with marks and
 * clears as Twilio's Media Streams have them: a mark is told when everything before it has played, at once where nothing is queued, and
 * `clear` returns all that are out.
 */
export class ScriptedLeg implements Leg {
  readonly request: DialRequest;
  /** Whoever is told. Tests may call it directly, for what the methods below do not offer. */
  readonly listener: LegListener;
  /** Every stretch that was given, in order. */
  readonly given: ScriptedStretch[] = [];
  /** When `clear` was called. */
  readonly clears: number[] = [];
  /** Every mark that was asked for, in order. */
  readonly marksAsked: string[] = [];
  hungUpAt: number | null = null;
  /** Set: marks are not told any more, as on a socket that stalls. */
  losesMarks = false;

  readonly #clock: Clock;
  readonly #options: ScriptedCarrierOptions;
  readonly #queue: (ScriptedStretch | QueuedMark)[] = [];
  readonly #timers = new Set<Timer>();
  #playing: { stretch: ScriptedStretch; since: number; timer: Timer } | null = null;
  #over = false;

  constructor(request: DialRequest, listener: LegListener, clock: Clock, options: ScriptedCarrierOptions) {
    this.request = request;
    this.listener = listener;
    this.#clock = clock;
    this.#options = options;
  }

  // The carrier's side, for tests.

  accept(reference = 'scripted-1'): void {
    this.listener.accepted(reference);
  }

  ring(): void {
    this.listener.ringing();
  }

  answer(by: 'unknown' | 'human' | 'machine' = 'unknown'): void {
    this.listener.answered(by);
  }

  /** The callee's side: `frames` frames (default one), of silence unless told. */
  sound(audio = MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE)), frames = 1): void {
    for (let frame = 0; frame < frames; frame += 1) this.listener.audio(audio);
  }

  machine(moment: MachineMoment): void {
    this.listener.machine(moment);
  }

  pressKey(digit: string): void {
    this.listener.key(digit);
  }

  caption(caption: Caption): void {
    this.listener.caption(caption);
  }

  /** The leg is gone. */
  end(cause: LegEndCause = 'callee_hung_up', detail?: string): void {
    this.#stop();
    this.listener.ended(detail === undefined ? { cause } : { cause, detail });
  }

  /** Milliseconds of what was given that the callee has heard until now. */
  get heardMs(): number {
    const now = this.#clock.now();
    return this.given.reduce((sum, stretch) => {
      if (this.#playing?.stretch !== stretch) return sum + stretch.heardMs;
      return sum + Math.min(stretch.audio.durationMs, now - this.#playing.since);
    }, 0);
  }

  /** The words of all that was given, as they came. */
  get words(): string {
    return this.given.map((stretch) => stretch.words ?? '').join('');
  }

  /** Something is queued and not yet played. */
  get playing(): boolean {
    return this.#playing !== null;
  }

  // The leg, as the bridge uses it.

  play(audio: MulawAudio, words?: string): void {
    if (this.#over) return;
    const stretch = { audio, words, at: this.#clock.now(), heardMs: 0 };
    this.given.push(stretch);
    this.#queue.push(stretch);
    this.#next();
  }

  mark(name: string): void {
    if (this.#over) return;
    this.marksAsked.push(name);
    this.#queue.push({ name });
    this.#next();
  }

  clear(): void {
    if (this.#over) return;
    this.clears.push(this.#clock.now());
    this.#stopPlaying();
    const queued = this.#queue.splice(0);
    for (const one of queued) if ('name' in one) this.#tellMark(one.name);
  }

  hangUp(): void {
    if (this.#over || this.hungUpAt !== null) return;
    this.hungUpAt = this.#clock.now();
    const { hangUpDelayMs = 0 } = this.#options;
    if (hangUpDelayMs === null) this.#stop();
    else this.#after(hangUpDelayMs, () => this.end('we_hung_up'));
  }

  #next(): void {
    while (this.#playing === null) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      if ('name' in next) {
        this.#tellMark(next.name);
        continue;
      }
      const timer = this.#after(next.audio.durationMs, () => {
        next.heardMs = next.audio.durationMs;
        this.#playing = null;
        this.#next();
      });
      this.#playing = { stretch: next, since: this.#clock.now(), timer };
    }
  }

  #tellMark(name: string): void {
    if (this.losesMarks) return;
    this.#after(this.#options.markDelayMs ?? 0, () => this.listener.mark(name));
  }

  #after(ms: number, run: () => void): Timer {
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
    return timer;
  }

  #stopPlaying(): void {
    if (this.#playing === null) return;
    const { stretch, since, timer } = this.#playing;
    stretch.heardMs = Math.min(stretch.audio.durationMs, this.#clock.now() - since);
    timer.cancel();
    this.#timers.delete(timer);
    this.#playing = null;
  }

  #stop(): void {
    this.#over = true;
    this.#stopPlaying();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#queue.length = 0;
  }
}

/** A carrier whose side a test plays by hand: every dial gives a {@link ScriptedLeg}, and nothing happens by itself but playing out. */
export class ScriptedCarrier implements Carrier {
  readonly name = 'scripted';
  readonly capabilities: CarrierCapabilities;
  /** Every leg that was dialled, in order. */
  readonly legs: ScriptedLeg[] = [];
  readonly #clock: Clock;
  readonly #options: ScriptedCarrierOptions;

  constructor(clock: Clock, options: ScriptedCarrierOptions = {}) {
    this.#clock = clock;
    this.#options = options;
    this.capabilities = {
      codec: 'pcmu',
      marks: true,
      clear: true,
      captions: true,
      keys: true,
      machineDetection: false,
      ...options.capabilities,
    };
  }

  /** The leg dialled last. @throws Error where none was. */
  get leg(): ScriptedLeg {
    const leg = this.legs.at(-1);
    if (leg === undefined) throw new Error('nothing was dialled');
    return leg;
  }

  dial(request: DialRequest, listener: LegListener): Leg {
    const leg = new ScriptedLeg(request, listener, this.#clock, this.#options);
    this.legs.push(leg);
    this.#options.onDial?.(leg);
    return leg;
  }

  async lookUp(): Promise<CarrierCallState> {
    return this.#options.lookUp ?? 'unknown';
  }

  async close(): Promise<void> {}
}
