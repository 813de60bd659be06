import { type Clock, RingbackError, type TokenRecord, type WebphoneCarrier, webphoneNumberOf } from '@ringback/engine';
import type { Selectable } from 'kysely';
import { linkOf } from '../compliance/webphone-number.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { WebphoneLinkTable } from '../storage/schema.js';

/** `open`: may be used; `called`: its call was accepted and was not answered yet. */
export type LinkState = 'open' | 'called' | 'used' | 'expired' | 'revoked';

/** A link by which somebody answers one call in their browser. Instants are milliseconds since 1970. */
export interface WebphoneLink {
  linkId: string;
  /** The number that a call to it has. */
  to: string;
  state: LinkState;
  createdAt: number;
  expiresAt: number;
  /** Its call; null: there is none yet. */
  callId: string | null;
  /** When its call was answered, declined or over; null: it was not. */
  usedAt: number | null;
}

/** Why a number of a browser cannot be called: it is none of this account's, or a link that is good no more or has its call. */
export type LineRefusal = 'webphone_line' | 'webphone_link';

export interface WebphoneLinksOptions {
  store: OpenStore;
  clock: Clock;
  carrier: Pick<WebphoneCarrier, 'invite' | 'readmit' | 'withdraw' | 'pages'>;
  /** A call may be claimed now that was to wait. */
  onDue(): void;
  onFailure(error: unknown): void;
}

type LinkRow = Selectable<WebphoneLinkTable>;

/**
 * The links of all accounts, by which people answer calls in their browsers. A link has one call. That waits in the queue until the link is opened, holding
 * nothing but its first minute, and is dialled then; where nobody opens it, it is dialled as the link expires, and ends as `unreachable`.
 *
 * What is kept of a link's token is its SHA-256. The carrier knows live links by it, and is told of them anew by every process.
 */
export class WebphoneLinks {
  readonly #options: WebphoneLinksOptions;
  /** Links that were opened, or used, and are being written down. */
  readonly #writing = new Set<Promise<void>>();

  constructor(options: WebphoneLinksOptions) {
    this.#options = options;
  }

  /** Lets links of before come in again. Those whose call was under way as the process died had their call. */
  async start(): Promise<void> {
    const { store, clock, carrier } = this.#options;
    const now = instant(clock);
    const rows = await store.store
      .selectFrom('webphone_links')
      .leftJoin('calls', 'calls.id', 'webphone_links.call_id')
      .select(['webphone_links.id', 'webphone_links.digest', 'webphone_links.expires_at', 'calls.status'])
      .where('webphone_links.used_at', 'is', null)
      .where('webphone_links.revoked_at', 'is', null)
      .where('webphone_links.expires_at', '>', now)
      .execute();
    for (const { id, digest, expires_at, status } of rows) {
      if (status === null || status === 'queued') carrier.readmit({ id, digest, expiresAt: expires_at });
      else await this.#use(id);
    }
  }

