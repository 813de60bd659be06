import { type Clock, type Ids, isRingbackError, type Random, type Timer } from '@ringback/engine';
import type { Selectable, Transaction } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { OutboxTable, Schema } from '../storage/schema.js';
import type { GuardedClient } from './guarded-client.js';
import { MAX_ATTEMPTS, readRetryAfter, waitAfter } from './retry-schedule.js';

/** Deliveries under way at once: they wait for receivers, not for us. */
const MAX_UNDER_WAY = 16;

/** Of one account: its slow receiver does not hold up the others'. */
const MAX_UNDER_WAY_PER_ACCOUNT = 4;

/**
 * How long a message is left to the node that took it: longer than an exchange may last (20 s) with the writing around it. If that node dies, the
 * message is delivered after this by whoever looks next.
 */
const LEASE_MS = 60_000;

/** How often to look for messages that another node left behind; our own are known without looking. */
const LOOK_EVERY_MS = 10_000;

/** Enough of a receiver's answer to understand what it objects to. */
const LONGEST_ERROR = 300;

export interface Message {
  accountId: string;
  callId: string;
  url: string;
  /** JSON. */
  body: string;
}

/** One attempt, for metrics and logs. Holds no URL and nothing of the message. */
export interface Attempt {
  outboxId: string;
  accountId: string;
  callId: string;
  /** From 1. */
  attempt: number;
  outcome: 'delivered' | 'retrying' | 'failed';
  /** HTTP status, or null where there was no answer. */
  status: number | null;
  /** Why there was none: a code of `GuardedClient.request` or `Accounts.webhookSecret`. */
  errorCode: string | null;
  durationMs: number;
}

export interface OutboxDependencies {
  store: OpenStore;
  clock: Clock;
  ids: Ids;
  random: Random;
  client: Pick<GuardedClient, 'request'>;
  /** The secret that signs an account's messages: `Accounts`. */
  accounts: { webhookSecret(accountId: string): Promise<string> };
  onAttempt?(attempt: Attempt): void;
}

type Row = Selectable<OutboxTable>;

/**
 * Tells receivers what became of their calls. A message is written in the transaction that settles the call, so it exists exactly where the
 * call is settled; then it is delivered until a receiver takes it (2xx), says that it is gone (410), or ten attempts over three days
 * have failed. It is signed as Standard Webhooks says. `webhook-id` is the same at every attempt: a receiver that remembers it sees each
 * message once, also where we crashed between its answer and our note of it.
 *
 * Several nodes may run one each on the same database: a message is taken under its own condition before it is sent.
 */
export class Outbox {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #random: Random;
  readonly #client: Pick<GuardedClient, 'request'>;
  readonly #accounts: OutboxDependencies['accounts'];
  readonly #onAttempt: (attempt: Attempt) => void;
  readonly #underWay = new Map<string, { accountId: string; done: Promise<void> }>();
  #running = false;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #timer: Timer | null = null;

