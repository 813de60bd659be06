import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { realClock } from '@ringback/engine';
import { openSecretBox } from '../accounts/secret-box.js';
import { Billing } from '../billing/billing.js';
import { uuidIds } from '../calls/ids.js';
import { type Config, type ConfigProblem, type Environment, readConfig } from '../config/config.js';
import { type FolderHolder, folderHolder } from '../config/folder-lock.js';
import { unknownVariables } from '../config/unknown-variables.js';
import { checkSlots, UNDER_WAY } from '../dispatch/slots.js';
import { Settings } from '../settings/settings.js';
import { type OpenStore, openStore } from '../storage/open-store.js';
import { DATABASE_FILE } from '../storage/sqlite.js';
import type { Finding } from './finding.js';
import { checkTelephony } from './telephony-checks.js';

/** The least that all packages run on. */
const LEAST_NODE = [20, 19] as const;
/** A day of busy calling writes some hundred megabytes of transcripts; a full disk stops everything. */
const LITTLE_SPACE = 1024 ** 3;
const NO_SPACE = 100 * 1024 ** 2;
/** A service on this machine answers within milliseconds. */
const ANSWER_MS = 3000;

const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Checks everything, and leaves no trace: what the first start would make is not made here. */
export async function* examine(env: Environment): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  yield* checkVariables(env);
  let config: Config;
  try {
    config = readConfig(env, undefined, 'later');
  } catch {
    return;
  }
  yield checkHost(config);
  yield* checkFolder(config.home);
  const holder = await folderHolder(config.home).catch(() => null);
  yield await checkRunning(holder);
  yield await checkPort(config, holder);
  yield* checkDatabase(config, holder !== null);
  yield await checkSpeech(config);
  const settings = yield* checkSettings(config, env);
  if (settings !== null) yield* checkTelephony(settings, env, holder !== null);
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor))
    return { check: 'node', status: 'ok', message: `Node.js ${version}` };
  return {
    check: 'node',
    status: 'fail',
    message: `Node.js ${version} is too old.`,
    mend: `Install Node.js ${leastMajor}.${leastMinor} or newer.`,
  };
}

function* checkVariables(env: Environment): Generator<Finding> {
  const check = 'configuration';
  let fine = true;
  try {
    readConfig(env, undefined, 'later');
  } catch (error) {
    fine = false;
    for (const { variable, message } of (error as { details: { problems: ConfigProblem[] } }).details.problems)
      yield { check, status: 'fail', message, mend: `Set ${variable} as said, or unset it.` };
  }
  for (const { variable, meant } of unknownVariables(env)) {
    fine = false;
    const mend = meant === null ? 'Unset it; docs/configuration.md names all there are.' : `Did you mean ${meant}?`;
    yield { check, status: 'warn', message: `Nothing reads ${variable}.`, mend };
  }
  if (fine) yield { check, status: 'ok', message: 'Every variable is right.' };
}

/** What the console set, and whether it is a configuration together with the environment: gives that, or null. */
async function* checkSettings(config: Config, env: Environment): AsyncGenerator<Finding, Config | null> {
  const check = 'settings';
  let stored: Record<string, string>;
  try {
    stored = await storedSettings(config);
  } catch (error) {
    yield { check, status: 'fail', message: (error as Error).message, mend: 'Mend what it says, then look again.' };
    return null;
  }
  const count = Object.keys(stored).length;
  try {
    const whole = readConfig(env, undefined, stored);
    yield { check, status: 'ok', message: count === 0 ? 'None by the console.' : `${count} by the console.` };
    return whole;
  } catch (error) {
    for (const { variable, message } of (error as { details: { problems: ConfigProblem[] } }).details.problems) {
      const mend =
        stored[variable] === undefined
          ? `Set ${variable} as said, or unset what needs it.`
          : `Change it in the console, or: ringback settings unset ${variable}`;
      yield { check, status: 'fail', message, mend };
    }
    return null;
  }
}

/** Empty where there is no database yet. */
async function storedSettings(config: Config): Promise<Record<string, string>> {
  if (config.databaseUrl === undefined && (await stat(join(config.home, DATABASE_FILE)).catch(() => null)) === null)
    return {};
  const clock = realClock();
  const storage = await openStore({ databaseUrl: config.databaseUrl, dataFolder: config.home, clock });
  try {
    const any = await storage.store.selectFrom('settings').select('name').limit(1).executeTakeFirst();
    // Opening the box would make its key, where there is none.
    if (any === undefined) return {};
    const secrets = await openSecretBox(config.home);
    return await new Settings({ store: storage, clock, secrets, config }).stored();
  } finally {
    await storage.close();
  }
}

function checkHost({ host }: Config): Finding {
  if (LOOPBACK.test(host)) return { check: 'address', status: 'ok', message: `Listens at ${host}: this machine only.` };
  return {
    check: 'address',
    status: 'warn',
    message: `Listens at ${host}: other machines can reach it, and keys and transcripts pass unencrypted.`,
    mend: 'Put a reverse proxy with TLS in front, or leave RINGBACK_HOST at 127.0.0.1.',
  };
}

async function* checkFolder(home: string): AsyncGenerator<Finding> {
  const check = 'data folder';
  let folder = home;
  let made = true;
  for (;;) {
    const found = await stat(folder).catch(() => null);
    if (found?.isDirectory()) {
      if (made && (found.mode & 0o077) !== 0)
        yield { check, status: 'warn', message: `${home} is open to other users.`, mend: `chmod 700 ${home}` };
      break;
    }
    if (found !== null || dirname(folder) === folder) {
      yield { check, status: 'fail', message: `${folder} is no folder.`, mend: 'Set RINGBACK_HOME to another folder.' };
      return;
    }
    made = false;
    folder = dirname(folder);
  }
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    yield { check, status: 'ok', message: made ? home : `${home} is made at the first start.` };
  } catch {
    const mend = 'Make it belong to you, or set RINGBACK_HOME to a folder that does.';
    yield { check, status: 'fail', message: `${folder} cannot be written to.`, mend };
  }
  const { bavail, bsize } = await statfs(folder);
  yield checkSpace(bavail * bsize);
}

