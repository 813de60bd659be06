import { type Clock, isRingbackError, RingbackError, type Timer } from '@ringback/engine';
import type { Selectable } from 'kysely';
import type { SecretBox } from '../accounts/secret-box.js';
import { type Config, type ConfigProblem, readConfig } from '../config/config.js';
import { CONSOLE_SETTINGS, SENT_TO, SETTING_NAMES, type SettingName } from '../config/console-settings.js';
import type { Variable } from '../config/variable.js';
import { VARIABLES } from '../config/variables.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { SettingTable, Store } from '../storage/schema.js';

/** How often another process's changes are looked for: the console says that they take effect at once, and one small query in five seconds is nothing. */
const LOOK_EVERY_MS = 5_000;

/** Four characters tell two keys apart; of a secret shorter than this they would be too large a part of it. */
const HINT_FROM_CHARACTERS = 16;
const HINT_CHARACTERS = 4;

export interface Setting {
  name: SettingName;
  /** What decides it: the environment goes before the console, and that before the default. */
  source: 'environment' | 'console' | 'default';
  secret: boolean;
  /** As it would be written into the environment; null where it is a secret, or unset. */
  value: string | null;
  /** Whether a secret, or anything else without a default, has a value. */
  set: boolean;
  /** The last characters of a secret that was set by the console and is long enough. */
  hint: string | null;
  /** When and by whom it was set by the console; null: it was not. */
  updatedAt: number | null;
  updatedBy: string | null;
  takesEffect: 'now' | 'restart';
  /** This process still goes by what it was at its start. */
  restartPending: boolean;
}

export interface SettingsDependencies {
  store: Pick<OpenStore, 'store' | 'transaction'>;
  clock: Clock;
  secrets: SecretBox;
  /** What the process was started with. */
  config: Config;
  /** Stored settings could not be read; what held goes on to hold. */
  onFailure?(error: unknown): void;
}

/**
 * What the operator set by the console for what the environment leaves open. A secret is encrypted where it is stored, and nothing gives it back: only that
 * it is set, by whom, when, and its last characters.
 */
export class Settings {
  readonly #dependencies: SettingsDependencies;
  readonly #listeners: ((config: Config) => void)[] = [];
  #startedWith: Readonly<Record<string, string>> = {};
  /** Which rows the last look found, and of when. */
  #seen = '';
  #timer: Timer | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(dependencies: SettingsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * What holds now for a process that starts: the environment's configuration, with what the console set where that leaves it open.
   *
   * @throws RingbackError `invalid_configuration`, `secret_unreadable`
   */
  async atStart(): Promise<Config> {
    const rows = await this.#rows();
    this.#seen = signature(rows);
    this.#startedWith = this.#opened(rows);
    const { config } = this.#dependencies;
    return rows.length === 0 && !config.awaitsSettings ? config : this.#configured(this.#startedWith);
  }

  /** What a start would go by from now on. @throws RingbackError `invalid_configuration`, `secret_unreadable` */
  async next(): Promise<Config> {
    return this.#configured(this.#opened(await this.#rows()));
  }

  /** What the console has set, in the form of the environment. @throws RingbackError `secret_unreadable` */
  async stored(): Promise<Record<string, string>> {
    return this.#opened(await this.#rows());
  }

