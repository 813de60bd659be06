import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Billing } from '../billing/billing.js';
import { uuidIds } from '../calls/ids.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { Accounts, type NewAccountTerms } from './accounts.js';
import { openSecretBox, SECRET_KEY_FILE, SecretBox } from './secret-box.js';

describe.each(testEngines)('accounts on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let billing: Billing;
  const secrets = new SecretBox(randomBytes(32));

  beforeAll(async () => {
    db = await open();
  });

  afterAll(() => db.close());

  const build = (terms: Partial<NewAccountTerms> = {}) =>
    new Accounts({ store: db, clock, ids: uuidIds(clock), secrets, terms });

  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock();
    accounts = build();
    billing = new Billing({ store: db, clock, ids: uuidIds(clock) });
  });

  afterEach(async () => {
    await accounts.close();
    expect(await billing.check()).toEqual([]);
  });

  it('has a default one with ¥10.00, made once however many ask', async () => {
    const made = await Promise.all([accounts.ensureDefault(), build().ensureDefault(), accounts.ensureDefault()]);
    expect(new Set(made.map((account) => account.id)).size).toBe(1);
    const [account] = made;
    expect(account).toEqual({
      id: account.id,
      name: 'default',
      language: 'zh',
      rateLi: 300,
      maxRunning: 10,
      countries: null,
      limited: false,
    });
    expect(await billing.balance(account.id)).toEqual({ availableLi: 10_000, heldLi: 0, rateLi: 300 });
    expect(await billing.entries(account.id, { limit: 9 })).toMatchObject([{ kind: 'opening', amountLi: 10_000 }]);
  });

  it('are made on the terms that were set', async () => {
    accounts = build({ openingLi: 0, rateLi: 150, maxRunning: 3, countries: ['CN', 'HK'] });
    const account = await accounts.create({ name: ' 湖畔牙科 ', language: 'en' });
    expect(account).toMatchObject({
      name: '湖畔牙科',
      language: 'en',
      rateLi: 150,
      maxRunning: 3,
      countries: ['CN', 'HK'],
    });
    expect(await billing.entries(account.id, { limit: 9 })).toEqual([]);
  });

  it('are found by id and by name, and listed oldest first', async () => {
    const first = await accounts.ensureDefault();
    const second = await accounts.create({ name: 'second' });
    expect(await accounts.find(second.id)).toEqual(second);
    expect(await accounts.find('second')).toEqual(second);
    expect(await accounts.find('third')).toBeNull();
    expect(await accounts.list()).toEqual([first, second]);
  });

  it('bear no name twice, and no unreadable one', async () => {
    await accounts.create({ name: 'one' });
    await expect(accounts.create({ name: 'one' })).rejects.toMatchObject({ code: 'account_exists' });
    for (const name of ['', '  ', 'x'.repeat(65), 'a\u0000b', 'a\nb']) {
      await expect(accounts.create({ name })).rejects.toMatchObject({ code: 'invalid_account_name' });
    }
    expect(await accounts.list()).toHaveLength(1);
  });

  describe('API keys', () => {
    it('prove who asks', async () => {
      const account = await accounts.ensureDefault();
      const other = await accounts.create({ name: 'other' });
      const { key, info } = await accounts.createKey(account.id, 'laptop');
      const { key: otherKey } = await accounts.createKey('other', 'laptop');
      expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
      expect(info).toMatchObject({
        accountId: account.id,
        accountName: 'default',
        name: 'laptop',
        lastUsedAt: null,
        revokedAt: null,
      });
      expect(info.hint).toBe(`${key.slice(0, 7)}…`);
      expect(await accounts.authenticate(key)).toEqual(account);
      expect(await accounts.authenticate(otherKey)).toEqual(other);
    });

    it('are nowhere in the database but as a hash', async () => {
      const account = await accounts.ensureDefault();
      const { key } = await accounts.createKey(account.id, 'laptop');
      const rows = JSON.stringify(await db.store.selectFrom('api_keys').selectAll().execute());
      expect(rows).toContain(createHash('sha256').update(key).digest('hex'));
      expect(rows).not.toContain(key.slice(7));
    });

    it('that are malformed, unknown or cut short prove nothing', async () => {
      const { key } = await accounts.createKey((await accounts.ensureDefault()).id, '');
      const last = key.at(-1) === 'A' ? 'B' : 'A';
      for (const wrong of [
        '',
        'sk_',
        key.slice(0, -1),
        `${key}A`,
        key.slice(0, -1) + last,
        ` ${key}`,
        key.toUpperCase(),
        `sk_${'!'.repeat(43)}`,
      ]) {
        expect(await accounts.authenticate(wrong)).toBeNull();
      }
    });

    it('are refused from the moment they are revoked, by another process too', async () => {
      const { key, info } = await accounts.createKey((await accounts.ensureDefault()).id, 'laptop');
      const again = await db.openAgain();
      try {
        const server = new Accounts({ store: again, clock, ids: uuidIds(clock), secrets });
        expect(await server.authenticate(key)).not.toBeNull();
        expect(await accounts.revokeKey(info.id)).toMatchObject({ id: info.id, revokedAt: clock.now() });
        expect(await server.authenticate(key)).toBeNull();
        await server.close();
      } finally {
        await again.close();
      }
    });

    it('are revoked by the key, its id or its hint, and twice is once', async () => {
      const account = await accounts.ensureDefault();
      const by = {
        key: (made: Awaited<ReturnType<Accounts['createKey']>>) => made.key,
        id: (made: Awaited<ReturnType<Accounts['createKey']>>) => made.info.id,
        hint: (made: Awaited<ReturnType<Accounts['createKey']>>) => made.info.hint,
        'hint without the dots': (made: Awaited<ReturnType<Accounts['createKey']>>) => made.key.slice(0, 7),
      };
      for (const which of Object.values(by)) {
        const made = await accounts.createKey(account.id, '');
        const revokedAt = clock.now();
        expect(await accounts.revokeKey(which(made))).toMatchObject({ id: made.info.id, revokedAt });
        await clock.advance(1_000);
        expect(await accounts.revokeKey(which(made))).toMatchObject({ id: made.info.id, revokedAt });
        expect(await accounts.authenticate(made.key)).toBeNull();
      }
      expect(await accounts.revokeKey('sk_none')).toBeNull();
      expect(await accounts.revokeKey('')).toBeNull();
    });

    it('are not revoked by a hint that fits two', async () => {
      const account = await accounts.ensureDefault();
      const one = await accounts.createKey(account.id, '');
      const two = await accounts.createKey(account.id, '');
      await db.store.updateTable('api_keys').set({ hint: one.info.hint }).where('id', '=', two.info.id).execute();
      await expect(accounts.revokeKey(one.info.hint)).rejects.toMatchObject({
        code: 'key_ambiguous',
        details: { ids: [one.info.id, two.info.id] },
      });
      await accounts.revokeKey(two.info.id);
      expect(await accounts.revokeKey(one.info.hint)).toMatchObject({ id: one.info.id });
    });

    it('are listed without the keys, of one account or of all', async () => {
      const account = await accounts.ensureDefault();
      const other = await accounts.create({ name: 'other' });
      const { info: first } = await accounts.createKey(account.id, 'first');
      const { info: second } = await accounts.createKey(other.id, 'second');
      expect(await accounts.listKeys()).toEqual([first, second]);
      expect(await accounts.listKeys(other.id)).toEqual([second]);
    });

    it('need an account and a readable name', async () => {
      await expect(accounts.createKey('nobody', '')).rejects.toMatchObject({ code: 'account_not_found' });
      await accounts.ensureDefault();
      await expect(accounts.createKey('default', 'a\u001bb')).rejects.toMatchObject({ code: 'invalid_key_name' });
    });

    it('show when they were last used, to the minute', async () => {
      const { key } = await accounts.createKey((await accounts.ensureDefault()).id, '');
      const used = async () => {
        await accounts.authenticate(key);
        await accounts.close();
        return (await accounts.listKeys())[0]?.lastUsedAt;
      };
      const first = clock.now();
      expect(await used()).toBe(first);
      await clock.advance(59_999);
      expect(await used()).toBe(first);
      await clock.advance(1);
      expect(await used()).toBe(first + 60_000);
    });
  });

  it('have a webhook secret each, encrypted where it is stored', async () => {
    const one = await accounts.ensureDefault();
    const two = await accounts.create({ name: 'two' });
    const secret = await accounts.webhookSecret(one.id);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await accounts.webhookSecret(one.id)).toBe(secret);
    expect(await accounts.webhookSecret(two.id)).not.toBe(secret);
    const rows = await db.store.selectFrom('accounts').select(['id', 'webhook_secret']).orderBy('id').execute();
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
    // Moved to another account's row, it does not open.
    await db.store
      .updateTable('accounts')
      .set({ webhook_secret: rows[0]?.webhook_secret })
      .where('id', '=', two.id)
      .execute();
    await expect(accounts.webhookSecret(two.id)).rejects.toMatchObject({ code: 'secret_unreadable' });
    await expect(accounts.webhookSecret('nobody')).rejects.toMatchObject({ code: 'account_not_found' });
  });
});

