import type { PublicRequest, PublicResponse, PublicRoutes, UpgradeAnswer } from '../../public/public-routes.js';
import type {
  Carrier,
  CarrierCallState,
  CarrierCapabilities,
  DialRequest,
  Leg,
  LegListener,
  LostCall,
} from '../carrier.js';
import { FrameTicker } from '../simulator/frame-ticker.js';
import { Admission, type Invitation, type Ticket } from './admission.js';
import { isSecretOf, readToken, type TokenRecord, tokenRecord } from './hashed-token.js';
import { Page } from './page.js';
import { type PageRefusal, PROTOCOL_VERSION } from './page-message.js';
import { type Hello, PageSocket } from './page-socket.js';
import { WebphoneCall } from './webphone-call.js';
import { lineOf } from './webphone-line.js';
import {
  LONGEST_CALLER_NAME,
  type WebphoneCarrierOptions,
  type WebphoneSetting,
  webphoneSetting,
} from './webphone-options.js';

/** A person's browsers and phones. More of one line is somebody who opens them on purpose. */
const MOST_PAGES_OF_A_LINE = 8;
/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/**
 * Calls to browsers. A call's `to` is `webphone:` and a line: one at which pages are registered with tickets, or one of an invitation, which lets whoever has its
 * link answer one call. Pages connect by WebSocket below `/webphone`, say who they are by a token in their first message, and are rung there.
 *
 * Whoever runs it decides who is given a ticket for which line; no cookie and no origin is looked at here, so that no other site's page can use what a
 * browser would send by itself.
 */
export class WebphoneCarrier implements Carrier, PublicRoutes {
  readonly name: string;
  readonly prefix = '/webphone';
  readonly capabilities: CarrierCapabilities = {
    codec: 'pcmu',
    marks: true,
    clear: true,
    captions: false,
    keys: true,
    machineDetection: false,
  };
  readonly #setting: WebphoneSetting;
  readonly #ticker: FrameTicker;
  readonly #admission: Admission;
  readonly #calls = new Map<string, { call: WebphoneCall; line: string }>();
  readonly #pages = new Map<string, Set<Page>>();
  readonly #sockets = new Set<PageSocket>();
  /** By which token a call's page comes back. */
  readonly #resumes = new Map<string, { record: TokenRecord; call: WebphoneCall; line: string }>();
  #resumeCount = 0;
  #closed = false;

  /** @throws RingbackError `invalid_webphone_options`. */
  constructor(options: WebphoneCarrierOptions) {
    this.#setting = webphoneSetting(options);
    this.name = this.#setting.name;
    this.#ticker = new FrameTicker(this.#setting.clock);
    this.#admission = new Admission(this.#setting.clock, this.#setting.newSecret);
  }

  /** Calls under way. */
  get legs(): number {
    return this.#calls.size;
  }

  /** Connections that are open, or closing. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** Pages that are open for a line: it rings there. */
  pages(line: string): number {
    return this.#pages.get(line)?.size ?? 0;
  }

  /**
   * A ticket for a page to register at a line, good for one connection within a minute. Give it only to whoever may answer that line's calls.
   *
   * @param line 1 to 64 of `a-z0-9_-`. Calls to `webphone:<line>` ring there.
   * @throws RingbackError `invalid_webphone_options`.
   */
  ticket(line: string): Ticket {
    return this.#admission.ticket(line);
  }

  /**
   * A link for somebody to answer one call in their browser. Put the token behind the `#` of the page's address, where no server sees it.
   *
   * @param validMs how long it may be answered, 60,000 to 604,800,000. Its call ends as `no_answer` then, or when it has rung out.
   * @throws RingbackError `invalid_webphone_options`.
   */
  invite(validMs: number): Invitation {
    return this.#admission.invite(validMs);
  }

  /** Takes an invitation of a process before this one. Does nothing where it has expired. */
  readmit(record: TokenRecord): void {
    this.#admission.readmit(record);
  }

