import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallEnd,
  type Clock,
  type EndReason,
  type Language,
  ListeningDesk,
  NO_OUTCOME,
  realClock,
  type WebphoneCarrier,
} from '@ringback/engine';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { AccountLimits } from '../billing/account-limits.js';
import { Billing } from '../billing/billing.js';
import { Spending } from '../billing/spending.js';
import { CallSearch } from '../calls/call-search.js';
import { searchableText, writeWords } from '../calls/call-words.js';
import { Calls } from '../calls/calls.js';
import type { CallControl } from '../calls/calls-port.js';
import { uuidIds } from '../calls/ids.js';
import { readTranscript } from '../calls/transcript.js';
import type { CallingTimes } from '../compliance/calling-hours.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type Environment, readConfig } from '../config/config.js';
import { CallLog } from '../events/durable-call-log.js';
import { LiveCalls } from '../live/live-calls.js';
import { LiveChecks } from '../live-checks/live-checks.js';
import { Recordings } from '../recordings/recordings.js';
import { Settings } from '../settings/settings.js';
import { SignIn, type SignUpPolicy } from '../sign-in/sign-in.js';
import { type OpenStore, openStore } from '../storage/open-store.js';
import type { WebphoneLinks } from '../webphone/links.js';
import { webphoneParts } from '../webphone-parts.js';
import type { HttpConfig, HttpOptions } from './http-options.js';
import { buildServer } from './server.js';

export interface TestServerOptions extends Partial<Omit<HttpOptions, 'config'>> {
  config?: Partial<HttpConfig>;
  clock?: Clock;
  openingLi?: number;
  language?: Language;
  maxQueued?: number;
  mayRecord?: boolean;
  callingTimes?: CallingTimes;
  signUp?: SignUpPolicy;
  localSignIn?: boolean;
  /** What the environment sets, as far as settings go. */
  environment?: Environment;
  /** In place of SQLite in a folder of its own; closed by whoever opened it. */
  store?: OpenStore;
  onAccepted?(callIds: readonly string[]): void;
  /** A call to a link may be claimed now. */
  onDue?(): void;
}

/**
 * The HTTP side on real storage, accounts, calls, money and logs, listening on a port of loopback. What is not there is the dispatcher:
 * a test moves calls on by {@link TestCall}.
 */
