import {
  decodeMulaw,
  encodeWav,
  FRAME_BYTES,
  type Leg,
  MULAW_SILENCE,
  type MulawAudio,
  TELEPHONE_RATE,
} from '@ringback/engine';

/** What is to be recorded, and who is told. */
export type RecordingTrack = 'inbound' | 'outbound' | 'both';

/**
 * Both sides of one call from its answer on, frame by frame: whenever 20 ms come from the callee, 20 ms of what is queued for it have been
 * played. The callee is the first channel, the caller the second.
 */
export class CallRecording {
  readonly #callee: Uint8Array[] = [];
  readonly #caller: Uint8Array[] = [];
  /** What was given to the leg and not yet played. */
  #queued: Uint8Array[] = [];

  get durationMs(): number {
    return (this.#callee.length * FRAME_BYTES * 1000) / TELEPHONE_RATE;
  }

  /** The leg itself, of which is noted what it is given. */
  of(leg: Leg): Leg {
    return {
      play: (audio, words) => {
        this.#queued.push(audio.bytes);
        leg.play(audio, words);
      },
      mark: (name) => leg.mark(name),
      clear: () => {
        this.#queued = [];
        leg.clear();
      },
      hangUp: () => leg.hangUp(),
    };
  }

  frame(audio: MulawAudio): void {
    this.#callee.push(filled(audio.bytes));
    this.#caller.push(this.#takeFrame());
  }

  /** 16-bit WAV at 8 kHz: two channels, or both sides (or one of them) mixed into one. */
  wav(channels: 1 | 2, track: RecordingTrack): Uint8Array {
    const callee = decodeMulaw(Buffer.concat(track === 'outbound' ? [] : this.#callee));
    const caller = decodeMulaw(Buffer.concat(track === 'inbound' ? [] : this.#caller));
    if (channels === 2) return encodeWav([callee, caller], TELEPHONE_RATE);
    const mixed = Int16Array.from({ length: Math.max(callee.length, caller.length) }, (_, index) =>
      Math.max(-32_768, Math.min(32_767, (callee[index] ?? 0) + (caller[index] ?? 0))),
    );
    return encodeWav(mixed, TELEPHONE_RATE);
  }

  #takeFrame(): Uint8Array {
    const frame = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
    let length = 0;
    while (length < FRAME_BYTES && this.#queued.length > 0) {
      const head = this.#queued[0] as Uint8Array;
      const part = head.subarray(0, FRAME_BYTES - length);
      frame.set(part, length);
      length += part.length;
      if (part.length === head.length) this.#queued.shift();
      else this.#queued[0] = head.subarray(part.length);
    }
    return frame;
  }
}

/** Exactly one frame: cut, or filled up with silence. */
function filled(bytes: Uint8Array): Uint8Array {
  if (bytes.length === FRAME_BYTES) return bytes.slice();
  const frame = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
  frame.set(bytes.subarray(0, FRAME_BYTES));
  return frame;
}
