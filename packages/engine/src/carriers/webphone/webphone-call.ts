import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';
import type { DialRequest, Leg, LegEnd, LegEndCause, LegListener } from '../carrier.js';
import type { FrameTicker } from '../simulator/frame-ticker.js';
import type { AudioFrame } from './audio-frame.js';
import { IncomingSound } from './incoming-sound.js';
import { OutgoingSound } from './outgoing-sound.js';
import type { Page, PageCall } from './page.js';
import type { PageEndCause } from './page-message.js';

/** A registered page that is being reloaded, or whose connection just broke, is back by then; longer, and nobody is there. */
const PRESENCE_MS = 3_000;

/** What a page is told of an end that it did not cause. */
const TOLD: Readonly<Record<LegEndCause, PageEndCause>> = {
  we_hung_up: 'hung_up',
  callee_hung_up: 'you_hung_up',
  no_answer: 'no_answer',
  rejected: 'declined',
  busy: 'busy',
  unreachable: 'failed',
  failed: 'failed',
};

export interface WebphoneCallSetting {
  request: DialRequest;
  listener: LegListener;
  clock: Clock;
  ticker: FrameTicker;
  /** Pages that are open for its line. */
  pages: () => readonly Page[];
  /** Where its line is an invitation's: until when that is valid. Whoever was invited need not have opened the page yet. */
  invitedUntil: number | null;
  callerName: string | undefined;
  resumeWithinMs: number;
  /** A token with which its page may come back as often as it must: a new one each time would be lost with the connection that brings it. */
  newResumeToken: () => string;
  onAnswered: () => void;
  onError: (error: unknown) => void;
  onEnded: () => void;
}

/**
 * One call to a browser: `dialled` → `ringing`, once there is a page → `talking`, from its answer → `ended`, from each.
 *
 * In talk its page may lose the connection: then it is `away`, and back in `talking` when it comes again with the call's token within `resumeWithinMs`; what
 * is queued waits for it, and silence is heard meanwhile. Otherwise the call ends as `failed`.
 *
 * Everything is told from timers and messages or, where it answers a call of `Leg`'s own methods, behind it in a microtask.
 */
export class WebphoneCall implements Leg, PageCall {
  readonly #setting: WebphoneCallSetting;
  readonly #offered = new Set<Page>();
  readonly #outgoing = new OutgoingSound();
  #incoming: IncomingSound | null = null;
  #state: 'dialled' | 'ringing' | 'talking' | 'away' | 'ended' = 'dialled';
  #page: Page | null = null;
  /** Dialling, presence, or coming back: the one thing that is waited for beside the ring's own limit. */
  #wait: Timer | null = null;
  #ringLimit: Timer | null = null;
  #frames: Timer | null = null;
  #later: (() => void)[] = [];

  constructor(setting: WebphoneCallSetting) {
    this.#setting = setting;
  }

  get callId(): string {
    return this.#setting.request.callId;
  }

