import { dtmfSequence } from '../../audio/dtmf.js';
import { FRAME_BYTES, MULAW_SILENCE, MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';
import { isRingbackError } from '../../errors.js';
import type { Random } from '../../ids.js';
import type { Synthesiser, Voice } from '../../speech/synthesiser.js';
import type { DialRequest, Leg, LegEnd, LegListener } from '../carrier.js';
import type { Callee, CalleeLine, Pickup } from './callee.js';
import { CalleeVoice } from './callee-voice.js';
import type { FrameTicker } from './frame-ticker.js';
import { Hearing, isSilent, KeyFinder } from './hearing.js';
import { LineClock } from './line-clock.js';
import { type Played, PlayoutQueue } from './playout-queue.js';

/** From the carrier's taking the call to the first ring. Real networks need one to three seconds; nobody learns from waiting here. */
const SETUP_MS = 300;

const SILENCE = MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE));

export interface SimulatedLegSetting {
  request: DialRequest;
  listener: LegListener;
  /** Who answers, or why this call cannot be dialled at all. */
  pickup: () => Pickup | LegEnd;
  clock: Clock;
  ticker: FrameTicker;
  synthesiser: Synthesiser;
  random: Random;
  onError: (error: unknown, callId: string) => void;
  onEnded: () => void;
}

type Party = 'callee' | 'listener' | 'synthesiser' | 'directory';

/**
 * One simulated call: `dialled` → (`ringing` →) `answered` → `ended`, from every state to `ended`, and never back.
 *
 * Everything is told from timers or, where something is told in answer to a call of the `Leg`'s own methods (a mark on an idle queue,
 * the marks that `clear` returns, the end), behind it in a microtask: never from inside. Whoever throws (the callee, the listener) ends
 * this leg as `failed`, and no other.
 */
export class SimulatedLeg implements Leg {
  readonly #setting: SimulatedLegSetting;
  readonly #listener: LegListener;
  #state: 'dialled' | 'ringing' | 'answered' | 'ended' = 'dialled';
  /** What the network does next, and when it gives up ringing. */
  #step: Timer;
  #ringTimeout: Timer | undefined;
  #frames: Timer | undefined;
  #callee: Callee | undefined;

  readonly #playout = new PlayoutQueue();
  readonly #hearing = new Hearing();
  readonly #voice: CalleeVoice;
  readonly #keys = new KeyFinder();
  readonly #lineClock: LineClock;
  #later: (() => void)[] = [];

