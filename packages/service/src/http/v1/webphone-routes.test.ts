import { type Clock, PublicListener, realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type TestStore, testEngines } from '../../storage/test-stores.js';
import { webphoneParts } from '../../webphone-parts.js';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

const DAY_MS = 86_400_000;

/** A page that says its token, and what it was told. */
class Page {
  readonly told: Record<string, unknown>[] = [];
  readonly #socket: WebSocket;
  readonly #news = new Set<() => void>();

  constructor(port: number, token: string) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/webphone`, {
      headers: { origin: 'https://elsewhere.example' },
    });
    this.#socket.on('open', () =>
      this.#socket.send(JSON.stringify({ type: 'hello', version: 1, token, codecs: ['pcmu'] })),
    );
    this.#socket.on('message', (data) => this.#tell(JSON.parse(String(data))));
    this.#socket.on('close', (code) => this.#tell({ type: 'closed', code }));
  }

  async until(type: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.told.find((one) => one.type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#news.add(resolve));
    }
  }

  close(): void {
    this.#socket.close();
  }

  #tell(message: Record<string, unknown>): void {
    this.told.push(message);
    for (const tell of this.#news) tell();
    this.#news.clear();
  }
}

describe.each(testEngines)('calls to browsers on $engine', ({ open }) => {
  let db: TestStore;
  let server: TestServer;
  let due = 0;
  const pages: Page[] = [];

  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());

  const counted = (): void => {
    due += 1;
  };

  async function start(clock: Clock = realClock()): Promise<void> {
    server = await startTestServer({ store: db, clock, onDue: counted });
  }
  beforeEach(async () => {
    await db.clear();
    due = 0;
    await start();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) page.close();
    await server.close();
  });

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        'x-api-key': server.key,
        'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...(await bodyOf(response)) };
  }
  const place = (to: string, more: Record<string, unknown> = {}) =>
    ask('POST', '/v1/calls', { phones: [to], user_requirement: 'x', ...more });
  const newLink = async (valid_seconds?: number) => (await ask('POST', '/v1/webphone/links', { valid_seconds })).data;
  const linkOf = async (id: string) =>
    (await ask('GET', '/v1/webphone/links')).data.links.find(({ link_id }: { link_id: string }) => link_id === id);
  const tokenOf = ({ path }: { path: string }): string => path.split('#')[1] as string;
  function page(token: string, port = server.port): Page {
    const one = new Page(port, token);
    pages.push(one);
    return one;
  }
  async function session(email = 'owner@example.com') {
    const response = await fetch(`${server.url}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
      body: JSON.stringify({ email, password: 'correct horse battery' }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] as string;
    return { cookie, accountId: (await bodyOf(response)).data.user.account_id as string };
  }
  const ticket = (cookie: string, headers: Record<string, string> = {}) =>
    ask('POST', '/v1/webphone/tickets', {}, { 'x-api-key': '', cookie, 'x-requested-with': 'ringback', ...headers });

  describe('in the account’s own pages', () => {
    it('gives whoever is signed in a ticket for the line of their account, once', async () => {
      const { cookie, accountId } = await session();
      const { data } = await ticket(cookie);
      expect(data).toMatchObject({ to: `webphone:${accountId}`, path: '/webphone' });
      expect(Date.parse(data.expires_at) - Date.now()).toBeLessThanOrEqual(60_000);
      expect(await page(data.token).until('welcome')).toMatchObject({ line: accountId });
      expect(await page(data.token).until('refused')).toMatchObject({ code: 'unknown_token' });
    });

    it('gives none to a key, to nobody, and to another site’s page', async () => {
      expect(await ask('POST', '/v1/webphone/tickets', {})).toMatchObject({ status: 401, code: 'sign_in_required' });
      expect(await ticket('ringback=x.y')).toMatchObject({ status: 401 });
      const { cookie } = await session();
      expect(await ticket(cookie, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
        status: 403,
        code: 'cross_site_request',
      });
      expect(await page(cookie).until('refused')).toMatchObject({ code: 'unknown_token' });
    });

    it('takes webphone:me as the account’s own line, at any hour, in any country, on no list, at the account’s rate', async () => {
      const own = `webphone:${server.account.id}`;
      await db.store.updateTable('accounts').set({ countries: 'HK' }).where('id', '=', server.account.id).execute();
      const { status, message, data } = await place('Webphone:ME', { record: undefined });
      expect({ status, message }).toEqual({ status: 200, message: '1 call accepted' });
      const record = (await ask('GET', `/v1/calls/${data.call_ids[0]}`)).data;
      expect(record).toMatchObject({ phone: 'Webphone:ME', phone_e164: own, carrier: 'webphone', status: 'queued' });
      expect((await ask('GET', '/v1/account')).data.frozen).toBe(0.3);
      expect((await place('webphone:me')).data.calls).toHaveLength(1);
      const both = await ask('POST', '/v1/calls', { phones: [own, 'webphone:me'], user_requirement: 'x' });
      expect(both.data).toMatchObject({ repeated: [own], calls: [{ phone: own }] });
    });

    it('refuses lines that are nobody’s, and what only looks like one', async () => {
      for (const [to, code, reason] of [
        ['webphone:someone', 'phone_not_allowed', 'webphone_line'],
        ['webphone:invited-nobody', 'phone_not_allowed', 'webphone_line'],
        ['webphone:', 'invalid_phone', 'not_a_number'],
        ['webphone:a b', 'invalid_phone', 'not_a_number'],
        ['webphone', 'invalid_phone', 'not_a_number'],
      ] as const)
        expect(await place(to), to).toMatchObject({ code, data: { numbers: [{ phone: to, reason }] } });
    });
  });

  describe('by links', () => {
    it('makes, lists and revokes them; the secret is told once and kept nowhere', async () => {
      const first = await newLink();
      const second = await newLink(60);
      expect(first).toMatchObject({
        state: 'open',
        call_id: null,
        used_at: null,
        to: `webphone:invited-${first.link_id}`,
      });
      expect(Date.parse(first.expires_at) - Date.parse(first.created_at)).toBe(DAY_MS);
      expect(first.path).toMatch(/^\/answer#[a-z0-9_-]{12}\.[A-Za-z0-9_-]{43}$/);
      const stored = JSON.stringify(await db.store.selectFrom('webphone_links').selectAll().execute());
      expect(stored).not.toContain(tokenOf(first).split('.')[1]);
      expect(server.logged.join()).not.toContain(tokenOf(first).split('.')[1]);
      const { data: pageOne } = await ask('GET', '/v1/webphone/links?limit=1');
      const { data: pageTwo } = await ask('GET', `/v1/webphone/links?limit=1&before=${pageOne.next_before}`);
      const listed = [...pageOne.links, ...pageTwo.links];
      expect(listed.map(({ link_id }) => link_id).sort()).toEqual([first.link_id, second.link_id].sort());
      expect(JSON.stringify(listed)).not.toContain('#');
      expect(pageTwo.next_before).toBeNull();

      const waiting = page(tokenOf(first));
      await waiting.until('welcome');
      const revoked = await ask('DELETE', `/v1/webphone/links/${first.link_id}`);
      expect(revoked).toMatchObject({ message: 'The link is revoked', data: { state: 'revoked' } });
      expect(await waiting.until('closed')).toMatchObject({ code: 1000 });
      expect(await page(tokenOf(first)).until('refused')).toMatchObject({ code: 'unknown_token' });
      expect(await place(first.to)).toMatchObject({ data: { numbers: [{ reason: 'webphone_link' }] } });
      expect(await ask('DELETE', '/v1/webphone/links/nobody')).toMatchObject({ status: 404, code: 'link_not_found' });
      for (const valid_seconds of [59, 604_801, 1.5])
        expect(await ask('POST', '/v1/webphone/links', { valid_seconds })).toMatchObject({ code: 'invalid_request' });
    });

    it('let their one call wait until they are opened', async () => {
      const link = await newLink();
      const { data, message } = await place(link.to);
      expect(message).toBe('1 call accepted');
      expect(data.calls[0]).toEqual({ call_id: data.call_ids[0], phone: link.to });
      const record = async () => (await ask('GET', `/v1/calls/${data.call_ids[0]}`)).data;
      expect(await record()).toMatchObject({ not_before: link.expires_at, carrier: 'webphone' });
      expect(await linkOf(link.link_id)).toMatchObject({ state: 'called', call_id: data.call_ids[0] });
      expect(await place(link.to)).toMatchObject({ data: { numbers: [{ reason: 'webphone_link' }] } });
      expect(due).toBe(0);
      await page(tokenOf(link)).until('welcome');
      while (due === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(Date.parse((await record()).not_before)).toBeLessThanOrEqual(Date.now());
    });

    it('that were opened before their call was placed do not let it wait', async () => {
      const link = await newLink();
      await page(tokenOf(link)).until('welcome');
      const { data } = await place(link.to);
      const { not_before } = (await ask('GET', `/v1/calls/${data.call_ids[0]}`)).data;
      expect(Date.parse(not_before)).toBeLessThanOrEqual(Date.now());
      expect(due).toBe(1);
    });

    it('with a call that has a time of its own leave it that', async () => {
      const link = await newLink();
      const not_before = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString();
      const { data } = await place(link.to, { not_before });
      await page(tokenOf(link)).until('welcome');
      await server.webphoneLinks.stop();
      expect((await ask('GET', `/v1/calls/${data.call_ids[0]}`)).data.not_before).toBe(not_before);
    });

    it('outlive the process, but for those whose call was under way or is over', async () => {
      const [open, waiting, ringing] = [await newLink(), await newLink(), await newLink()];
      const called: string[] = [];
      for (const link of [waiting, ringing]) called.push((await place(link.to)).data.call_ids[0]);
      await server.call(called[1] as string).dial();
      const next = webphoneParts({ store: db, clock: realClock(), logger: pino({ enabled: false }), onDue() {} });
      const listener = new PublicListener({ routes: [next.carrier] });
      const { port } = await listener.listen();
      expect(await page(tokenOf(open), port).until('refused')).toMatchObject({ code: 'unknown_token' });
      await next.links.start();
      await page(tokenOf(open), port).until('welcome');
      await page(tokenOf(waiting), port).until('welcome');
      expect(await page(tokenOf(ringing), port).until('refused')).toMatchObject({ code: 'unknown_token' });
      await next.links.stop();
      await next.carrier.close();
      await listener.close();
      const rows = await db.store.selectFrom('webphone_links').select(['id', 'used_at']).execute();
      expect(rows.filter(({ used_at }) => used_at !== null).map(({ id }) => id)).toEqual([ringing.link_id]);
    });

    it('whose call was cancelled before anybody came let nobody wait', async () => {
      const link = await newLink();
      const { data } = await place(link.to);
      await db.store.updateTable('calls').set({ status: 'ended' }).where('id', '=', data.call_ids[0]).execute();
      expect(await page(tokenOf(link)).until('closed')).toMatchObject({ code: 1000 });
      await server.webphoneLinks.stop();
      expect(
        (await db.store.selectFrom('webphone_links').select('used_at').executeTakeFirst())?.used_at,
      ).not.toBeNull();
    });
  });

  it('expire', async () => {
    await server.close();
    await db.clear();
    const clock = new ManualClock();
    await start(clock);
    const { token, ...link } = await server.webphoneLinks.create(server.account.id, 60_000);
    await clock.advance(60_000);
    expect(await page(token).until('refused')).toMatchObject({ code: 'unknown_token' });
    expect(await server.webphoneLinks.list(server.account.id, { limit: 9 })).toMatchObject([{ state: 'expired' }]);
    expect(await server.webphoneLinks.refusals(server.account.id, [link.to])).toEqual(
      new Map([[link.to, 'webphone_link']]),
    );
  });
});
