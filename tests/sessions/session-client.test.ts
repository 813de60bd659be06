import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RingbackClient, SessionClient } from '@ringback/client';
import { createService, readConfig, type Service } from '@ringback/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let service: Service;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringback-sessions-'));
  const home = join(folder, 'home');
  const config = readConfig({
    RINGBACK_HOME: home,
    RINGBACK_PORT: '0',
    RINGBACK_SIGN_UP: 'open',
    RINGBACK_SPEECH: 'tones',
  });
  service = await createService({ ...config, logLevel: 'silent', stopLimitMs: 0, simulatorSpeed: 40 });
});
afterAll(async () => {
  await service.stop('test');
  await rm(folder, { recursive: true });
});

/** A browser's `fetch` as far as cookies go. */
function browser(): typeof fetch {
  const jar = new Map<string, string>();
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('sec-fetch-site', 'same-origin');
    const response = await fetch(input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
}

const pair = () => {
  const options = { baseUrl: service.url, fetch: browser(), language: 'en' as const };
  return { session: new SessionClient(options), calls: new RingbackClient(options) };
};

describe('a page of the running service', () => {
  it('signs the owner in by itself, makes a key, and calls by session and by key', async () => {
    const { session, calls } = pair();
    expect(await session.state()).toEqual({ user: null, session_id: null, sign_up: true, local_sign_in: true });
    const { user } = await session.signInLocally();
    expect(user).toMatchObject({ email: null, role: 'operator', account: 'default' });
    const made = await session.createKey('laptop');
    const byKey = new RingbackClient({ baseUrl: service.url, apiKey: made.key });
    expect((await byKey.account()).account_id).toBe(user.account_id);
    expect((await session.renameKey(made.key_id, 'desk')).name).toBe('desk');
    expect(await session.keys()).toMatchObject([{ key_id: made.key_id, name: 'desk', revoked_at: null }]);

    const { call_id: callId } = await byKey
      .initiateCall({ phones: '13800138000', user_requirement: '通知您明天上午9点开会' })
      .then(({ calls: [call] }) => call as { call_id: string });
    const types = new Set<string>();
    for await (const event of calls.events(callId)) types.add(event.type);
    expect(types).toContain('ended');
    expect((await calls.call(callId)).status).toBe('ended');
    expect((await session.spending({ utcOffsetMinutes: 480 })).reduce((sum, { calls: count }) => sum + count, 0)).toBe(
      1,
    );
    expect(await session.holds()).toEqual({ holds: [], more: false });

    expect((await session.revokeKey(made.key_id)).revoked_at).not.toBeNull();
    await expect(byKey.account()).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
    await session.signOut();
    await expect(calls.account()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('signs people up; the operator sets and tops up accounts, and they see it', async () => {
    const owner = pair().session;
    const person = { email: 'owner@example.com', password: 'a long sentence' };
    expect((await owner.signUp({ ...person, name: '店主' })).user).toMatchObject({ role: 'operator', name: '店主' });
    const member = pair().session;
    const { user } = await member.signUp({ email: 'member@example.com', password: 'a long sentence' });
    const { items } = await owner.accounts();
    expect(items.map(({ name }) => name)).toEqual(['member@example.com', 'default']);
    await expect(member.accounts()).rejects.toMatchObject({ code: 'operator_only' });

    expect(await owner.setAccount(user.account_id, { running_calls: 2 })).toMatchObject({ running_calls: 2 });
    const once = { idempotencyKey: 'transfer-7' };
    const topped = await owner.topUp(user.account_id, { amount: 12.5, note: 'transfer' }, once);
    expect(await owner.topUp(user.account_id, { amount: 12.5, note: 'transfer' }, once)).toEqual(topped);
    expect(await owner.oneAccount(user.account_id)).toMatchObject({ balance: 22.5 });
    const seen = await member.ledger();
    expect(seen.items.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['topup', 12.5],
      ['opening', 10],
    ]);
    expect(await owner.ledger({ accountId: user.account_id })).toEqual(seen);

    const elsewhere = pair().session;
    await elsewhere.signIn(person);
    expect(await owner.sessions()).toHaveLength(2);
    expect(await owner.endOtherSessions()).toBe(1);
    expect((await elsewhere.state()).user).toBeNull();
    await elsewhere.signIn(person);
    const other = (await owner.sessions()).find(({ current }) => !current);
    await owner.endSession(other?.session_id as string);
    await expect(elsewhere.sessions()).rejects.toMatchObject({ code: 'sign_in_required' });
    await owner.changePassword({ current: person.password, next: 'another sentence' });
    await expect(elsewhere.signIn(person)).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});