function checkSpace(free: number): Finding {
  const message = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  if (free >= LITTLE_SPACE) return { check: 'disk', status: 'ok', message };
  const mend = 'Free some space: when the disk is full no call can be accepted or settled.';
  return { check: 'disk', status: free < NO_SPACE ? 'fail' : 'warn', message, mend };
}

async function checkRunning(holder: FolderHolder | 'unknown' | null): Promise<Finding> {
  const check = 'service';
  if (holder === null) return { check, status: 'ok', message: 'Not running on this data folder.' };
  if (holder === 'unknown' || holder.url === null)
    return {
      check,
      status: 'warn',
      message: 'A process holds the data folder and is starting, or stuck.',
      mend: 'Try again in a moment.',
    };
  const who = `Process ${holder.pid}, at ${holder.url}`;
  try {
    const answer = await fetch(`${holder.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { reasons } = (await answer.json()) as { reasons: string[] };
    if (answer.ok) return { check, status: 'ok', message: `${who}, is ready.` };
    return {
      check,
      status: 'warn',
      message: `${who}, is not ready: ${reasons.join('; ')}.`,
      mend: 'Try again in a moment.',
    };
  } catch {
    return {
      check,
      status: 'fail',
      message: `${who}, does not answer.`,
      mend: `See its log; stop it with: kill ${holder.pid}`,
    };
  }
}

async function checkPort({ host, port }: Config, holder: FolderHolder | 'unknown' | null): Promise<Finding> {
  const check = 'port';
  if (port === 0) return { check, status: 'ok', message: 'The system chooses one.' };
  if (holder !== null && holder !== 'unknown' && holder.port === port)
    return { check, status: 'ok', message: `${port}: the running service’s own.` };
  const server = createServer();
  const code = await new Promise<string | null>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => resolve(null));
  });
  await new Promise((resolve) => server.close(resolve));
  if (code === null) return { check, status: 'ok', message: `${port} is free.` };
  const mend = 'Stop the program that uses it, or set RINGBACK_PORT (0: the system chooses).';
  return { check, status: 'fail', message: `${host}, port ${port}, cannot be listened at (${code}).`, mend };
}

async function* checkDatabase(config: Config, running: boolean): AsyncGenerator<Finding> {
  const check = 'database';
  const clock = realClock();
  if (config.databaseUrl === undefined) {
    const found = await stat(join(config.home, DATABASE_FILE)).catch(() => null);
    if (found === null) {
      yield { check, status: 'ok', message: 'SQLite; it is made at the first start.' };
      return;
    }
  }
  let storage: OpenStore;
  try {
    storage = await openStore({ databaseUrl: config.databaseUrl, dataFolder: config.home, clock });
  } catch (error) {
    yield { check, status: 'fail', message: (error as Error).message, mend: 'Mend what it says, then look again.' };
    return;
  }
  try {
    yield {
      check,
      status: 'ok',
      message: `${storage.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, its tables are up to date.`,
    };
    const billing = new Billing({ store: storage, clock, ids: uuidIds(clock) });
    const wrong = await billing.check();
    yield wrong.length === 0
      ? { check: 'ledger', status: 'ok', message: 'Every balance is the sum of its ledger.' }
      : {
          check: 'ledger',
          status: 'fail',
          message: `Balance and ledger differ in ${wrong.map(({ accountId }) => accountId).join(', ')}.`,
          mend: 'Somebody has written into the database, or this is a defect: keep a copy and report it.',
        };
    const slots = await checkSlots(storage.store);
    const underWay = await storage.store
      .selectFrom('calls')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('status', 'in', UNDER_WAY)
      .executeTakeFirst();
    const count = Number(underWay?.count ?? 0);
    if (slots.length > 0)
      yield {
        check: 'calls',
        status: 'warn',
        message: 'Slots do not fit the calls under way.',
        mend: 'The next start counts them anew.',
      };
    else if (count > 0 && !running && storage.engine === 'sqlite')
      yield {
        check: 'calls',
        status: 'warn',
        message: `${count} calls were under way when the service died.`,
        mend: 'The next start reports them as interrupted.',
      };
    else yield { check: 'calls', status: 'ok', message: `${count} under way.` };
  } catch (error) {
    yield { check, status: 'fail', message: (error as Error).message, mend: 'Mend what it says, then look again.' };
  } finally {
    await storage.close();
  }
}

async function checkSpeech({ speech }: Config): Promise<Finding> {
  const check = 'speech';
  const { createSynthesiser } = await import('@ringback/engine');
  try {
    const synthesiser = await createSynthesiser({ kind: speech });
    try {
      await synthesiser.speak('您好', { language: 'zh' });
      if (synthesiser.name === 'espeak') return { check, status: 'ok', message: 'eSpeak NG speaks.' };
      if (speech === 'tones') return { check, status: 'ok', message: 'Tones in place of a voice, as configured.' };
      return {
        check,
        status: 'warn',
        message: 'No speech program is installed: voices are tones.',
        mend: 'Install it: npm install @ringback/espeak',
      };
    } finally {
      await synthesiser.close();
    }
  } catch (error) {
    return {
      check,
      status: 'fail',
      message: `The speech program does not work: ${(error as Error).message}`,
      mend: 'Install it (npm install @ringback/espeak), or set RINGBACK_SPEECH=tones.',
    };
  }
}
