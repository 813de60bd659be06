import type { TurnLatency } from '../call/call-event.js';

/** One turn, measured. */
export interface MeasuredTurn {
  latency: TurnLatency;
  /** Its first utterance. */
  utteranceId: string;
  /** The instant from which it was measured. */
  from: number;
}

interface Turn {
  number: number;
  /** The callee's last sound before it, or the answer. */
  from: number;
  utteranceId: string;
  firstAudioAt: number;
  toCarrierAt: number | null;
}

/**
 * Measures how fast the AI answers: the opening, then its first utterance after each time the callee spoke. What it says without being
 * spoken to (a second sentence, a reminder) is no turn. Instants are the clock's.
 */
export class TurnLatencies {
  readonly #tell: (turn: MeasuredTurn) => void;
  #count = 0;
  #answeredAt: number | null = null;
  /** From when the next utterance is measured; null while nothing calls for an answer. */
  #from: number | null = null;
  #turn: Turn | null = null;
  /** The opening is made before the answer, as a rule. */
  #opening: { utteranceId: string; at: number } | null = null;

  constructor(tell: (turn: MeasuredTurn) => void) {
    this.#tell = tell;
  }

  answered(at: number): void {
    this.#answeredAt = at;
    this.#from = at;
    if (this.#opening !== null) this.firstAudio(this.#opening.utteranceId, this.#opening.at);
  }

  /** The callee stopped speaking. A greeting before the opening asks for nothing: the opening is measured from the answer. */
  calleeStopped(at: number): void {
    if (this.#count > 0) this.#from = at;
  }

  /** It is now known better when the callee stopped: of a turn that was not told yet, too. */
  calleeReallyStopped(at: number): void {
    if (this.#turn !== null && this.#turn.number > 1 && at <= this.#turn.firstAudioAt) this.#turn.from = at;
    else if (this.#from !== null && this.#count > 0) this.#from = at;
  }

  /** The conversation gave the first audio of an utterance. */
  firstAudio(utteranceId: string, at: number): void {
    if (this.#answeredAt === null) {
      this.#opening ??= { utteranceId, at };
      return;
    }
    if (this.#from === null) return;
    this.#over(null);
    this.#count += 1;
    this.#turn = { number: this.#count, from: this.#from, utteranceId, firstAudioAt: at, toCarrierAt: null };
    this.#from = null;
  }

  toCarrier(utteranceId: string, at: number): void {
    if (this.#turn?.utteranceId === utteranceId) this.#turn.toCarrierAt ??= at;
  }

  /** The callee began to hear it. */
  heard(utteranceId: string, at: number): void {
    if (this.#turn?.utteranceId === utteranceId) this.#over(at);
  }

  /** It is over; where it was never heard, that is told. */
  finished(utteranceId: string): void {
    if (this.#turn?.utteranceId === utteranceId) this.#over(null);
  }

  /** The call is over. */
  close(): void {
    this.#over(null);
    this.#from = null;
  }

  #over(heardAt: number | null): void {
    const turn = this.#turn;
    if (turn === null) return;
    this.#turn = null;
    // When it began to be heard is reckoned back from a mark. A carrier that was held up plays faster for a moment to catch up, and the
    // reckoning then falls before the sending, which cannot be.
    const heardFrom = heardAt === null ? null : Math.max(heardAt, turn.toCarrierAt ?? turn.firstAudioAt);
    const since = (at: number | null): number | null => (at === null ? null : Math.max(0, Math.round(at - turn.from)));
    this.#tell({
      latency: {
        turn: turn.number,
        toFirstAudio: since(turn.firstAudioAt),
        toCarrier: since(turn.toCarrierAt),
        toHeard: since(heardFrom),
      },
      utteranceId: turn.utteranceId,
      from: turn.from,
    });
  }
}