  /** Takes an invitation back that has no call yet: its link is good no more, and pages that it opened are closed. Its call, where it has one, goes on. */
  withdraw(id: string): void {
    const line = this.#admission.withdraw(id);
    if (line !== null) for (const page of this.#pages.get(line) ?? []) page.socket.close();
  }

  dial(request: DialRequest, listener: LegListener): Leg {
    const { callId, to } = request;
    const { clock, callerName, resumeWithinMs, onError, onInvitationUsed } = this.#setting;
    const line = lineOf(to);
    const invited = line !== null && this.#admission.isInvited(line);
    const refusal = this.#closed
      ? 'the carrier webphone is closed'
      : this.#calls.has(callId)
        ? 'a call of this id is under way'
        : line === null
          ? 'the number is none of a webphone: webphone:<line>'
          : null;
    const bound = refusal === null && invited ? this.#admission.bind(line) : null;
    const useUp = (): void => {
      const used = bound === null ? null : this.#admission.useUp(line as string);
      if (used !== null) onInvitationUsed?.(used);
    };
    let resumeId: string | null = null;
    const call: WebphoneCall = new WebphoneCall({
      request,
      listener,
      clock,
      ticker: this.#ticker,
      pages: () => [...(this.#pages.get(line ?? '') ?? [])],
      invitedUntil: bound,
      callerName: request.from?.slice(0, LONGEST_CALLER_NAME) ?? callerName,
      resumeWithinMs,
      newResumeToken: () => {
        this.#resumeCount += 1;
        resumeId = `r${this.#resumeCount}`;
        const secret = this.#setting.newSecret();
        // It is good as long as its call, with which it is forgotten.
        const record = tokenRecord(resumeId, secret, Number.POSITIVE_INFINITY);
        this.#resumes.set(resumeId, { record, call, line: line as string });
        return `${resumeId}.${secret}`;
      },
      onAnswered: useUp,
      onError: (error) => onError?.(error, callId),
      onEnded: () => {
        if (resumeId !== null) this.#resumes.delete(resumeId);
        if (this.#calls.get(callId)?.call === call) this.#calls.delete(callId);
        useUp();
        // Whoever was invited came for this call alone.
        if (bound !== null) for (const page of this.#pages.get(line as string) ?? []) page.socket.close();
      },
    });
    if (refusal === null) this.#calls.set(callId, { call, line: line as string });
    call.start(
      refusal !== null
        ? { cause: 'failed', detail: `not dialled: ${refusal}` }
        : invited && bound === null
          ? { cause: 'unreachable', detail: 'the invitation is unknown, has expired, or has had its call' }
          : null,
    );
    return call;
  }

  /**
   * A call to a browser lives in the process that dialled it, and ends with it: whatever is not known here is over. What was dialled by another process that
   * still runs is that one's to say.
   */
  async lookUp({ callId }: LostCall): Promise<CarrierCallState> {
    const under = this.#calls.get(callId);
    if (under === undefined) return 'over';
    under.call.hangUp();
    return 'under_way';
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { call } of [...this.#calls.values()])
      call.end({ cause: 'failed', detail: 'the carrier webphone was closed' });
    for (const socket of this.#sockets) socket.close(GOING_AWAY);
    // Ends are told in a microtask.
    await Promise.resolve();
  }

  async handle(): Promise<PublicResponse> {
    return { status: 404, body: 'not found' };
  }

  upgrade({ target }: PublicRequest): UpgradeAnswer {
    if (!/^\/webphone\/?$/.test(target)) return { status: 404 };
    if (this.#closed) return { status: 503 };
    const { clock, onRefused, onError } = this.#setting;
    return {
      accept: (webSocket) => {
        const socket: PageSocket = new PageSocket(webSocket, {
          clock,
          onHello: (hello, one) => this.#hello(hello, one),
          onRefused: (why) => onRefused?.(why),
          onError: (error) => onError?.(error),
          onGone: () => this.#sockets.delete(socket),
        });
        this.#sockets.add(socket);
      },
    };
  }

  #hello(hello: Hello, socket: PageSocket): Page | PageRefusal {
    if (hello.version !== PROTOCOL_VERSION) return 'unsupported_version';
    if (!hello.codecs.includes('pcmu')) return 'no_common_codec';
    const resumed = this.#resumed(hello.token);
    const admitted = resumed === undefined ? this.#admission.admit(hello.token) : null;
    const line = resumed?.line ?? admitted?.line;
    if (line === undefined) return 'unknown_token';
    const pages = this.#pages.get(line) ?? new Set();
    if (pages.size >= MOST_PAGES_OF_A_LINE && resumed === undefined) return 'too_many_pages';
    const page = new Page(line, socket, () => {
      pages.delete(page);
      if (pages.size === 0 && this.#pages.get(line) === pages) this.#pages.delete(line);
    });
    pages.add(page);
    this.#pages.set(line, pages);
    socket.send({ type: 'welcome', version: PROTOCOL_VERSION, line, codec: 'pcmu', frameMs: 20 });
    if (resumed !== undefined) resumed.call.resumeBy(page, hello.received, hello.played);
    else for (const one of this.#calls.values()) if (one.line === line) one.call.offerTo(page);
    const opened = admitted?.kind === 'invitation' ? this.#admission.unbound(line) : null;
    if (opened !== null) this.#setting.onInvitationOpened?.(opened);
    return page;
  }

  #resumed(token: string): { call: WebphoneCall; line: string } | undefined {
    const parts = readToken(token);
    const resume = parts === null ? undefined : this.#resumes.get(parts.id);
    return parts !== null && isSecretOf(resume?.record, parts.secret) ? resume : undefined;
  }
}
