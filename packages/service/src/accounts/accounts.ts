import { randomBytes } from 'node:crypto';
import { type Clock, type Ids, type Language, RingbackError } from '@ringback/engine';
import type { Selectable, Transaction } from 'kysely';
import type { Li } from '../billing/money.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { AccountTable, Schema } from '../storage/schema.js';
import type { Account, AccountWithBalance, ApiKeyInfo, Authenticator } from './account.js';
import { hashApiKey, hintOf, isApiKey, newApiKey, sameHash } from './api-key.js';
import type { SecretBox } from './secret-box.js';

export const DEFAULT_ACCOUNT = 'default';

/** `last_used_at` is for people who look for unused keys: a minute is exact enough, and spares a write per request. */
const LAST_USED_EVERY_MS = 60_000;

export interface NewAccountTerms {
  /** Given to a new account. Default ¥10.00. */
  openingLi: Li;
  /** Price of a started minute. Default ¥0.30. */
  rateLi: Li;
  /** Calls under way at once. Default 10. */
  maxRunning: number;
  language: Language;
  /** ISO 3166 codes; null: the service's own list. */
  countries: string[] | null;
}

const DEFAULT_TERMS: NewAccountTerms = {
  openingLi: 10_000,
  rateLi: 300,
  maxRunning: 10,
  language: 'zh',
  countries: null,
};

export interface AccountsDependencies {
  store: OpenStore;
  clock: Clock;
  ids: Ids;
  secrets: SecretBox;
  terms?: Partial<NewAccountTerms>;
}

/** Accounts and their API keys. A key is shown once, when it is made; only its hash is kept. */
export class Accounts implements Authenticator {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #secrets: SecretBox;
  readonly #terms: NewAccountTerms;
  /** Writes of `last_used_at` under way, by key id. */
  readonly #touching = new Map<string, Promise<void>>();