describe('the secret box', () => {
  it('gives back what was sealed, and seals it differently each time', () => {
    const box = new SecretBox(randomBytes(32));
    const sealed = box.seal('whsec_密', 'a');
    expect(box.open(sealed, 'a')).toBe('whsec_密');
    expect(box.seal('whsec_密', 'a')).not.toBe(sealed);
  });

  it('opens nothing that was altered, cut, sealed for something else or under another key', () => {
    const box = new SecretBox(randomBytes(32));
    const sealed = box.seal('secret', 'a');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    const altered = [0, 12, bytes.length - 1].map((at) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] as number) ^ 1;
      return `v1.${copy.toString('base64url')}`;
    });
    for (const wrong of [...altered, sealed.slice(0, -4), 'v1.', '', sealed.replace('v1.', 'v2.')]) {
      expect(() => box.open(wrong, 'a')).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
    }
    expect(() => box.open(sealed, 'b')).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
    expect(() => new SecretBox(randomBytes(32)).open(sealed, 'a')).toThrow(
      expect.objectContaining({ code: 'secret_unreadable' }),
    );
  });

  it('has its key in a file for its owner alone, made once however many start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringback-secret-'));
    const home = join(folder, 'home');
    try {
      const boxes = await Promise.all([1, 2, 3, 4].map(() => openSecretBox(home)));
      const sealed = boxes[0]?.seal('s', 'a') as string;
      for (const box of boxes) expect(box.open(sealed, 'a')).toBe('s');
      expect((await openSecretBox(home)).open(sealed, 'a')).toBe('s');
      expect(await readdir(home)).toEqual([SECRET_KEY_FILE]);
      expect(((await stat(join(home, SECRET_KEY_FILE))).mode & 0o777).toString(8)).toBe('600');
      expect(((await stat(home)).mode & 0o777).toString(8)).toBe('700');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a key file that is broken, and does not replace it', async () => {
    const home = await mkdtemp(join(tmpdir(), 'ringback-secret-'));
    try {
      await writeFile(join(home, SECRET_KEY_FILE), 'short');
      await expect(openSecretBox(home)).rejects.toMatchObject({ code: 'secret_key_invalid' });
      expect(await readFile(join(home, SECRET_KEY_FILE), 'utf8')).toBe('short');
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