export interface TestServer {
  app: FastifyInstance;
  url: string;
  port: number;
  clock: Clock;
  store: OpenStore;
  accounts: Accounts;
  calls: Calls;
  search: CallSearch;
  billing: Billing;
  logs: CallLog;
  metrics: Registry;
  recordings: Recordings;
  settings: Settings;
  webphone: WebphoneCarrier;
  webphoneLinks: WebphoneLinks;
  account: Account;
  key: string;
  /** Every line that was logged, as it was written. */
  logged: string[];
  newAccount(name: string, language?: Language): Promise<{ account: Account; key: string }>;
  call(callId: string): TestCall;
  close(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    config,
    openingLi = 10_000_000,
    language = 'zh',
    maxQueued = 100_000,
    mayRecord,
    callingTimes,
    signUp = 'open',
    localSignIn = true,
    environment = {},
    store: given,
    onAccepted,
    onDue,
    ...rest
  } = options;
  const clock = options.clock ?? realClock();
  const dataFolder = await mkdtemp(join(tmpdir(), 'ringback-http-'));
  const store = given ?? (await openStore({ dataFolder, clock }));
  const ids = uuidIds(clock);
  const secrets = new SecretBox(randomBytes(32));
  const accounts = new Accounts({
    store,
    clock,
    ids,
    secrets,
    terms: { openingLi, language },
  });
  const billing = new Billing({ store, clock, ids });
  const doNotCall = new DoNotCall({ store, clock });
  const metrics = new Registry();
  const logged: string[] = [];
  const logger: Logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const webphone = webphoneParts({ store, clock, logger, onDue: () => onDue?.() });
  const calls = new Calls({
    store,
    clock,
    ids,
    doNotCall,
    ...(callingTimes === undefined ? {} : { callingTimes }),
    webphoneLinks: webphone.links,
    options: { maxQueued, ...(mayRecord === undefined ? {} : { mayRecord }) },
    onAccepted: ({ callIds }) => onAccepted?.(callIds),
  });
  const search = new CallSearch(store);
  const logs = new CallLog({ storage: store, clock });
  const recordings = new Recordings(join(dataFolder, 'recordings'));
  const control: CallControl = { hangUp: async () => null, supervise: async () => null };
  const live = new LiveCalls({
    storage: store,
    clock,
    node: 'test',
    runs: () => [],
    shared: true,
    onFailure: (error) => logger.error({ err: error }),
  });
  const desk = new ListeningDesk({ clock });
  const settings = new Settings({
    store,
    clock,
    secrets,
    config: readConfig(environment, dataFolder),
  });
  await settings.atStart();
  const app = buildServer({
    authenticator: accounts,
    signIn: new SignIn({
      storage: store,
      clock,
      ids,
      accounts,
      secret: secrets.derive('session cookies'),
      signUp,
      local: localSignIn,
    }),
    accounts,
    billing,
    spending: new Spending({ store: store, clock }),
    limits: new AccountLimits({ store, clock }),
    settings,
    liveChecks: new LiveChecks({ clock, ids, next: () => settings.next(), address: () => null }),
    doNotCall,
    e164: (written) => calls.e164(written),
    calls,
    search,
    control,
    balances: billing,
    logs,
    recordings,
    live,
    desk,
    clock,
    ids,
    readiness: () => ({ ready: true, reasons: [] }),
    metrics,
    logger,
    simulated: true,
    line: {
      simulated: true,
      carrier: 'simulator',
      conversation: 'notice',
      model: null,
      carrierUsdPerMinute: null,
      modelUsdPerMinute: null,
      callingHours: null,
      recording: 'off',
    },
    console: null,
    webphone: webphone.carrier,
    webphoneLinks: webphone.links,
    sockets: [webphone.carrier, desk],
    ...rest,
    config: { requestRate: 0, skillVersion: '1.0.0', ...config },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  async function newAccount(name: string, of?: Language): Promise<{ account: Account; key: string }> {
    const account = await accounts.create(of === undefined ? { name } : { name, language: of });
    const { key } = await accounts.createKey(account.id, 'test');
    return { account, key };
  }
  const { account, key } = await newAccount('test');

  return {
    app,
    url: `http://127.0.0.1:${port}`,
    port,
    clock,
    store,
    accounts,
    calls,
    search,
    billing,
    logs,
    metrics,
    recordings,
    settings,
    webphone: webphone.carrier,
    webphoneLinks: webphone.links,
    account,
    key,
    logged,
    newAccount,
    call: (callId) => new TestCall(callId, { store, billing, logs, clock }),
    async close() {
      await app.close();
      live.close();
      await webphone.carrier.close();
      await webphone.links.stop();
      await calls.stop();
      await accounts.close();
      await logs.close();
      if (given === undefined) await store.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A call that a test lives through, with what dispatch and the engine would write. */
export class TestCall {
  readonly callId: string;
  readonly #house: { store: OpenStore; billing: Billing; logs: CallLog; clock: Clock };
  #startedAt = 0;
  #answeredAt: number | null = null;
  #utterances = 0;

  constructor(callId: string, house: { store: OpenStore; billing: Billing; logs: CallLog; clock: Clock }) {
    this.callId = callId;
    this.#house = house;
  }

  async dial(): Promise<this> {
    this.#startedAt = Math.round(this.#house.clock.now());
    await this.#update({ status: 'dialing', carrier: 'simulator', node_id: 'another', started_at: this.#startedAt });
    this.#house.logs.open(this.callId);
    this.#house.logs.append(this.callId, { type: 'state', at: 0, state: 'dialing' });
    return this;
  }

  async ring(): Promise<this> {
    await this.#update({ status: 'ringing' });
    this.#house.logs.append(this.callId, { type: 'state', at: this.#at(), state: 'ringing' });
    return this;
  }

  async answer(): Promise<this> {
    this.#answeredAt = Math.round(this.#house.clock.now());
    await this.#update({ status: 'in_progress', answered_at: this.#answeredAt });
    this.#house.logs.append(this.callId, { type: 'state', at: this.#at(), state: 'in_progress' });
    return this;
  }

  say(role: 'assistant' | 'user', text: string): this {
    this.#utterances += 1;
    const at = this.#at();
    this.#house.logs.append(this.callId, {
      type: 'utterance',
      at,
      utterance: {
        utteranceId: `u${this.#utterances}`,
        role,
        text,
        startedAt: at,
        endedAt: at,
        interrupted: false,
      },
    });
    return this;
  }

  partial(role: 'assistant' | 'user', text: string): this {
    const utteranceId = `u${this.#utterances + 1}`;
    this.#house.logs.append(this.callId, { type: 'partial', at: this.#at(), utteranceId, role, text });
    return this;
  }

  async end(endReason: EndReason, columns: Record<string, unknown> = {}): Promise<this> {
    const now = Math.round(this.#house.clock.now());
    const talkMs = this.#answeredAt === null ? 0 : now - this.#answeredAt;
    const end: CallEnd = {
      endReason,
      detail: '',
      answeredAt: this.#answeredAt === null ? null : this.#answeredAt - this.#startedAt,
      endedAt: this.#at(),
      talkMs,
      outcome: NO_OUTCOME,
    };
    await this.#house.logs.flush(this.callId);
    const logEnd = this.#house.logs.prepareEnd(this.callId, { type: 'ended', at: this.#at(), end });
    await this.#house.store.transaction(async (trx) => {
      const minutes = this.#answeredAt === null ? 0 : Math.max(1, Math.ceil(talkMs / 60_000));
      const { rehearsal } = await trx
        .selectFrom('calls')
        .select('rehearsal')
        .where('id', '=', this.callId)
        .executeTakeFirstOrThrow();
      // Nothing was held for a rehearsal.
      const { costLi } =
        rehearsal === null ? await this.#house.billing.settle(trx, this.callId, minutes) : { costLi: 0 };
      await trx
        .updateTable('calls')
        .set({
          status: 'ended',
          ended_at: now,
          end_reason: endReason,
          end_detail: '',
          duration_seconds: Math.ceil(talkMs / 1000),
          cost_li: costLi,
          billed: 1,
          ...columns,
        })
        .where('id', '=', this.callId)
        .execute();
      const { requirement, summary } = await trx
        .selectFrom('calls')
        .select(['requirement', 'summary'])
        .where('id', '=', this.callId)
        .executeTakeFirstOrThrow();
      const said = await readTranscript(trx, this.callId);
      await writeWords(trx, this.callId, searchableText(requirement, summary, said));
      await logEnd.store(trx);
    });
    logEnd.tell();
    return this;
  }

  #at(): number {
    return Math.round(this.#house.clock.now()) - this.#startedAt;
  }

  async #update(columns: Record<string, unknown>): Promise<void> {
    await this.#house.store.store.updateTable('calls').set(columns).where('id', '=', this.callId).execute();
  }
}

/** The JSON of an answer, for a test to look into. */
export async function bodyOf(response: Response) {
  return JSON.parse(await response.text());
}
