import {
  type Caption,
  type Carrier,
  type DialRequest,
  type Leg,
  type LegEnd,
  type LegListener,
  MULAW_SILENCE,
  MulawAudio,
} from '@ringback/engine';
import type { ManualClock } from '@ringback/engine/testing';

/** The other end of an answered call, driven by the test. */
export interface FarEnd {
  /** All sound that reached it, without the silence around it. */
  readonly heard: Uint8Array;
  /** Keys that it found in what it heard. */
  readonly keys: readonly string[];
  readonly gone: boolean;
  /** Sends sound. */
  send(bytes: Uint8Array): void;
  /** Says something whose words come as captions, 200 ms a word. */
  say(text: string): void;
  press(digit: string): void;
  hangUp(): void;
}

export type NumberKind =
  | 'answers'
  | 'answers_as_machine'
  | 'busy'
  | 'rejected'
  | 'unreachable'
  | 'never_answers'
  | 'cannot_be_dialled';

/** One carrier with a network behind it whose callees the test drives. */
export interface CarrierRig {
  carrier: Carrier;
  clock: ManualClock;
  number(kind: NumberKind): string;
  /** Those of the calls that were answered, in that order. */
  farEnds: readonly FarEnd[];
  close(): Promise<void>;
}

type LineRig = Pick<CarrierRig, 'carrier' | 'clock' | 'farEnds'>;

type Told = [event: Exclude<keyof LegListener, 'audio'>, value?: unknown];

/** Longest that any network here takes to set up, ring and answer. */
export const SETUP_LIMIT_MS = 60_000;

/** One call with all that was told of it. */
export class Line implements LegListener {
  readonly told: Told[] = [];
  readonly frames: { at: number; audio: MulawAudio }[] = [];
  readonly captions: Caption[] = [];
  readonly leg: Leg;
  /** How it ended. */
  end: LegEnd | undefined;
  readonly #rig: LineRig;

  constructor(rig: LineRig, request: DialRequest) {
    this.#rig = rig;
    this.leg = rig.carrier.dial(request, this);
  }

  /** A call to a number of that kind. */
  static to(rig: CarrierRig, kind: NumberKind = 'answers', callId = `call-${kind}`, ringTimeoutMs = 30_000): Line {
    return new Line(rig, { callId, to: rig.number(kind), ringTimeoutMs });
  }

  accepted(reference: string): void {
    this.told.push(['accepted', reference]);
  }
  ringing(): void {
    this.told.push(['ringing']);
  }
  answered(by: string): void {
    this.told.push(['answered', by]);
  }
  machine(moment: string): void {
    this.told.push(['machine', moment]);
  }
  audio(audio: MulawAudio): void {
    this.frames.push({ at: this.#rig.clock.now(), audio });
  }
  key(digit: string): void {
    this.told.push(['key', digit]);
  }
  caption(caption: Caption): void {
    this.captions.push(caption);
  }
  mark(name: string): void {
    this.told.push(['mark', name]);
  }
  ended(end: LegEnd): void {
    this.end = end;
    this.told.push(['ended', end.cause]);
  }

  all(event: Told[0]): unknown[] {
    return this.told.filter(([one]) => one === event).map(([, value]) => value);
  }

  get over(): boolean {
    return this.all('ended').length > 0;
  }

  async untilAnswered(): Promise<FarEnd> {
    await this.#rig.clock.advanceUntil(() => this.all('answered').length > 0, SETUP_LIMIT_MS);
    return this.#rig.farEnds.at(-1) as FarEnd;
  }

  async untilOver(): Promise<unknown> {
    await this.#rig.clock.advanceUntil(() => this.over, SETUP_LIMIT_MS);
    return this.all('ended')[0];
  }

  /** Everything the callee's side sent, without the silence around it. */
  get heard(): Uint8Array {
    return trimmed(Buffer.concat(this.frames.map(({ audio }) => audio.bytes)));
  }
}

/** Sound that shows at every byte where it is from, and never silence. */
export function ramp(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => 1 + (index % 113));
}

export function sound(ms: number): Uint8Array {
  return ramp(ms * 8);
}

export function play(line: Line, bytes: Uint8Array, words?: string): void {
  line.leg.play(MulawAudio.fromBytes(bytes), words);
}

export function trimmed(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && bytes[start] === MULAW_SILENCE) start += 1;
  while (end > start && bytes[end - 1] === MULAW_SILENCE) end -= 1;
  return bytes.subarray(start, end);
}
