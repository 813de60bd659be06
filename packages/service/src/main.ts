import { type AddressInfo, isIPv6 } from 'node:net';
import {
  type CallEnd,
  type CheckedAddress,
  type Clock,
  isRingbackError,
  ListeningDesk,
  type ModelUsage,
  type Random,
  RingbackError,
  realClock,
  type Synthesiser,
  type TurnLatency,
} from '@ringback/engine';
import type { FastifyInstance } from 'fastify';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Accounts } from './accounts/accounts.js';
import { openSecretBox } from './accounts/secret-box.js';
import { AccountLimits } from './billing/account-limits.js';
import { Billing } from './billing/billing.js';
import { Spending } from './billing/spending.js';
import { CallSearch } from './calls/call-search.js';
import { Calls } from './calls/calls.js';
import { uuidIds } from './calls/ids.js';
import { CallingTimes } from './compliance/calling-hours.js';
import { DoNotCall } from './compliance/do-not-call.js';
import type { Config } from './config/config.js';
import { prepareDataFolder } from './config/data-folder.js';
import { FolderLock } from './config/folder-lock.js';
import { createLogger } from './config/logger.js';
import { writeProgress } from './dispatch/call-progress.js';
import { DispatchMetrics } from './dispatch/dispatch-metrics.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { nodeId } from './dispatch/node-id.js';
import { Nodes } from './dispatch/nodes.js';
import { Recovery } from './dispatch/recovery.js';
import { engineParts, type GivenParts } from './engine-parts.js';
import { CallLog } from './events/durable-call-log.js';
import { ConsolePage } from './http/console-page.js';
import type { Readiness } from './http/http-options.js';
import { buildServer } from './http/server.js';
import { toStepone } from './http/stepone/record.js';
import { registerStoreMetrics } from './http/store-metrics.js';
import { LiveCalls } from './live/live-calls.js';
import { LiveChecks } from './live-checks/live-checks.js';
import { GuardedClient } from './outbox/guarded-client.js';
import { Outbox } from './outbox/outbox.js';
import { Recordings } from './recordings/recordings.js';
import { Retention } from './retention/retention.js';
import { followSettings, keepingOf } from './settings/following.js';
import { Settings } from './settings/settings.js';
import { SignIn } from './sign-in/sign-in.js';
import { openStore } from './storage/open-store.js';
import { webphoneParts } from './webphone-parts.js';

/** The version of the published skill that is served. */
export const SKILL_VERSION = '1.0.0';

/**
 * How often followers of calls that another node runs look for news in a shared database: soon enough to read along, and one small query a
 * second however many follow.
 */
const TAIL_MS = 1000;

/** How long answers under way may take at the end: all but what waits for a slow client is done in milliseconds. */
const LAST_ANSWERS_MS = 2_000;

/** For what is left to write at the end: far longer than a healthy database needs, and short for who waits at a prompt. */
const LAST_WRITES_MS = 5000;

export interface ServiceOptions {
  logger?: Logger;
  clock?: Clock;
  random?: Random;
  /** In place of the carrier and the conversation that the configuration names. */
  engine?: GivenParts;
}

/** The calling service, running. */
export interface Service {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** No real phone rings. */
  readonly simulated: boolean;
  /** What speaks: a real voice, or tones in its place. */
  readonly speech: Synthesiser['name'];
  /** Calls under way. */
  readonly running: number;
  /** Resolves when calls that a crash had left were ended. */
  readonly recovered: Promise<void>;
  readiness(): Promise<Readiness>;
  /** A new API key of the account `default`. */
  createKey(name: string): Promise<string>;
  /** Makes a key useless from the next request on. */
  revokeKey(key: string): Promise<void>;
  /**
   * Takes no new calls, lets running ones end for as long as the configuration says, then ends them politely, writes everything and closes.
   * Resolves, and never rejects, when that is done; asked again, with the same promise.
   */
  stop(reason: string): Promise<void>;
  /** Ends at once and writes nothing more, as a crash would: for tests, and where a second signal asks for it. */
  kill(): Promise<void>;
}