  constructor(dependencies: AccountsDependencies) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
    this.#secrets = dependencies.secrets;
    this.#terms = { ...DEFAULT_TERMS, ...dependencies.terms };
  }

  /** The account `default`, made at the first start. Safe where two processes start at once. */
  async ensureDefault(): Promise<Account> {
    const found = await this.find(DEFAULT_ACCOUNT);
    if (found !== null) return found;
    await this.#insert({ name: DEFAULT_ACCOUNT });
    return (await this.find(DEFAULT_ACCOUNT)) as Account;
  }

  /** With its opening balance. Rejects with `account_exists`, or `invalid_account_name`: 1 to 64 characters, none of them a control character. */
  async create(request: { name: string; language?: Language }): Promise<Account> {
    const name = request.name.trim();
    if (name === '' || [...name].length > 64 || /\p{Cc}/u.test(name)) {
      throw new RingbackError(
        'invalid_account_name',
        'An account name has 1 to 64 characters, without control characters.',
      );
    }
    const created = await this.#insert({ ...request, name });
    if (!created)
      throw new RingbackError('account_exists', `There is an account "${name}" already. Choose another name.`);
    return (await this.find(name)) as Account;
  }

  /**
   * Changes what an account may do and pays, from its next call on: a call is charged at the rate at which it was accepted. `maxRunning`
   * is from 1 to 100,000.
   */
  async change(
    accountId: string,
    terms: Partial<Pick<NewAccountTerms, 'rateLi' | 'maxRunning' | 'language' | 'countries'>>,
  ): Promise<Account> {
    const { rateLi, maxRunning, language, countries } = terms;
    await this.#open.store
      .updateTable('accounts')
      .set({
        ...(rateLi === undefined ? {} : { rate_li: rateLi }),
        ...(maxRunning === undefined ? {} : { max_running: maxRunning }),
        ...(language === undefined ? {} : { language }),
        ...(countries === undefined ? {} : { countries: countries === null ? null : countries.join(',') }),
      })
      .where('id', '=', accountId)
      .execute();
    return (await this.find(accountId)) as Account;
  }

  /** By id or by name. */
  async find(idOrName: string): Promise<Account | null> {
    const row = await this.#open.store
      .selectFrom('accounts')
      .selectAll()
      .where((eb) => eb.or([eb('id', '=', idOrName), eb('name', '=', idOrName)]))
      .orderBy('id')
      .executeTakeFirst();
    return row === undefined ? null : toAccount(row);
  }

  /** Newest first, with their money. */
  async page(page: { limit: number; before?: string }): Promise<AccountWithBalance[]> {
    const rows = await this.#open.store
      .selectFrom('accounts')
      .selectAll()
      .$if(page.before !== undefined, (query) => query.where('id', '<', page.before as string))
      .orderBy('id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map((row) => ({
      ...toAccount(row),
      availableLi: row.balance_li,
      heldLi: row.held_li,
      createdAt: row.created_at,
    }));
  }

  /** Oldest first. */
  async list(): Promise<Account[]> {
    const rows = await this.#open.store.selectFrom('accounts').selectAll().orderBy('id').execute();
    return rows.map(toAccount);
  }

  async authenticate(key: string): Promise<Account | null> {
    if (!isApiKey(key)) return null;
    const hash = hashApiKey(key);
    const row = await this.#open.store
      .selectFrom('api_keys')
      .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
      .selectAll('accounts')
      .select(['api_keys.id as key_id', 'api_keys.hash', 'api_keys.last_used_at', 'api_keys.revoked_at'])
      .where('api_keys.hash', '=', hash)
      .executeTakeFirst();
    if (row === undefined || !sameHash(row.hash, hash) || row.revoked_at !== null) return null;
    const now = instant(this.#clock);
    if (row.last_used_at === null || now - row.last_used_at >= LAST_USED_EVERY_MS) this.#touch(row.key_id, now);
    return toAccount(row);
  }

  /** The key itself is in this answer and nowhere else. Rejects with `account_not_found`, `invalid_key_name`. */
  async createKey(accountId: string, name: string): Promise<{ key: string; info: ApiKeyInfo }> {
    const label = keyLabel(name);
    const account = await this.find(accountId);
    if (account === null) {
      throw new RingbackError(
        'account_not_found',
        'There is no such account. `ringback account show` lists what there is.',
      );
    }
    const key = newApiKey();
    const info: ApiKeyInfo = {
      id: this.#ids.next(),
      accountId: account.id,
      accountName: account.name,
      name: label,
      hint: hintOf(key),
      createdAt: instant(this.#clock),
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.#open.store
      .insertInto('api_keys')
      .values({
        id: info.id,
        account_id: info.accountId,
        name: info.name,
        hint: info.hint,
        hash: hashApiKey(key),
        created_at: info.createdAt,
        last_used_at: null,
        revoked_at: null,
      })
      .execute();
    return { key, info };
  }

  /** Names a key of this account anew, also one that is revoked. Rejects with `key_not_found`, `invalid_key_name`. */
  async renameKey(accountId: string, keyId: string, name: string): Promise<ApiKeyInfo> {
    await this.#open.store
      .updateTable('api_keys')
      .set({ name: keyLabel(name) })
      .where('id', '=', keyId)
      .where('account_id', '=', accountId)
      .execute();
    return this.ownKey(accountId, keyId);
  }

  /** A key of this account, by its id. Rejects with `key_not_found`, also where it is another account's. */
  async ownKey(accountId: string, keyId: string): Promise<ApiKeyInfo> {
    const row = await this.#keys()
      .where('api_keys.id', '=', keyId)
      .where('api_keys.account_id', '=', accountId)
      .executeTakeFirst();
    if (row === undefined) throw new RingbackError('key_not_found', 'There is no such API key.');
    return toKeyInfo(row);
  }

  /** Oldest first; of one account, or of all. Revoked ones too. */
  async listKeys(accountId?: string): Promise<ApiKeyInfo[]> {
    const rows = await this.#keys()
      .$if(accountId !== undefined, (query) => query.where('api_keys.account_id', '=', accountId as string))
      .orderBy('api_keys.id')
      .execute();
    return rows.map(toKeyInfo);
  }

  /**
   * By the key itself, its id or its hint (with or without the `…`). It is refused from the next request on, by a running server too.
   * Revoking twice changes nothing. Null where there is none; rejects with `key_ambiguous` where a hint fits several live keys.
   */
  async revokeKey(which: string): Promise<ApiKeyInfo | null> {
    const wanted = which.trim();
    const hint = wanted.endsWith('…') ? wanted : `${wanted}…`;
    const rows = await this.#keys()
      .where((eb) =>
        isApiKey(wanted)
          ? eb('api_keys.hash', '=', hashApiKey(wanted))
          : eb.or([eb('api_keys.id', '=', wanted), eb('api_keys.hint', '=', hint)]),
      )
      .orderBy('api_keys.id')
      .execute();
    const live = rows.filter((row) => row.revoked_at === null);
    if (live.length > 1) {
      throw new RingbackError('key_ambiguous', `${live.length} keys begin like that. Name one by its id.`, {
        details: { ids: live.map((row) => row.id) },
      });
    }
    const row = live[0] ?? rows[0];
    if (row === undefined) return null;
    if (row.revoked_at !== null) return toKeyInfo(row);
    const now = instant(this.#clock);
    await this.#open.store
      .updateTable('api_keys')
      .set({ revoked_at: now })
      .where('id', '=', row.id)
      .where('revoked_at', 'is', null)
      .execute();
    return toKeyInfo({ ...row, revoked_at: now });
  }

  /** The secret that signs this account's webhooks, `whsec_` and base64. Rejects with `account_not_found`, `secret_unreadable`. */
  async webhookSecret(accountId: string): Promise<string> {
    const row = await this.#open.store
      .selectFrom('accounts')
      .select('webhook_secret')
      .where('id', '=', accountId)
      .executeTakeFirst();
    if (row === undefined) throw new RingbackError('account_not_found', 'There is no such account.');
    return this.#secrets.open(row.webhook_secret, secretContext(accountId));
  }

  /** Resolves when nothing is being written any more: call it before the store is closed. */
  async close(): Promise<void> {
    await Promise.all(this.#touching.values());
  }

  /** False where the name is taken. */
  async #insert(request: { name: string; language?: Language }): Promise<boolean> {
    return this.#open.transaction(async (trx) => (await this.insertIn(trx, request)) !== null);
  }

  /** Makes an account in the caller's transaction, with its opening balance; gives its id, or null where the name is taken. */
  async insertIn(trx: Transaction<Schema>, request: { name: string; language?: Language }): Promise<string | null> {
    const id = this.#ids.next();
    const now = instant(this.#clock);
    const { openingLi } = this.#terms;
    const inserted = await trx
      .insertInto('accounts')
      .values({
        id,
        name: request.name,
        language: request.language ?? this.#terms.language,
        created_at: now,
        rate_li: this.#terms.rateLi,
        balance_li: openingLi,
        held_li: 0,
        max_running: this.#terms.maxRunning,
        countries: this.#terms.countries === null ? null : this.#terms.countries.join(','),
        webhook_secret: this.#secrets.seal(newWebhookSecret(), secretContext(id)),
        served_at: 0,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) return null;
    if (openingLi > 0) {
      await trx
        .insertInto('ledger')
        .values({
          id: this.#ids.next(),
          account_id: id,
          kind: 'opening',
          amount_li: openingLi,
          call_id: null,
          minute: 0,
          note: 'opening balance',
          created_at: now,
        })
        .execute();
    }
    return id;
  }

  #keys() {
    return this.#open.store
      .selectFrom('api_keys')
      .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
      .select([
        'api_keys.id',
        'api_keys.account_id',
        'accounts.name as account_name',
        'api_keys.name',
        'api_keys.hint',
        'api_keys.created_at',
        'api_keys.last_used_at',
        'api_keys.revoked_at',
      ]);
  }

  /** Beside the request, once at a time for a key. That it fails is no reason to refuse a good key: the next request tries again. */
  #touch(keyId: string, now: number): void {
    if (this.#touching.has(keyId)) return;
    const write = this.#open.store
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('id', '=', keyId)
      .execute()
      .then(
        () => {},
        () => {},
      )
      .finally(() => this.#touching.delete(keyId));
    this.#touching.set(keyId, write);
  }
}

/** Standard Webhooks: `whsec_` and 24 to 64 random bytes as base64. */
function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function keyLabel(name: string): string {
  const label = name.trim();
  if ([...label].length <= 64 && !/\p{Cc}/u.test(label)) return label;
  throw new RingbackError('invalid_key_name', 'A key name has at most 64 characters, without control characters.');
}

const secretContext = (accountId: string): string => `webhook secret of account ${accountId}`;

function toAccount(row: Selectable<AccountTable>): Account {
  return {
    id: row.id,
    name: row.name,
    language: row.language === 'en' ? 'en' : 'zh',
    rateLi: row.rate_li,
    maxRunning: row.max_running,
    countries: row.countries === null ? null : row.countries.split(',').filter((country) => country !== ''),
    limited: row.limited === 1,
  };
}

function toKeyInfo(row: {
  id: string;
  account_id: string;
  account_name: string;
  name: string;
  hint: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}): ApiKeyInfo {
  return {
    id: row.id,
    accountId: row.account_id,
    accountName: row.account_name,
    name: row.name,
    hint: row.hint,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
