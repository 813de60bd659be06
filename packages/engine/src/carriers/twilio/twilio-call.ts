import type { MulawAudio } from '../../audio/mulaw-audio.js';
import { errorCode } from '../../bridge/error-code.js';
import type { Clock, Timer } from '../../clock.js';
import type { DialRequest, Leg, LegEnd, LegListener, MachineMoment } from '../carrier.js';
import { connectTwiml, HANGUP_TWIML } from './call-parameters.js';
import { endOf, progressOf } from './call-status.js';
import { IncomingMedia, SILENT_FRAME, type StreamStart } from './incoming-media.js';
import type { MediaSocket, StreamOwner } from './media-socket.js';
import { OneTimeToken } from './one-time-token.js';
import { OutgoingMedia } from './outgoing-media.js';
import { Placing, type PlacingSetting } from './placing.js';
import { restFailure } from './rest-failure.js';
import type { TwilioRefusal } from './twilio-options.js';
import { type CallFacts, failureText } from './twilio-rest.js';

/** From Twilio's word of the answer to the media socket: TwiML and handshake are two round trips. Longer, and the callee hears nothing and leaves. */
const STREAM_WITHIN_MS = 5_000;
/** Twilio adds up to 5 s to `Timeout`; as much again for the callback to come. Then it is asked. */
const RING_GRACE_MS = 10_000;
/** A call that waits for its turn at Twilio is asked after this often: it may wait for long, and nobody misses it. */
const QUEUED_CHECK_MS = 30_000;
/**
 * When a call is asked after whose end should have been told, counted from the time before: callbacks come within a second, Twilio's API lags
 * behind by a few. After the last one it is ended without being sure.
 */
const CHECKS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];
/** When a hang-up that did not go through is tried again. */
const HANG_UPS_MS: readonly number[] = [1_000, 2_000, 4_000];
/** A hang-up that fails, or has no answer by now, is helped on by closing the media socket, behind which Twilio finds no verb and ends the call. */
const HANG_UP_HELP_MS = 2_000;

/** `DetectMessageEnd` tells nothing before the greeting's end: `recording` then comes without a `greeting` before it. */
const MACHINES: Readonly<Record<string, MachineMoment>> = {
  machine_start: 'greeting',
  machine_end_beep: 'recording',
  machine_end_silence: 'recording',
  machine_end_other: 'recording',
};

export interface TwilioCallSetting extends Omit<PlacingSetting, 'wanted' | 'onPlaced' | 'onFailed'> {
  request: DialRequest;
  listener: LegListener;
  token: string;
  mediaPath?: string;
  onReference: (call: TwilioCall, sid: string) => void;
  onEnded: (call: TwilioCall) => void;
}

/**
 * One call at Twilio.
 *
 * `placing` it (see {@link Placing}) → `placed`, once Twilio's name of it (the sid) is known → `ended`, from each. The sid comes from whichever
 * tells first: the answer to the creating request, any webhook with the call's id in its path, or the list of calls where that answer was lost.
 *
 * How far the call is only grows: nothing → ringing → in talk at Twilio → stream open (only now it is told as answered: there is sound) → stream
 * gone. What comes late, twice or out of order changes nothing.
 *
 * `leave` is the one way out that is ours: the end it names is told once the call is known to be over at Twilio. What Twilio itself ends is told by
 * its last status, from a callback or, where none comes, from asking.
 *
 * Nothing is told from inside the methods of `Leg`, and nothing after the end.
 */
export class TwilioCall implements Leg, StreamOwner {
  readonly #setting: TwilioCallSetting;
  readonly #listener: LegListener;
  readonly #clock: Clock;
  readonly #token: OneTimeToken;
  readonly #incoming = new IncomingMedia();
  readonly #outgoing: OutgoingMedia;

  readonly #placing: Placing;
  #phase: 'placing' | 'placed' | 'ended' = 'placing';
  #sid: string | null = null;
  /** Found in a list, where a webhook may still tell it better. */
  #guessed = false;
  #progress: 'none' | 'ringing' | 'in_talk' | 'streaming' | 'stream_gone' = 'none';
  #queueTimeMs = 0;
  /** What is to be told once the call is over at Twilio. */
  #leaving: LegEnd | null = null;
  #hangingUp = false;
  #socket: MediaSocket | null = null;
  /** The one thing that is waited for. */
  #wait: Timer | null = null;
  #toldAnswered = false;
  #toldRinging = false;
  #machine: { by: 'human' | 'machine'; moment: MachineMoment | null } | null = null;
  #toldMoments = new Set<MachineMoment>();
  /** Why Twilio could not open the stream, in its words. */
  #streamError: string | null = null;
  /** More waits to be sent on the media socket than may. */
  #standsStill = false;
  #over: () => void = () => undefined;