  constructor(dependencies: OutboxDependencies) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
    this.#random = dependencies.random;
    this.#client = dependencies.client;
    this.#accounts = dependencies.accounts;
    this.#onAttempt = dependencies.onAttempt ?? (() => {});
  }

  /** Writes a message in the caller's transaction; call `wake` once that is committed. Gives its id. */
  async enqueue(trx: Transaction<Schema>, message: Message): Promise<string> {
    const id = this.#ids.next();
    const now = instant(this.#clock);
    await trx
      .insertInto('outbox')
      .values({
        id,
        account_id: message.accountId,
        call_id: message.callId,
        url: message.url,
        body: message.body,
        attempts: 0,
        next_at: now,
        delivered_at: null,
        failed_at: null,
        last_error: null,
        created_at: now,
      })
      .execute();
    return id;
  }

  /** Delivers what is due, also what a former run left. */
  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Begins no more deliveries; resolves when those under way are over, at most 20 s later. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all([...this.#underWay.values()].map((delivery) => delivery.done));
  }

  /** Looks now. Without it a new message waits for the next look, 10 s at most. */
  wake(): void {
    if (!this.#running) return;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#lookUntilQuiet().finally(() => {
      this.#looking = null;
    });
  }

  async #lookUntilQuiet(): Promise<void> {
    let nextLookMs = LOOK_EVERY_MS;
    do {
      this.#lookAgain = false;
      try {
        nextLookMs = await this.#look();
      } catch {
        // The database is away or busy. Messages are safe in it; the next look comes.
        nextLookMs = LOOK_EVERY_MS;
      }
    } while (this.#lookAgain && this.#running);
    this.#timer?.cancel();
    if (this.#running) this.#timer = this.#clock.after(nextLookMs, () => this.wake());
  }

  /** Begins what is due and has room. Gives how long until the next message is due. */
  async #look(): Promise<number> {
    while (this.#running && this.#underWay.size < MAX_UNDER_WAY) {
      const now = instant(this.#clock);
      const row = await this.#waiting().selectAll().where('next_at', '<=', now).limit(1).executeTakeFirst();
      if (row === undefined) break;
      if (!(await this.#take(row, now))) continue;
      if (this.#running) this.#begin({ ...row, attempts: row.attempts + 1 });
      else await this.#putBack(row);
    }
    if (this.#underWay.size >= MAX_UNDER_WAY) return LOOK_EVERY_MS;
    const next = await this.#waiting().select('next_at').limit(1).executeTakeFirst();
    return next === undefined ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, Math.max(0, next.next_at - this.#clock.now()));
  }

  /** Undelivered messages of accounts that have room, the one due first at the head. */
  #waiting() {
    const perAccount = new Map<string, number>();
    for (const { accountId } of this.#underWay.values())
      perAccount.set(accountId, (perAccount.get(accountId) ?? 0) + 1);
    const full = [...perAccount]
      .filter(([, count]) => count >= MAX_UNDER_WAY_PER_ACCOUNT)
      .map(([accountId]) => accountId);
    return this.#open.store
      .selectFrom('outbox')
      .where('delivered_at', 'is', null)
      .where('failed_at', 'is', null)
      .$if(full.length > 0, (query) => query.where('account_id', 'not in', full))
      .orderBy('next_at');
  }

  /** False where another node was faster. */
  async #take(row: Row, now: number): Promise<boolean> {
    const taken = await this.#open.store
      .updateTable('outbox')
      .set({ next_at: now + LEASE_MS, attempts: row.attempts + 1 })
      .where('id', '=', row.id)
      .where('attempts', '=', row.attempts)
      .where('next_at', '=', row.next_at)
      .where('delivered_at', 'is', null)
      .where('failed_at', 'is', null)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }

  /** Stopped between taking and sending: nothing happened, so nothing counts. */
  async #putBack(row: Row): Promise<void> {
    await this.#open.store
      .updateTable('outbox')
      .set({ next_at: row.next_at, attempts: row.attempts })
      .where('id', '=', row.id)
      .execute();
  }

  #begin(row: Row): void {
    const done = this.#deliver(row).finally(() => {
      this.#underWay.delete(row.id);
      this.wake();
    });
    this.#underWay.set(row.id, { accountId: row.account_id, done });
  }

  /** Never rejects. */
  async #deliver(row: Row): Promise<void> {
    const startedAt = this.#clock.now();
    const answer = await this.#send(row);
    const now = instant(this.#clock);
    const delivered = answer.status !== null && answer.status >= 200 && answer.status < 300;
    const gone = answer.status === 410;
    const waitMs =
      delivered || gone || answer.final ? null : waitAfter(row.attempts, this.#random, answer.retryAfterMs);
    const changes = delivered
      ? // What was said in a call is kept in one place only.
        { delivered_at: now, last_error: null, body: '' }
      : waitMs === null
        ? { failed_at: now, last_error: answer.error }
        : { next_at: now + waitMs, last_error: answer.error };
    try {
      await this.#open.store.updateTable('outbox').set(changes).where('id', '=', row.id).execute();
    } catch {
      // Not noted, so it is tried again when the lease is over; the receiver knows it by its id.
    }
    this.#tell({
      outboxId: row.id,
      accountId: row.account_id,
      callId: row.call_id,
      attempt: row.attempts,
      outcome: delivered ? 'delivered' : waitMs === null ? 'failed' : 'retrying',
      status: answer.status,
      errorCode: answer.errorCode,
      durationMs: this.#clock.now() - startedAt,
    });
  }

  async #send(row: Row): Promise<Answer> {
    // A crash at each of ten attempts leaves a message that is taken an eleventh time.
    if (row.attempts > MAX_ATTEMPTS) return { ...NO_ANSWER, final: true, error: 'every attempt was broken off' };
    try {
      const id = `msg_${row.id}`;
      const at = new Date(this.#clock.now());
      const signature = new Webhook(await this.#accounts.webhookSecret(row.account_id)).sign(id, at, row.body);
      const response = await this.#client.request(row.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Ringback',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': signature,
        },
        body: row.body,
      });
      return {
        ...NO_ANSWER,
        status: response.status,
        // Without control characters: PostgreSQL keeps no NUL, and a terminal obeys some of the others.
        error: `HTTP ${response.status} ${response.text}`
          .replace(/\p{Cc}+/gu, ' ')
          .trim()
          .slice(0, LONGEST_ERROR),
        retryAfterMs: readRetryAfter(response.headers['retry-after'], this.#clock.now()),
      };
    } catch (error) {
      if (!isRingbackError(error)) return { ...NO_ANSWER, error: 'internal error', errorCode: 'internal' };
      // An address that must not be asked will be no other tomorrow.
      const final = error.code === 'invalid_callback_url' || error.code === 'address_refused';
      return { ...NO_ANSWER, final, errorCode: error.code, error: error.message.slice(0, LONGEST_ERROR) };
    }
  }

  #tell(attempt: Attempt): void {
    try {
      this.#onAttempt(attempt);
    } catch {
      // A counter that fails is no reason to fail a delivery that is noted already.
    }
  }
}

interface Answer {
  status: number | null;
  errorCode: string | null;
  error: string;
  retryAfterMs: number | null;
  /** Another attempt would come to the same. */
  final: boolean;
}

const NO_ANSWER: Answer = { status: null, errorCode: null, error: '', retryAfterMs: null, final: false };