/** What was opened, to be closed in the opposite order. */
class Opened {
  readonly #closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes everything, whatever fails on the way. */
  async close(onFailure: (error: unknown) => void): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        onFailure(error);
      }
    }
  }
}

/**
 * Puts the service together and starts it; the one place where that happens. Resolves when it serves.
 *
 * @throws RingbackError `invalid_configuration`, `data_folder_in_use`, `data_folder_unusable`, `storage_unavailable`, `database_too_new`, `secret_key_invalid`,
 *   `port_in_use`, `address_unusable`; nothing is left open then
 */
export async function createService(config: Config, options: ServiceOptions = {}): Promise<Service> {
  const clock = options.clock ?? realClock();
  const logger = options.logger ?? createLogger(config.logLevel);
  const opened = new Opened();
  try {
    return await open(config, options, clock, logger, opened);
  } catch (error) {
    await opened.close(() => {});
    throw error;
  }
}

async function open(
  given: Config,
  options: ServiceOptions,
  clock: Clock,
  logger: Logger,
  opened: Opened,
): Promise<Service> {
  const random = options.random ?? Math.random;
  const ids = uuidIds(clock);
  const callClock = given.simulatorSpeed === 1 ? clock : realClock(given.simulatorSpeed);

  await prepareDataFolder(given.home);
  const lock = await FolderLock.take(given.home, Math.floor(clock.now()));
  opened.add(() => lock.release());
  const node = await nodeId(given.home, ids);
  const storage = await openStore({ databaseUrl: given.databaseUrl, dataFolder: given.home, clock });
  opened.add(() => storage.close());
  const secrets = await openSecretBox(given.home);
  const settings = new Settings({
    store: storage,
    clock,
    secrets,
    config: given,
    onFailure: (error) =>
      logger.error({ err: error }, 'the settings could not be read, and those before go on to hold'),
  });
  const config = await settings.atStart();

  const { rateLi, openingBalanceLi: openingLi, maxRunning } = config;
  const accounts = new Accounts({ store: storage, clock, ids, secrets, terms: { rateLi, openingLi, maxRunning } });
  opened.add(() => accounts.close());
  await accounts.ensureDefault();
  const billing = new Billing({ store: storage, clock, ids });
  const doNotCall = new DoNotCall({ store: storage, clock });

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const dispatchMetrics = new DispatchMetrics(metrics, () => dispatcher);
  registerStoreMetrics(metrics, { storage, clock });

  const log = new CallLog({
    storage,
    clock,
    project: writeProgress,
    tailMs: storage.engine === 'postgresql' ? TAIL_MS : undefined,
    onFailure: (what, error) => logger.error({ err: error, what }, 'the call log failed and goes on'),
  });
  const client = new GuardedClient({ clock, allowPrivateHosts: config.callbackPrivate });
  opened.add(() => client.close());
  const outbox = new Outbox({
    store: storage,
    clock,
    ids,
    random,
    client,
    accounts,
    onAttempt: (attempt) => logger.info(attempt, 'callback attempted'),
  });

  let address: CheckedAddress | null = null;
  const webphone = webphoneParts({ store: storage, clock, logger, onDue: () => dispatcher.wake() });
  opened.add(() => webphone.carrier.close());
  const { engine, carriers, line, rehearsalCarrier } = await engineParts({
    config,
    given: options.engine,
    clock,
    callClock,
    ids,
    logger,
    metrics,
    opened: (close) => opened.add(close),
    reachable: (at) => {
      address = at;
    },
    otherCarriers: [webphone.served],
  });
  const { simulated } = line;
  // Simulated callees are called at any hour: nobody is woken.
  const callingTimes = new CallingTimes(simulated ? null : config.callingHours, config.timeZone);
  const ends = {
    storage,
    clock,
    log,
    billing,
    doNotCall,
    callbacks: {
      put: async (trx: Parameters<Outbox['enqueue']>[0], record: Parameters<typeof toStepone>[0]) => {
        const account = await trx
          .selectFrom('accounts')
          .select('language')
          .where('id', '=', record.accountId)
          .executeTakeFirstOrThrow();
        await outbox.enqueue(trx, {
          accountId: record.accountId,
          callId: record.callId,
          url: record.callbackUrl as string,
          body: JSON.stringify(toStepone(record, account.language === 'en' ? 'en' : 'zh')),
        });
      },
      wake: () => outbox.wake(),
    },
    logger,
    onEnded: (end: CallEnd, turns: readonly TurnLatency[], usages: readonly ModelUsage[]) =>
      dispatchMetrics.ended(end, turns, usages),
  };
  const dispatcher = new Dispatcher({
    ...ends,
    engine,
    carriers,
    callingTimes,
    callClock,
    node,
    nodeMaxRunning: config.nodeMaxRunning,
    onQueueChanged: (accountId) => live.queueChanged(accountId),
    mayCall: (phone, countries) => calls.mayCall(phone, countries),
  });
  const live = new LiveCalls({
    storage,
    clock,
    node,
    runs: () => dispatcher.runs(),
    shared: storage.engine === 'postgresql',
    onFailure: (error) => logger.error({ err: error }, 'the live view could not read the calls that wait'),
  });
  opened.add(() => live.close());
  const desk = new ListeningDesk({
    clock,
    onError: (error) => logger.warn({ err: error }, 'a page that listens failed'),
  });
  opened.add(() => desk.close());
  const nodes = new Nodes({
    storage,
    clock,
    node,
    onFailure: (error) => logger.error({ err: error }, 'no heartbeat could be written'),
  });
  const recovery = new Recovery({
    ...ends,
    carriers,
    node,
    nodes,
    holds: (callId) => dispatcher.holds(callId),
  });
  const calls = new Calls({
    store: storage,
    clock,
    ids,
    doNotCall,
    callingTimes,
    webphoneLinks: webphone.links,
    rehearsalCarrier,
    options: {
      countries: config.countries,
      defaultCountry: config.countries[0] as CountryCode,
      maxQueued: config.maxQueued,
      timeLimitMs: config.timeLimitMs,
      mayRecord: engine.recording !== undefined,
      allowPrivateHosts: config.callbackPrivate,
    },
    onAccepted: (accepted) => {
      logger.info({ accountId: accepted.accountId, calls: accepted.callIds.length }, 'calls accepted');
      dispatcher.accepted(accepted);
      live.queueChanged(accepted.accountId);
    },
  });

  const recordings = new Recordings(config.recordings);
  const retention = new Retention({
    storage,
    clock,
    recordings,
    node,
    keep: keepingOf(config),
    onSwept: (swept) => logger.info(swept, 'what was said in old calls was removed'),
    onFailure: (error) =>
      logger.error({ err: error }, 'old calls could not be cleared, which is tried again in an hour'),
  });
  followSettings(settings, { calls, callingTimes, retention, line });

  const readiness = async (): Promise<Readiness> => {
    const reasons: string[] = [];
    if (dispatcher.state === 'stopping' || dispatcher.state === 'stopped') reasons.push('the service is stopping');
    else if (dispatcher.state === 'idle') reasons.push('the service is starting');
    else {
      await storage.store
        .selectFrom('pace')
        .select('carrier')
        .limit(1)
        .execute()
        .catch(() => reasons.push('the database does not answer'));
    }
    return { ready: reasons.length === 0, reasons };
  };
  const app = buildServer({
    authenticator: accounts,
    signIn: new SignIn({
      storage,
      clock,
      ids,
      accounts,
      secret: secrets.derive('session cookies'),
      signUp: config.signUp,
      local: config.localSignIn,
    }),
    accounts,
    billing,
    spending: new Spending({ store: storage, clock }),
    limits: new AccountLimits({ store: storage, clock }),
    settings,
    liveChecks: new LiveChecks({ clock: realClock(), ids, next: () => settings.next(), address: () => address }),
    doNotCall,
    e164: (written) => calls.e164(written),
    calls,
    search: new CallSearch(storage),
    control: dispatcher,
    balances: billing,
    logs: log,
    recordings,
    live,
    desk,
    clock,
    ids,
    config: { requestRate: config.requestRate, skillVersion: SKILL_VERSION },
    readiness,
    metrics,
    logger,
    simulated,
    line,
    console: ConsolePage.installed(),
    webphone: webphone.carrier,
    webphoneLinks: webphone.links,
    sockets: [webphone.carrier, desk],
  });

  await nodes.start();
  opened.add(() => nodes.stop());
  // What a crash left is found before anything new is claimed, and before anybody can ask.
  const { lost, finished } = await recovery.start();
  opened.add(() => recovery.stop());
  await webphone.links.start();
  const { url, port } = await listen(app, config);
  opened.add(async () => {
    // Without this a connection on which nothing was ever asked (a client's spare one) would hold the end up for as long as it likes.
    const impatience = clock.after(LAST_ANSWERS_MS, () => app.server.closeAllConnections());
    await app.close();
    impatience.cancel();
  });
  await lock.listening(port, url);
  calls.start();
  outbox.start();
  settings.start();
  opened.add(() => settings.stop());
  retention.start();
  opened.add(() => retention.stop());
  await dispatcher.start();
  logger.info(
    { url, node, engine: storage.engine, carrier: carriers.configured.carrier.name, lost },
    'service started',
  );

  let stopping: Promise<void> | null = null;
  const stop = async (reason: string): Promise<void> => {
    logger.info({ reason, running: dispatcher.running }, 'service stopping');
    const failed = (error: unknown): void => logger.error({ err: error }, 'something could not be closed');
    await calls.stop().catch(failed);
    await recovery.stop().catch(failed);
    const left = await dispatcher.stop(config.stopLimitMs);
    await Promise.all([log.close(LAST_WRITES_MS).catch(failed), outbox.stop().catch(failed)]);
    await webphone.links.stop();
    await opened.close(failed);
    logger.info({ left }, 'service stopped');
    logger.flush();
  };
  return {
    url,
    port,
    simulated,
    speech: engine.synthesiser.name,
    get running() {
      return dispatcher.running;
    },
    recovered: finished,
    readiness,
    async createKey(name) {
      const account = await accounts.ensureDefault();
      return (await accounts.createKey(account.id, name)).key;
    },
    async revokeKey(key) {
      await accounts.revokeKey(key);
    },
    stop(reason) {
      stopping ??= stop(reason);
      return stopping;
    },
    async kill() {
      stopping ??= Promise.resolve();
      dispatcher.abandon();
      recovery.abandon();
      nodes.abandon();
      log.abandon();
      app.server.closeAllConnections();
      void calls.stop();
      void outbox.stop();
      await opened.close(() => {});
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<{ url: string; port: number }> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isRingbackError(error) || code === undefined) throw error;
    if (code === 'EADDRINUSE')
      throw new RingbackError(
        'port_in_use',
        `Port ${port} of ${host} is in use by another program. Stop that, or set RINGBACK_PORT to another port (0: the system chooses).`,
        { cause: error },
      );
    throw new RingbackError(
      'address_unusable',
      `The service cannot listen at ${host}, port ${port} (${code}). Set RINGBACK_HOST to an address of this machine, and RINGBACK_PORT to a port that you may use.`,
      { cause: error },
    );
  }
  const address = app.server.address() as AddressInfo;
  return { url: `http://${isIPv6(host) ? `[${host}]` : host}:${address.port}`, port: address.port };
}