  /** Resolves when all that the carrier told was written, or could not be. */
  async stop(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  /**
   * A new link. The token is told once, here, and kept nowhere.
   *
   * @param validMs 60,000 to 604,800,000: a minute to a week
   */
  async create(accountId: string, validMs: number): Promise<WebphoneLink & { token: string }> {
    const { store, carrier } = this.#options;
    const { token, record } = carrier.invite(validMs);
    const row = newRow(accountId, record, validMs);
    try {
      await store.store.insertInto('webphone_links').values(row).execute();
    } catch (error) {
      carrier.withdraw(record.id);
      throw error;
    }
    return { ...toLink(row, row.created_at), token };
  }

  /** Newest first; `before` is the last of the page before. */
  async list(accountId: string, page: { limit: number; before?: string }): Promise<WebphoneLink[]> {
    const { store, clock } = this.#options;
    const last = page.before === undefined ? null : await this.#find(accountId, page.before);
    if (page.before !== undefined && last === null) return [];
    const rows = await store.store
      .selectFrom('webphone_links')
      .selectAll()
      .where('account_id', '=', accountId)
      .$if(last !== null, (query) =>
        query.where((eb) =>
          eb.or([
            eb('created_at', '<', last?.created_at ?? 0),
            eb.and([eb('created_at', '=', last?.created_at ?? 0), eb('id', '<', last?.id ?? '')]),
          ]),
        ),
      )
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(page.limit)
      .execute();
    const now = instant(clock);
    return rows.map((row) => toLink(row, now));
  }

  /**
   * Makes a link useless that was not used. A call that rings at it, or is had there, goes on.
   *
   * @throws RingbackError `link_not_found` where it is none of the account's
   */
  async revoke(accountId: string, linkId: string): Promise<WebphoneLink> {
    const { store, clock, carrier } = this.#options;
    const now = instant(clock);
    await store.store
      .updateTable('webphone_links')
      .set({ revoked_at: now })
      .where('id', '=', linkId)
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .execute();
    const row = await this.#find(accountId, linkId);
    if (row === null) throw new RingbackError('link_not_found', 'There is no such link.');
    if (row.revoked_at !== null) {
      carrier.withdraw(linkId);
      // A call that waited for it to be opened need not wait any longer: it ends as unreachable.
      if (row.call_id !== null) await this.#letGo(row);
    }
    return toLink(row, now);
  }

  /** Of links among these numbers those that cannot be called by the account, and why. */
  async refusals(accountId: string, phones: readonly string[]): Promise<Map<string, LineRefusal>> {
    const now = instant(this.#options.clock);
    const refused = new Map<string, LineRefusal>();
    for (const phone of phones) {
      const linkId = linkOf(phone);
      if (linkId === null) continue;
      const row = await this.#find(accountId, linkId);
      if (row === null) refused.set(phone, 'webphone_line');
      else if (toLink(row, now).state !== 'open') refused.set(phone, 'webphone_link');
    }
    return refused;
  }

  /** Until when the call to a link waits where nobody opens it; null for any other number. */
  async waitsUntil(accountId: string, phone: string): Promise<number | null> {
    const linkId = linkOf(phone);
    return linkId === null ? null : ((await this.#find(accountId, linkId))?.expires_at ?? null);
  }

  /** A call to a link was accepted. One that has its call keeps it: what else was accepted to it finds nobody. Resolves, and never rejects, when that is written. */
  async called(phone: string, callId: string): Promise<void> {
    const linkId = linkOf(phone);
    if (linkId !== null) await this.#write(this.#called(linkId, callId));
  }

  async #called(linkId: string, callId: string): Promise<void> {
    const { store, carrier } = this.#options;
    await store.store
      .updateTable('webphone_links')
      .set({ call_id: callId })
      .where('id', '=', linkId)
      .where('call_id', 'is', null)
      .execute();
    // Whoever opened it before its call was there waits already.
    if (carrier.pages(`invited-${linkId}`) > 0) await this.#open(linkId);
  }

  /** The carrier tells that a link was opened. */
  opened(linkId: string): void {
    void this.#write(this.#open(linkId));
  }

  /** The carrier tells that a link is good no more. */
  used(linkId: string): void {
    void this.#write(this.#use(linkId));
  }

  async #open(linkId: string): Promise<void> {
    const { store, carrier } = this.#options;
    const row = await store.store
      .selectFrom('webphone_links')
      .leftJoin('calls', 'calls.id', 'webphone_links.call_id')
      .select(['webphone_links.call_id', 'webphone_links.expires_at', 'calls.status'])
      .where('webphone_links.id', '=', linkId)
      .executeTakeFirst();
    if (row === undefined || row.call_id === null) return;
    if (row.status === 'ended') {
      // It was cancelled before anybody came: whoever came now waits for nothing.
      carrier.withdraw(linkId);
      await this.#use(linkId);
    } else await this.#letGo(row);
  }

  /** Lets the call go that waits for its link to be opened; not one that has a time of its own. */
  async #letGo(row: Pick<LinkRow, 'call_id' | 'expires_at'>): Promise<void> {
    const { store, clock, onDue } = this.#options;
    await store.store
      .updateTable('calls')
      .set({ not_before: instant(clock) })
      .where('id', '=', row.call_id)
      .where('status', '=', 'queued')
      .where('not_before', '=', row.expires_at)
      .execute();
    onDue();
  }

  async #use(linkId: string): Promise<void> {
    const { store, clock } = this.#options;
    await store.store
      .updateTable('webphone_links')
      .set({ used_at: instant(clock) })
      .where('id', '=', linkId)
      .where('used_at', 'is', null)
      .execute();
  }

  #write(writing: Promise<void>): Promise<void> {
    const done = writing
      .catch((error: unknown) => this.#options.onFailure(error))
      .finally(() => void this.#writing.delete(done));
    this.#writing.add(done);
    return done;
  }

  async #find(accountId: string, linkId: string): Promise<LinkRow | null> {
    const row = await this.#options.store.store
      .selectFrom('webphone_links')
      .selectAll()
      .where('id', '=', linkId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return row ?? null;
  }
}

function newRow(accountId: string, { id, digest, expiresAt }: TokenRecord, validMs: number): LinkRow {
  const expires = Math.floor(expiresAt);
  return {
    id,
    account_id: accountId,
    digest,
    created_at: expires - validMs,
    expires_at: expires,
    call_id: null,
    used_at: null,
    revoked_at: null,
  };
}

function toLink(row: LinkRow, now: number): WebphoneLink {
  return {
    linkId: row.id,
    to: webphoneNumberOf(`invited-${row.id}`),
    state: stateOf(row, now),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    callId: row.call_id,
    usedAt: row.used_at,
  };
}

function stateOf(row: LinkRow, now: number): LinkState {
  if (row.used_at !== null) return 'used';
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at <= now) return 'expired';
  return row.call_id === null ? 'open' : 'called';
}
