import type { Clock } from '../../clock.js';
import { isSecretOf, type NewSecret, readToken, type TokenRecord, tokenRecord } from './hashed-token.js';
import { isLine, numberOf } from './webphone-line.js';
import { invalidOption } from './webphone-options.js';

/** For a page to open its socket, once it was given its ticket: a round trip of a slow phone, several times over. */
const TICKET_MS = 60_000;
/** Bounds of an invitation: a minute at least, a week at most. */
const INVITATION_MS = { least: 60_000, most: 7 * 86_400_000 };
/** Tickets that wait at once: each is an entry of a map, and whoever asks for so many is not opening phones. */
const MOST_TICKETS = 10_000;

/** What is given to whoever may come in. The token is told once, here, and kept nowhere. */
export interface Ticket {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A one-use link by which somebody may answer one call. */
export interface Invitation extends Ticket {
  /** The call's `to`. */
  to: string;
  /** To be kept, if the invitation shall outlive this process: `readmit` takes it. */
  record: TokenRecord;
}

/** Who brings a token that is right. */
export type Admitted = { kind: 'page'; line: string } | { kind: 'invitation'; line: string };

interface PageTicket {
  record: TokenRecord;
  line: string;
}

/** Invitations have lines of their own: this and the id of the invitation. Nobody can register there. */
const INVITED = 'invited-';

/**
 * Who may come in: pages with a ticket, which is good for one connection within a minute, and callees with an invitation, which is good for one call. An
 * invitation may be opened again until its call was answered, so that a reload before that harms nothing; then it is used up, and is never good again.
 */
export class Admission {
  readonly #clock: Clock;
  readonly #newSecret: NewSecret;
  readonly #tickets = new Map<string, PageTicket>();
  readonly #invitations = new Map<string, TokenRecord>();
  /** Invitations with a call. */
  readonly #bound = new Set<string>();
  #count = 0;

  constructor(clock: Clock, newSecret: NewSecret) {
    this.#clock = clock;
    this.#newSecret = newSecret;
  }

  /** @throws RingbackError `invalid_webphone_options` for what is no line's name, or too many tickets at once. */
  ticket(line: string): Ticket {
    if (!isLine(line) || line.startsWith(INVITED)) {
      throw invalidOption(`a line has 1 to 64 of a-z, 0-9, _ and -, and does not begin with ${INVITED}`);
    }
    this.#forgetExpired();
    if (this.#tickets.size >= MOST_TICKETS) throw invalidOption(`${MOST_TICKETS} tickets wait to be used: try again`);
    this.#count += 1;
    const secret = this.#newSecret();
    const record = tokenRecord(`t${this.#count}`, secret, this.#clock.now() + TICKET_MS);
    this.#tickets.set(record.id, { record, line });
    return { token: `${record.id}.${secret}`, expiresAt: record.expiresAt };
  }

  /** @throws RingbackError `invalid_webphone_options` for a time out of bounds. */
  invite(validMs: number): Invitation {
    if (!(validMs >= INVITATION_MS.least && validMs <= INVITATION_MS.most)) {
      throw invalidOption('an invitation is valid for 60000 to 604800000 milliseconds (a minute to a week)');
    }
    const secret = this.#newSecret();
    // Twelve characters of other randomness: an id is never given twice, also not by another process.
    const id = this.#newSecret().slice(0, 12).toLowerCase();
    const record = tokenRecord(id, secret, this.#clock.now() + validMs);
    this.readmit(record);
    return { token: `${id}.${secret}`, expiresAt: record.expiresAt, record, to: numberOf(INVITED + id) };
  }

  readmit(record: TokenRecord): void {
    this.#forgetExpired();
    if (record.expiresAt > this.#clock.now()) this.#invitations.set(record.id, record);
  }

  /** Whose token it is; null where it is nobody's, expired or used. A ticket is used up by it. */
  admit(token: string): Admitted | null {
    const parts = readToken(token);
    if (parts === null) return null;
    const ticket = this.#tickets.get(parts.id);
    const record = ticket?.record ?? this.#invitations.get(parts.id);
    if (!isSecretOf(record, parts.secret) || (record as TokenRecord).expiresAt <= this.#clock.now()) return null;
    if (ticket === undefined) return { kind: 'invitation', line: INVITED + parts.id };
    this.#tickets.delete(parts.id);
    return { kind: 'page', line: ticket.line };
  }

  /** Whether the line is an invitation's. */
  isInvited(line: string): boolean {
    return line.startsWith(INVITED);
  }

  /** Gives an invitation its one call. @returns until when it is valid; null where it is not, or has a call already. */
  bind(line: string): number | null {
    const id = line.slice(INVITED.length);
    const record = this.#invitations.get(id);
    if (record === undefined || record.expiresAt <= this.#clock.now() || this.#bound.has(id)) return null;
    this.#bound.add(id);
    return record.expiresAt;
  }

  /** The id of a line's invitation that has no call. */
  unbound(line: string): string | null {
    const id = line.slice(INVITED.length);
    return this.#invitations.has(id) && !this.#bound.has(id) ? id : null;
  }

  /** Forgets an invitation that has no call. @returns its line, where there was one. */
  withdraw(id: string): string | null {
    return !this.#bound.has(id) && this.#invitations.delete(id) ? INVITED + id : null;
  }

  /** Its call was answered or is over. @returns its id, the first time. */
  useUp(line: string): string | null {
    const id = line.slice(INVITED.length);
    this.#bound.delete(id);
    return this.#invitations.delete(id) ? id : null;
  }

  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [id, { record }] of this.#tickets) if (record.expiresAt <= now) this.#tickets.delete(id);
    for (const [id, { expiresAt }] of this.#invitations) {
      if (expiresAt <= now && !this.#bound.has(id)) this.#invitations.delete(id);
    }
  }
}