  /** Told of every change of what takes effect now, by whomever it was made. */
  onChange(listener: (config: Config) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#timer = this.#dependencies.clock.every(LOOK_EVERY_MS, () => {
      this.#looking = this.#look().catch((error: unknown) => this.#dependencies.onFailure?.(error));
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  async list(): Promise<Setting[]> {
    const rows = new Map((await this.#rows()).map((row) => [row.name, row]));
    const { environment } = this.#dependencies.config;
    return SETTING_NAMES.map((name) => {
      const row = rows.get(name);
      const secret = isSecret(name);
      const fallback = (VARIABLES[name] as Variable<unknown>).fallback ?? null;
      const given = environment[name];
      const source = given !== undefined ? 'environment' : row !== undefined ? 'console' : 'default';
      const value = secret ? null : (given ?? row?.value ?? fallback);
      const takesEffect = CONSOLE_SETTINGS[name];
      return {
        name,
        source,
        secret,
        value,
        set: source !== 'default' || fallback !== null,
        hint: source === 'console' ? (row?.hint ?? null) : null,
        updatedAt: row?.updated_at ?? null,
        updatedBy: row?.updated_by ?? null,
        takesEffect,
        restartPending: takesEffect === 'restart' && given === undefined && this.#differs(name, row),
      };
    });
  }

  /**
   * Sets, or with null unsets, all of these or none.
   *
   * @param by whoever does it, as people know them
   * @throws RingbackError `setting_locked` for what the environment sets, `setting_needs_secret` for an address to which a secret would go that was not given
   *   with it, `invalid_setting` for what would not be a configuration; `details.problems` says of each what to write, and repeats no secret
   */
  async change(values: Readonly<Partial<Record<SettingName, string | null>>>, by: string): Promise<void> {
    const { store, secrets, clock, config } = this.#dependencies;
    const changes = Object.entries(values).map(([name, value]): [SettingName, string | null] => [
      name as SettingName,
      value === null || value.trim() === '' ? null : value.trim(),
    ]);
    const locked = changes.map(([name]) => name).filter((name) => config.environment[name] !== undefined);
    if (locked.length > 0)
      throw new RingbackError('setting_locked', `${locked.join(', ')}: set by the environment. Change it there.`, {
        details: { names: locked },
      });
    await store.transaction(async (trx) => {
      const stored = this.#opened(await this.#rows(trx));
      this.#checkAddresses(Object.fromEntries(changes), stored);
      const next = { ...stored };
      for (const [name, value] of changes) {
        if (value === null) delete next[name];
        else next[name] = value;
      }
      this.#check(next);
      for (const [name, value] of changes) {
        if (value === null) {
          await trx.deleteFrom('settings').where('name', '=', name).execute();
          continue;
        }
        const secret = isSecret(name);
        const row = {
          value: secret ? secrets.seal(value, contextOf(name)) : value,
          hint: secret && value.length >= HINT_FROM_CHARACTERS ? value.slice(-HINT_CHARACTERS) : null,
          updated_at: instant(clock),
          updated_by: by,
        };
        await trx
          .insertInto('settings')
          .values({ name, ...row })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
          .execute();
      }
    });
    await this.#look();
  }

  /** Takes effect here, where it does at once. */
  async #look(): Promise<void> {
    const rows = await this.#rows();
    const seen = signature(rows);
    if (seen === this.#seen) return;
    const config = this.#configured(this.#opened(rows));
    this.#seen = seen;
    for (const listener of this.#listeners) listener(config);
  }

  #configured(stored: Readonly<Record<string, string>>): Config {
    const { config } = this.#dependencies;
    const read = readConfig(config.environment, config.home, stored);
    // What the console cannot set stays as it was given, also where that was changed since it was read.
    return {
      ...config,
      awaitsSettings: false,
      countries: read.countries,
      callingHours: read.callingHours,
      timeZone: read.timeZone,
      keepWordsMs: read.keepWordsMs,
      keepRecordingsMs: read.keepRecordingsMs,
      carrier: read.carrier,
      twilio: read.twilio,
      publicAddress: read.publicAddress,
      conversation: read.conversation,
      realtime: read.realtime,
      recording: read.recording,
    };
  }

  #check(stored: Readonly<Record<string, string>>): void {
    try {
      this.#configured(stored);
    } catch (error) {
      if (!isRingbackError(error) || error.code !== 'invalid_configuration') throw error;
      const problems = error.details.problems as ConfigProblem[];
      throw new RingbackError('invalid_setting', problems.map(({ message }) => message).join('\n'), {
        details: { problems: problems.map(({ variable, message }) => ({ name: variable, message })) },
      });
    }
  }

  #checkAddresses(changes: Readonly<Record<string, string | null>>, stored: Readonly<Record<string, string>>): void {
    const { environment } = this.#dependencies.config;
    for (const [address, secrets = []] of Object.entries(SENT_TO)) {
      const wanted = changes[address];
      if (wanted === undefined || wanted === (stored[address] ?? null)) continue;
      const kept = secrets.filter(
        (name) => environment[name] !== undefined || (stored[name] !== undefined && changes[name] === undefined),
      );
      if (kept.length > 0)
        throw new RingbackError(
          'setting_needs_secret',
          `${address} says where ${kept.join(', ')} is sent: give that anew in the same request, or change both where the secret is set.`,
          { details: { name: address, secrets: kept } },
        );
    }
  }

  #differs(name: SettingName, row: Selectable<SettingTable> | undefined): boolean {
    const before = this.#startedWith[name];
    if (row === undefined) return before !== undefined;
    return before !== this.#value(row);
  }

  #rows(db: Store = this.#dependencies.store.store): Promise<Selectable<SettingTable>[]> {
    return db.selectFrom('settings').selectAll().where('name', 'in', SETTING_NAMES).orderBy('name').execute();
  }

  /** Values as they would be written into the environment. */
  #opened(rows: readonly Selectable<SettingTable>[]): Record<string, string> {
    return Object.fromEntries(rows.map((row) => [row.name, this.#value(row)]));
  }

  #value({ name, value }: Selectable<SettingTable>): string {
    return isSecret(name as SettingName) ? this.#dependencies.secrets.open(value, contextOf(name)) : value;
  }
}

const isSecret = (name: SettingName): boolean => (VARIABLES[name] as Variable<unknown>).secret === true;

const contextOf = (name: string): string => `setting ${name}`;

const signature = (rows: readonly Selectable<SettingTable>[]): string =>
  JSON.stringify(rows.map(({ name, value, updated_at }) => [name, value, updated_at]));
