import type { AudioFrame } from './audio-frame.js';
import type { PageEndCause } from './page-message.js';
import type { PageOwner, PageSocket } from './page-socket.js';

/** What a page is to a call, and a call to its page. */
export interface PageCall {
  readonly callId: string;
  answerBy(page: Page): void;
  declineBy(page: Page, busy: boolean): void;
  /** The page can no longer answer it: it is gone, or has answered another call. */
  withdraw(page: Page, why: 'gone' | 'busy'): void;
  /** Only of the page that answered. */
  sound(frame: AudioFrame): void;
  played(mark: number): void;
  key(digit: string): void;
  hungUpBy(page: Page): void;
}

/**
 * A page that is open for a line: calls of that line ring on it, and it answers one of them at a time. While it is in one it is busy for others.
 */
export class Page implements PageOwner {
  readonly line: string;
  readonly socket: PageSocket;
  readonly #onGone: (page: Page) => void;
  readonly #offers = new Set<PageCall>();
  #call: PageCall | null = null;

  constructor(line: string, socket: PageSocket, onGone: (page: Page) => void) {
    this.line = line;
    this.socket = socket;
    this.#onGone = onGone;
  }

  get busy(): boolean {
    return this.#call !== null;
  }

  ring(call: PageCall, from: string | undefined): void {
    this.#offers.add(call);
    this.socket.send({ type: 'ring', call: call.callId, from });
  }

  /** It is in this call from now on; whatever else rings here can no longer be answered here. */
  join(call: PageCall): void {
    this.#call = call;
    this.#offers.delete(call);
    for (const other of [...this.#offers]) {
      this.leave(other, 'busy');
      other.withdraw(this, 'busy');
    }
  }

  /** A call that rang here, or was had here, is over for this page. */
  leave(call: PageCall, cause: PageEndCause): void {
    const had = this.#call === call;
    if (had) this.#call = null;
    if (this.#offers.delete(call) || had) this.socket.send({ type: 'ended', call: call.callId, cause });
  }

  message(message: Parameters<PageOwner['message']>[0]): void {
    switch (message.type) {
      case 'answer':
        this.#offered(message.call)?.answerBy(this);
        break;
      case 'decline':
        this.#offered(message.call)?.declineBy(this, message.busy);
        break;
      case 'played':
        this.#call?.played(message.mark);
        break;
      case 'key':
        this.#call?.key(message.digit);
        break;
      case 'hang_up':
        this.#call?.hungUpBy(this);
        break;
    }
  }

  sound(frame: AudioFrame): void {
    this.#call?.sound(frame);
  }

  closed(): void {
    const calls = this.#call === null ? [...this.#offers] : [this.#call, ...this.#offers];
    this.#offers.clear();
    this.#call = null;
    this.#onGone(this);
    for (const call of calls) call.withdraw(this, 'gone');
  }

  #offered(callId: string): PageCall | undefined {
    for (const call of this.#offers) if (call.callId === callId) return call;
    return undefined;
  }
}