  /** Resolves when its end was told. */
  readonly ended: Promise<void>;

  constructor(setting: TwilioCallSetting) {
    this.#setting = setting;
    this.#listener = setting.listener;
    this.#clock = setting.clock;
    this.#token = new OneTimeToken(setting.token);
    this.#placing = new Placing({
      ...setting,
      wanted: () => this.#leaving === null,
      onPlaced: (facts, guessed) => this.#taken(facts, guessed),
      onFailed: (end, doubt) => this.#notTaken(end, doubt),
    });
    this.#outgoing = new OutgoingMedia(
      () => this.#stalled(),
      (names) => queueMicrotask(() => this.#tellMarks(names)),
    );
    this.ended = new Promise((resolve) => {
      this.#over = resolve;
    });
  }

  get callId(): string {
    return this.#setting.request.callId;
  }

  get sid(): string | null {
    return this.#sid;
  }

  /** Dials, from a microtask. @param refusal why it must not. */
  start(refusal: LegEnd | null): void {
    queueMicrotask(() => {
      if (refusal !== null) this.#end(refusal);
      else this.#placing.start().catch((error: unknown) => this.#failed(error));
    });
  }

  // The leg, as the bridge uses it.

  play(audio: MulawAudio): void {
    if (this.#speakable) this.#outgoing.play(audio);
  }

  mark(name: string): void {
    if (this.#speakable) this.#outgoing.mark(name);
  }

  clear(): void {
    if (this.#speakable) this.#outgoing.clear();
  }

  hangUp(): void {
    this.leave({ cause: 'we_hung_up' });
  }

  /** Ends it at Twilio, and tells this end then. The first reason stands. */
  leave(end: LegEnd): void {
    if (this.#phase === 'ended' || this.#leaving !== null) return;
    // What is queued at Twilio shall not be played while the hang-up is on its way.
    if (this.#progress === 'streaming') this.#outgoing.clear();
    this.#outgoing.close();
    this.#leaving = end;
    if (this.#phase === 'placed') this.#hangUpAtTwilio();
    // Refused for now, or not asked yet: Twilio has nothing to end.
    else if (!this.#placing.mayExist) this.#end(end);
  }

  /** Told as over without Twilio's word for it. */
  abandon(): void {
    if (this.#leaving !== null)
      this.#end({ ...this.#leaving, detail: `${this.#leaving.detail ?? 'hung up'}; Twilio did not confirm it` });
  }

  // What Twilio tells.

  /** A webhook with this call's id came from this call of Twilio's. False where that is another call. */
  toldBy(sid: string): boolean {
    if (this.#sid === sid) return true;
    if (this.#sid !== null && !this.#guessed) return false;
    if (this.#phase === 'ended') return false;
    this.#guessed = false;
    this.#placed(sid);
    return true;
  }

  /** Its instructions, once it was answered. */
  twiml(): string {
    const token = this.#token.value;
    if (token === null || this.#leaving !== null || this.#phase === 'ended') return HANGUP_TWIML;
    this.#inTalk();
    return connectTwiml(this.callId, token, this.#placing.publicUrl, this.#setting.mediaPath);
  }

  /** A status callback. Its number need not be looked at: what it tells again, or late, is no progress. */
  status(status: string, sipResponse: number | undefined): void {
    this.#follow(status, sipResponse);
  }

  /** Machine detection found out who is there. */
  answeredBy(by: string): void {
    if (this.#phase === 'ended' || this.#leaving !== null) return;
    if (by === 'fax') {
      this.leave({ cause: 'unreachable', detail: 'a fax machine answered (Twilio: fax)' });
      return;
    }
    const moment = MACHINES[by] ?? null;
    if (moment !== null) this.#machine = { by: 'machine', moment };
    else if (by === 'human') this.#machine = { by: 'human', moment: null };
    if (this.#toldAnswered) this.#tellMachine();
  }

  /** The stream could not be opened, or was broken off. */
  streamFailed(reason: string): void {
    if (this.#phase === 'ended') return;
    // Twilio's words may hold anything; its code is what people look up.
    this.#streamError = /\b3\d{4}\b/.exec(reason)?.[0] ?? 'no code';
    if (this.#progress !== 'streaming' && this.#progress !== 'stream_gone') this.#noStream();
  }

  /** A media socket says that it is this call's. */
  admit(start: StreamStart, socket: MediaSocket): Exclude<TwilioRefusal['why'], 'signature' | 'no_start'> | null {
    if (!this.#token.matches(start.parameters.token)) return 'token';
    if (this.#token.value === null || this.#socket !== null) return 'second_socket';
    if (this.#phase === 'ended' || this.#leaving !== null) return 'token';
    if (start.encoding !== 'audio/x-mulaw' || start.sampleRate !== 8000) return 'bad_message';
    if (!this.toldBy(start.callSid)) return 'unknown_call';
    this.#token.use();
    this.#socket = socket;
    this.#progress = 'streaming';
    this.#stopWaiting();
    this.#outgoing.open(socket, start.streamSid);
    this.#toldAnswered = true;
    this.#tell((listener) => listener.answered(this.#machine?.by ?? 'unknown'));
    this.#tellMachine();
    return null;
  }

  // What its media socket tells.

  /** Fifty times a second: nothing here that need not be. */
  streamBrought(audio: MulawAudio, timestamp: number): void {
    if (this.#leaving !== null || this.#phase === 'ended') return;
    try {
      for (let missing = this.#incoming.missingBefore(audio, timestamp); missing > 0; missing -= 1) {
        this.#listener.audio(SILENT_FRAME);
      }
      this.#listener.audio(audio);
    } catch (error) {
      this.#failed(error);
    }
  }

  markReturned(name: string): void {
    this.#tell((listener) => listener.mark(name));
  }

  keyPressed(digit: string): void {
    if (/^[0-9*#A-D]$/.test(digit)) this.#tell((listener) => listener.key(digit));
  }

  streamStopped(): void {
    this.#streamGone();
    this.#askAfter(0);
  }

  streamClosed(): void {
    this.#streamLost();
  }

  #streamLost(): void {
    this.#socket = null;
    if (this.#progress !== 'streaming') return;
    this.#streamGone();
    const detail = this.#standsStill
      ? 'the media socket to Twilio stood still: see that this machine has the bandwidth'
      : 'the connection of the media socket to Twilio was lost';
    this.leave({ cause: 'failed', detail });
  }

  #stalled(): void {
    this.#standsStill = true;
    if (this.#socket === null) {
      queueMicrotask(() =>
        this.leave({ cause: 'failed', detail: 'more audio was queued before the answer than is held' }),
      );
    } else this.#socket.terminate();
  }

  get #speakable(): boolean {
    return this.#phase !== 'ended' && this.#leaving === null;
  }

  // Dialling.

  #taken({ queueTimeMs, sid, status }: CallFacts, guessed: boolean): void {
    this.#queueTimeMs = queueTimeMs;
    if (this.#phase === 'ended') {
      // Given up, and there after all: it must not talk to nobody.
      if (this.#sid === null) this.#setting.rest.complete(sid).catch((error: unknown) => this.#setting.onError(error));
      return;
    }
    if (this.#sid !== sid) {
      this.#guessed = guessed;
      this.#placed(sid);
    }
    this.#follow(status, undefined);
  }

  #notTaken(end: LegEnd, doubt: boolean): void {
    const leaving = this.#leaving;
    if (leaving === null) this.#end(end);
    else this.#end(doubt ? { ...end, cause: leaving.cause } : leaving);
  }

  #placed(sid: string): void {
    this.#sid = sid;
    this.#phase = 'placed';
    this.#placing.stop();
    this.#stopWaiting();
    this.#setting.onReference(this, sid);
    this.#tellAlways((listener) => listener.accepted(sid));
    if (this.#phase !== 'placed') return;
    if (this.#leaving !== null) this.#hangUpAtTwilio();
    else this.#watchRinging();
  }

  /** Asks after the call should it not be answered, or its end not be told, in the time that it has. */
  #watchRinging(): void {
    const { ringTimeoutMs } = this.#setting.request;
    this.#waitFor(this.#queueTimeMs + ringTimeoutMs + RING_GRACE_MS, () => this.#ask(0));
  }

  // How far it is.

  #follow(status: string, sipResponse: number | undefined): void {
    if (this.#phase !== 'placed') return;
    switch (progressOf(status)) {
      case 'ringing':
        this.#rings();
        break;
      case 'in_talk':
        this.#inTalk();
        break;
      case 'over':
        this.#finished(status, sipResponse);
        break;
    }
  }

  #rings(): void {
    if (this.#toldRinging || this.#toldAnswered) return;
    this.#toldRinging = true;
    if (this.#progress === 'none') {
      this.#progress = 'ringing';
      // Only now its time to ring begins; it may have waited for its turn.
      if (this.#leaving === null) this.#watchRinging();
    }
    this.#tell((listener) => listener.ringing());
  }

  #inTalk(): void {
    if ((this.#progress !== 'none' && this.#progress !== 'ringing') || this.#leaving !== null) return;
    this.#progress = 'in_talk';
    this.#waitFor(STREAM_WITHIN_MS, () => this.#noStream());
  }

  #noStream(): void {
    const code = this.#streamError === null ? '' : ` (Twilio ${this.#streamError})`;
    this.leave({
      cause: 'failed',
      detail: `the call was answered, and Twilio did not open the media socket${code}: see that the public address takes WebSockets`,
    });
  }

  #finished(status: string, sipResponse: number | undefined): void {
    const end = endOf(status, sipResponse);
    if (end === null) return;
    if (this.#leaving !== null) this.#end(this.#leaving);
    else if (status === 'completed' && !this.#toldAnswered) {
      const code = this.#streamError === null ? '' : `, Twilio ${this.#streamError}`;
      this.#end({
        cause: 'failed',
        detail: `the call was answered and over before there was sound${code}: the callee hung up at once, or Twilio does not reach the public address`,
      });
    } else this.#end(end);
  }

  #streamGone(): void {
    if (this.#progress === 'streaming') this.#progress = 'stream_gone';
    this.#outgoing.close();
  }

  // Asking Twilio.

  #askAfter(times: number): void {
    if (this.#phase !== 'placed' || this.#leaving !== null) return;
    const delay = CHECKS_MS[times];
    if (delay !== undefined) this.#waitFor(delay, () => this.#ask(times));
    else this.leave({ cause: 'failed', detail: 'Twilio does not tell how the call ended: it was hung up' });
  }

  #ask(times: number): void {
    const sid = this.#sid;
    if (this.#phase !== 'placed' || this.#leaving !== null || sid === null) return;
    this.#setting.rest.fetch(sid).then(
      (facts) => this.#asked(facts, times),
      (error: unknown) => {
        this.#setting.onError(error);
        this.#askAfter(times + 1);
      },
    );
  }

  #asked(facts: CallFacts | null, times: number): void {
    if (this.#phase !== 'placed' || this.#leaving !== null) return;
    if (facts === null) {
      this.#end({ cause: 'failed', detail: 'Twilio 20404: Twilio does not know the call any more' });
      return;
    }
    const progress = progressOf(facts.status);
    if (progress === 'over') this.#finished(facts.status, undefined);
    else if (this.#progress === 'stream_gone') this.#askAfter(times + 1);
    else if (progress === 'in_talk') this.#inTalk();
    else if (progress === 'waiting') this.#waitFor(QUEUED_CHECK_MS, () => this.#ask(0));
    // It rings for longer than it was to.
    else if (this.#progress === 'ringing') this.leave({ cause: 'no_answer' });
    else this.#rings();
  }

  #hangUpAtTwilio(): void {
    if (this.#hangingUp) return;
    this.#hangingUp = true;
    this.#tryHangUp(0);
  }

  #tryHangUp(times: number): void {
    const { onError, rest } = this.#setting;
    this.#waitFor(HANG_UP_HELP_MS, () => this.#socket?.close());
    rest.complete(this.#sid as string).then(
      () => this.#end(this.#leaving as LegEnd),
      (error: unknown) => {
        if (this.#phase === 'ended') return;
        onError(error);
        this.#socket?.close();
        const delay = HANG_UPS_MS[times];
        if (delay !== undefined) {
          this.#waitFor(delay, () => this.#tryHangUp(times + 1));
          return;
        }
        const { cause, detail } = this.#leaving as LegEnd;
        const doubt = `Twilio did not confirm the hang-up (${failureText(restFailure(error))})`;
        this.#end({ cause, detail: detail === undefined ? doubt : `${detail}; ${doubt}` });
      },
    );
  }

  // Telling.

  #tellMachine(): void {
    const moment = this.#machine?.moment ?? null;
    if (moment === null || this.#toldMoments.has(moment)) return;
    this.#toldMoments.add(moment);
    this.#tell((listener) => listener.machine(moment));
  }

  #tellMarks(names: readonly string[]): void {
    for (const name of names) this.#tell((listener) => listener.mark(name));
  }

  /** While nobody has hung up. */
  #tell(tell: (listener: LegListener) => void): void {
    if (this.#leaving === null) this.#tellAlways(tell);
  }

  #tellAlways(tell: (listener: LegListener) => void): void {
    if (this.#phase === 'ended') return;
    try {
      tell(this.#listener);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#setting.onError(error);
    this.leave({ cause: 'failed', detail: `the carrier twilio: ${errorCode(error)}` });
  }

  #end(end: LegEnd): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#placing.stop();
    this.#stopWaiting();
    this.#token.use();
    this.#outgoing.close();
    this.#socket?.close();
    this.#socket = null;
    queueMicrotask(() => {
      this.#setting.onEnded(this);
      try {
        this.#listener.ended(end);
      } catch (error) {
        this.#setting.onError(error);
      }
      this.#over();
    });
  }

  #waitFor(ms: number, then: () => void): void {
    this.#stopWaiting();
    this.#wait = this.#clock.after(ms, then);
  }

  #stopWaiting(): void {
    this.#wait?.cancel();
    this.#wait = null;
  }
}
