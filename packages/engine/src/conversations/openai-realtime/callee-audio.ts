import { FrameSlab } from '../../audio/frame-slab.js';
import type { MulawAudio } from '../../audio/mulaw-audio.js';

export interface HeardAudio {
  audio: MulawAudio;
  /** When it was heard. */
  at: number;
}

/**
 * While no session can hear, at most so much of what the callee says is kept: what takes longer to renew has failed by then. The oldest is
 * dropped, since who has waited so long says again what matters.
 */
const MOST_KEPT_MS = 30_000;

/** Before a turn is found in it, speech has been going on for a moment: so much of the past is kept at all times. */
const BEFORE_TURN_MS = 1_000;

/** A second's frames. */
const PART_FRAMES = 50;
const MOST_PARTS = MOST_KEPT_MS / BEFORE_TURN_MS;

/** 190 kB at a time. */
const PARTS_IN_SLAB = 16;
/** So many parts may wait to be used again, of all calls together: those of one slab. Beyond that, memory that nobody uses is let go. */
const MOST_SPARE = PARTS_IN_SLAB;

/** Memory for a second of it. */
class Part {
  readonly memory: Memory;
  /** Its first slot. */
  readonly first: number;

  constructor(memory: Memory, first: number) {
    this.memory = memory;
    this.first = first;
  }

  get end(): number {
    return this.first + PART_FRAMES;
  }
}

interface Memory {
  slab: FrameSlab;
  /** Parts of it that are in use. */
  used: number;
}

/**
 * What the callee said that no session has understood yet, so that another can be told when one is lost: what was heard since the turn
 * under way began, or since the line was lost; otherwise the last second. It comes as frames of 20 ms, which are counted.
 */
export class CalleeAudio {
  /** Where the next frame goes: a slot of the last part's, up to its end. */
  #slab: FrameSlab | null = null;
  #next = 0;
  #end = 0;
  /** Oldest first; all but the last are full. */
  #parts: Part[] = [];
  #held = false;
  /** Frames that are kept and were older than a second when it was to be held. */
  #older = 0;

  keep(audio: MulawAudio, at: number): void {
    const slab = this.#next < this.#end ? (this.#slab as FrameSlab) : this.#begin();
    slab.put(this.#next, audio, at);
    this.#next += 1;
  }

  /** From now on everything is kept, behind the last second. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#older = Math.max(0, this.#frames - PART_FRAMES);
  }

  /** It was understood: the last second is enough again. */
  release(): void {
    this.#held = false;
    this.#drop();
  }

  /** Oldest first. */
  get kept(): readonly HeardAudio[] {
    const last = this.#parts.length - 1;
    const heard = this.#parts.flatMap(({ memory, first, end }, part) => {
      const frames = (part === last ? this.#next : end) - first;
      return Array.from({ length: frames }, (_, index) => memory.slab.at(first + index));
    });
    return this.#held ? heard.slice(this.#older).slice(-MOST_PARTS * PART_FRAMES) : heard.slice(-PART_FRAMES);
  }

  clear(): void {
    for (const part of this.#parts) putAside(part);
    this.#parts = [];
    this.#slab = null;
    this.#next = 0;
    this.#end = 0;
    this.#older = 0;
  }

  get #frames(): number {
    return this.#parts.length * PART_FRAMES - (this.#end - this.#next);
  }

  /** Another part. */
  #begin(): FrameSlab {
    const part = sparePart();
    this.#parts.push(part);
    this.#slab = part.memory.slab;
    this.#next = part.first;
    this.#end = part.end;
    this.#drop();
    return part.memory.slab;
  }

  /** The last two parts hold the last second, wherever it begins. */
  #drop(): void {
    const most = this.#held ? MOST_PARTS + 1 : 2;
    while (this.#parts.length > most) {
      putAside(this.#parts.shift() as Part);
      this.#older = Math.max(0, this.#older - PART_FRAMES);
    }
  }
}

/** The one that was put aside last is taken first: the cache may still have it. */
let spare: Part[] = [];

function sparePart(): Part {
  if (spare.length === 0) {
    const memory: Memory = { slab: new FrameSlab(PARTS_IN_SLAB * PART_FRAMES), used: 0 };
    for (let index = PARTS_IN_SLAB - 1; index >= 0; index -= 1) spare.push(new Part(memory, index * PART_FRAMES));
  }
  const part = spare.pop() as Part;
  part.memory.used += 1;
  return part;
}

function putAside(part: Part): void {
  const { memory } = part;
  memory.slab.forget(part.first, part.end);
  memory.used -= 1;
  spare.push(part);
  if (memory.used === 0 && spare.length > MOST_SPARE) spare = spare.filter((one) => one.memory !== memory);
}