  constructor(setting: SimulatedLegSetting) {
    this.#setting = setting;
    this.#listener = setting.listener;
    const { clock, request } = setting;
    this.#lineClock = new LineClock(clock, (run) => this.#guard('callee', run));
    this.#voice = new CalleeVoice({
      captionPrefix: `${request.callId}-c`,
      now: () => clock.now(),
      caption: (caption) => this.#guard('listener', () => this.#listener.caption(caption)),
    });
    this.#step = clock.after(0, () => this.#guard('directory', () => this.#accept(setting.pickup())));
  }

  get callId(): string {
    return this.#setting.request.callId;
  }

  play(audio: MulawAudio, words?: string): void {
    if (!this.#over) this.#playout.play(audio.bytes, words);
  }

  mark(name: string): void {
    if (this.#over || this.#playout.mark(name)) return;
    this.#soon(() => this.#tellPlayed([{ kind: 'mark', name }]));
  }

  clear(): void {
    if (this.#over) return;
    const played = this.#playout.clear();
    if (played.length > 0) this.#soon(() => this.#tellPlayed(played));
  }

  hangUp(): void {
    this.end({ cause: 'we_hung_up' });
  }

  /** Ends it for a reason of the network's. Does nothing after the end. */
  end(end: LegEnd): void {
    if (this.#over) return;
    this.#state = 'ended';
    this.#step.cancel();
    this.#ringTimeout?.cancel();
    this.#frames?.cancel();
    this.#lineClock.close();
    this.#soon(() => {
      this.#voice.close();
      this.#guard('callee', () => this.#callee?.ended());
      this.#guard('listener', () => this.#listener.ended(end));
      this.#setting.onEnded();
    });
  }

  get #over(): boolean {
    return this.#state === 'ended';
  }

  #accept(pickup: Pickup | LegEnd): void {
    if ('cause' in pickup) {
      this.end(pickup);
      return;
    }
    this.#step = this.#setting.clock.after(SETUP_MS, () => this.#reach(pickup));
    this.#tell((listener) => listener.accepted(`sim-${this.callId}`));
  }

  #reach(pickup: Pickup): void {
    const { clock } = this.#setting;
    if (pickup.kind === 'busy' || pickup.kind === 'unreachable') {
      this.#step = clock.after(pickup.afterMs, () => this.end({ cause: pickup.kind }));
      return;
    }
    this.#state = 'ringing';
    this.#ringTimeout = clock.after(this.#setting.request.ringTimeoutMs, () => this.end({ cause: 'no_answer' }));
    if (pickup.kind === 'rejected') this.#step = clock.after(pickup.afterMs, () => this.end({ cause: 'rejected' }));
    if (pickup.kind === 'answers') this.#step = clock.after(pickup.afterMs, () => this.#answer(pickup.callee));
    this.#tell((listener) => listener.ringing());
  }

  #answer(make: (line: CalleeLine) => Callee): void {
    this.#ringTimeout?.cancel();
    this.#guard('callee', () => {
      this.#callee = make(this.#line());
    });
    if (this.#over) return;
    this.#state = 'answered';
    this.#tell((listener) => listener.answered('unknown'));
    if (this.#over) return;
    this.#frames = this.#setting.ticker.add(() => this.#frame());
    this.#toCallee((callee) => callee.answered());
  }

  /** Every 20 ms: what became of the last frame, then the next one in both directions. */
  #frame(): void {
    const played = this.#playout.framePlayed();
    if (played.length > 0) this.#tellPlayed(played);
    this.#voice.frameSent();

    const heard = this.#playout.takeFrame();
    this.#hear(heard === null || isSilent(heard) ? null : heard);
    if (this.#over) return;

    const said = this.#voice.takeFrame();
    try {
      this.#listener.audio(said === null ? SILENCE : MulawAudio.fromBytes(said));
    } catch (error) {
      this.#fail('listener', error);
    }
    for (const digit of this.#keys.push(said === null || isSilent(said) ? null : said)) {
      this.#tell((listener) => listener.key(digit));
    }
  }

  #hear(frame: Uint8Array | null): void {
    if (frame !== null && this.#callee?.heardAudio !== undefined) {
      this.#toCallee((callee) => callee.heardAudio?.(frame));
    }
    const found = this.#hearing.push(frame);
    if (found === null) return;
    if (found.voice === 'speech') this.#toCallee((callee) => callee.heardSpeech());
    if (found.voice === 'silence') this.#toCallee((callee) => callee.heardSilence());
    for (const digit of found.keys) this.#toCallee((callee) => callee.heardKey(digit));
  }

  #tellPlayed(played: readonly Played[]): void {
    for (const one of played) {
      if (one.kind === 'mark') this.#tell((listener) => listener.mark(one.name));
      else this.#toCallee((callee) => callee.heardWords(one.words));
    }
  }

  #line(): CalleeLine {
    const { synthesiser, random } = this.#setting;
    return {
      clock: this.#lineClock,
      random,
      synthesiser,
      say: (text, voice) => this.#say(text, voice),
      send: (audio) => this.#send(() => audio.bytes),
      press: (digits) => this.#send(() => dtmfSequence(digits)),
      stop: () => this.#voice.stop(),
      hangUp: () => this.end({ cause: 'callee_hung_up' }),
    };
  }

  #say(text: string, voice: Voice): Promise<void> {
    if (this.#over) return never();
    const { audio, sent } = this.#voice.say(text);
    const speech = async (): Promise<void> => audio(await this.#setting.synthesiser.speak(text, voice));
    speech().catch((error: unknown) => this.#fail('synthesiser', error));
    return sent;
  }

  #send(bytes: () => Uint8Array): Promise<void> {
    let sent = never();
    if (!this.#over) {
      this.#guard('callee', () => {
        sent = this.#voice.send(bytes());
      });
    }
    return sent;
  }

  #tell(tell: (listener: LegListener) => void): void {
    if (!this.#over) this.#guard('listener', () => tell(this.#listener));
  }

  #toCallee(tell: (callee: Callee) => void): void {
    const callee = this.#callee;
    if (callee !== undefined && !this.#over) this.#guard('callee', () => tell(callee));
  }

  #guard(party: Party, run: () => unknown): void {
    try {
      const result = run();
      // A method that is typed to return nothing may be async all the same.
      if (result instanceof Promise) result.catch((error: unknown) => this.#fail(party, error));
    } catch (error) {
      this.#fail(party, error);
    }
  }

  #fail(party: Party, error: unknown): void {
    this.#setting.onError(error, this.callId);
    this.end({ cause: 'failed', detail: `the simulator's ${party} failed: ${kindOf(error)}` });
  }

  /** Behind what runs now, in the order asked for. */
  #soon(run: () => void): void {
    this.#later.push(run);
    if (this.#later.length > 1) return;
    queueMicrotask(() => {
      const runs = this.#later;
      this.#later = [];
      for (const one of runs) one();
    });
  }
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

/** Says which error it was without its message, which may hold what was said. */
function kindOf(error: unknown): string {
  if (isRingbackError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