  /** @param refusal why it cannot be dialled. */
  start(refusal: LegEnd | null): void {
    this.#wait = this.#setting.clock.after(0, () => {
      if (refusal === null) this.#dial();
      else this.end(refusal);
    });
  }

  // The leg, as the bridge uses it.

  play(audio: MulawAudio): void {
    if (this.#state !== 'ended') this.#outgoing.play(audio);
  }

  mark(name: string): void {
    if (this.#state !== 'ended') this.#outgoing.mark(name);
  }

  clear(): void {
    if (this.#state === 'ended') return;
    const names = this.#outgoing.clear();
    if (names.length > 0) this.#soon(() => this.#tellMarks(names));
  }

  hangUp(): void {
    this.end({ cause: 'we_hung_up' });
  }

  /** Ends it; told behind whatever runs now. Does nothing after the end. */
  end(end: LegEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#wait?.cancel();
    this.#ringLimit?.cancel();
    this.#frames?.cancel();
    this.#outgoing.detach();
    const pages = this.#page === null ? [...this.#offered] : [this.#page];
    this.#offered.clear();
    this.#page = null;
    for (const page of pages) page.leave(this, TOLD[end.cause]);
    this.#soon(() => {
      this.#guard(() => this.#setting.listener.ended(end));
      this.#setting.onEnded();
    });
  }

  // What its pages do.

  /** A page was opened for its line. */
  offerTo(page: Page): void {
    if (this.#page !== null || (this.#state !== 'dialled' && this.#state !== 'ringing')) return;
    if (this.#ringLimit === null || page.busy) return;
    this.#offered.add(page);
    page.ring(this, this.#setting.callerName);
    if (this.#state === 'ringing') return;
    this.#wait?.cancel();
    this.#state = 'ringing';
    this.#tell((listener) => listener.ringing());
  }

  answerBy(page: Page): void {
    if (this.#state !== 'ringing' || !this.#offered.delete(page)) return;
    const { clock, ticker, listener, newResumeToken, resumeWithinMs } = this.#setting;
    this.#ringLimit?.cancel();
    for (const other of this.#offered) other.leave(this, 'answered_elsewhere');
    this.#offered.clear();
    this.#state = 'talking';
    this.#page = page;
    page.join(this);
    this.#setting.onAnswered();
    this.#incoming = new IncomingSound(
      () => clock.now(),
      (audio) => this.#tell(() => listener.audio(audio)),
    );
    page.socket.send({ type: 'answered', call: this.callId, resume: newResumeToken(), resumeWithinMs });
    this.#tell(() => listener.answered('unknown'));
    if (this.#over) return;
    this.#outgoing.attach(page.socket, 0);
    this.#frames = ticker.add(() => this.#frame());
  }

  declineBy(page: Page, busy: boolean): void {
    if (this.#state === 'ringing' && this.#offered.has(page)) this.end({ cause: busy ? 'busy' : 'rejected' });
  }

  withdraw(page: Page, why: 'gone' | 'busy'): void {
    if (page === this.#page) {
      this.#lost();
      return;
    }
    this.#offered.delete(page);
    // Pages that are gone may come back, and it rings on for them; who is in another call is not going to answer.
    if (why === 'busy' && this.#state === 'ringing' && this.#offered.size === 0) this.end({ cause: 'busy' });
  }

  /** Its page is back, over another connection. @param received,played the last marks that the page received and played. */
  resumeBy(page: Page, received: number, played: number): void {
    if (this.#state !== 'talking' && this.#state !== 'away') return;
    this.#wait?.cancel();
    const before = this.#page;
    this.#page = page;
    this.#state = 'talking';
    // The old connection may not have been missed yet.
    before?.socket.close();
    page.join(this);
    this.#incoming?.restart();
    page.socket.send({ type: 'resumed', call: this.callId });
    this.played(played);
    if (!this.#over) this.#outgoing.attach(page.socket, received);
  }

  sound({ mulaw, timestamp }: AudioFrame): void {
    if (this.#state === 'talking') this.#incoming?.frame(mulaw, timestamp);
  }

  played(mark: number): void {
    if (!this.#over) this.#tellMarks(this.#outgoing.played(mark));
  }

  key(digit: string): void {
    this.#tell((listener) => listener.key(digit));
  }

  hungUpBy(page: Page): void {
    if (page === this.#page) this.end({ cause: 'callee_hung_up' });
  }

  get #over(): boolean {
    return this.#state === 'ended';
  }

  #dial(): void {
    const { clock, request, invitedUntil, pages } = this.#setting;
    this.#tell((listener) => listener.accepted(`webphone-${this.callId}`));
    if (this.#over) return;
    const ringMs = Math.min(request.ringTimeoutMs, (invitedUntil ?? Number.POSITIVE_INFINITY) - clock.now());
    this.#ringLimit = clock.after(Math.max(0, ringMs), () => {
      const why = invitedUntil !== null && this.#state === 'dialled' ? 'the invitation was not opened' : undefined;
      this.end({ cause: 'no_answer', detail: why });
    });
    const open = pages();
    if (open.length > 0 && open.every(({ busy }) => busy)) {
      this.end({ cause: 'busy', detail: 'every page of this line is in a call' });
      return;
    }
    for (const page of open) this.offerTo(page);
    if (this.#state !== 'dialled' || invitedUntil !== null) return;
    this.#wait = clock.after(PRESENCE_MS, () =>
      this.end({ cause: 'unreachable', detail: 'no page is open for this line' }),
    );
  }

  /** Every 20 ms in talk, and while its page is away. */
  #frame(): void {
    this.#incoming?.tick();
    if (this.#over) return;
    if (!this.#outgoing.tick()) this.#page?.socket.terminate();
  }

  #lost(): void {
    if (this.#state !== 'talking') return;
    const { clock, resumeWithinMs } = this.#setting;
    this.#state = 'away';
    this.#page = null;
    this.#outgoing.detach();
    this.#wait = clock.after(resumeWithinMs, () =>
      this.end({
        cause: 'failed',
        detail: `the connection to the browser broke, and was not back within ${resumeWithinMs} ms`,
      }),
    );
  }

  #tellMarks(names: readonly string[]): void {
    for (const name of names) this.#tell((listener) => listener.mark(name));
  }

  #tell(tell: (listener: LegListener) => void): void {
    if (!this.#over) this.#guard(() => tell(this.#setting.listener));
  }

  /** A listener that throws ends its own call, and no other. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#setting.onError(error);
      this.end({ cause: 'failed', detail: 'what listens to this call failed' });
    }
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
