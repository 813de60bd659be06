import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedConversations, ScriptedSynthesiser } from '@ringback/engine/testing';
import type { Logger } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Config, readConfig } from './config/config.js';
import { createLogger } from './config/logger.js';
import { createService, type Service, type ServiceOptions } from './main.js';
import { type TestStore, testEngines } from './storage/test-stores.js';

const REQUIREMENT = '通知王女士明天上午9点开会';
const PHONE = '13800138000';

/** A conversation that says one sentence and goodbye, or, where it is told to hold on, waits for what the test does. */
function talk(options: { hold?: boolean } = {}) {
  const synthesiser = new ScriptedSynthesiser();
  const conversations = new ScriptedConversations({
    onOpen: (conversation) => {
      conversation.ready();
      const goodbye = (): void => {
        conversation.say('u1', `王女士您好，${REQUIREMENT}`, 2000);
        conversation.finish('completed', { goalAchieved: true, summary: '已通知', facts: { heard: true } });
      };
      conversation.onAnswered = () => (options.hold === true ? conversation.say('u1', '请稍等', 500) : goodbye());
      conversation.onConclude = () => {
        conversation.say('u2', '抱歉，再见', 500);
        conversation.finish('interrupted');
      };
    },
  });
  return { synthesiser, conversations };
}

describe.each(testEngines)('the service on $engine', ({ open }) => {
  let db: TestStore;
  let folder: string;
  const running: Service[] = [];
  beforeAll(async () => {
    db = await open();
    folder = await mkdtemp(join(tmpdir(), 'ringback-service-'));
  });
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop('test');
    await db.clear();
    await rm(folder, { recursive: true });
  });
  afterAll(() => db.close());

  const config = (values: Partial<Config> = {}): Config => ({
    ...readConfig({}),
    home: join(folder, 'home'),
    port: 0,
    databaseUrl: db.databaseUrl,
    logLevel: 'silent',
    simulatorSpeed: 40,
    callsPerSecond: 0,
    stopLimitMs: 0,
    speech: 'tones',
    ...values,
  });
  async function start(values: Partial<Config> = {}, options: ServiceOptions = {}): Promise<Service> {
    const service = await createService(config(values), { engine: talk(), ...options });
    running.push(service);
    return service;
  }
  const kill = async (service: Service): Promise<void> => {
    running.splice(running.indexOf(service), 1);
    await service.kill();
  };
  function api(service: Service, key: string) {
    return async (path: string, body: unknown) => {
      const response = await fetch(`${service.url}/api/v1/callinfo/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: text.startsWith('{') ? JSON.parse(text) : null,
      };
    };
  }
  const place = async (post: ReturnType<typeof api>, body: Record<string, unknown> = {}): Promise<string> => {
    const { json } = await post('initiate_call', { phones: PHONE, user_requirement: REQUIREMENT, ...body });
    return json.data.call_ids[0];
  };

  it('takes a call from the request to the settled record, the callback and the figures', async () => {
    const lines: string[] = [];
    const received: { url: string; body: string; id: string }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      request.on('end', () => {
        received.push({ url: request.url ?? '', body, id: String(request.headers['webhook-id']) });
        response.end();
        receiver.emit('received');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const logger: Logger = createLogger('info', { write: (line) => void lines.push(line) });
    const service = await start({ callbackPrivate: ['127.0.0.1'] }, { logger });
    expect(await service.readiness()).toEqual({ ready: true, reasons: [] });
    const key = await service.createKey('test');
    const post = api(service, key);

    const told = once(receiver, 'received');
    const callId = await place(post, { callback_url: hook });
    const { text: stream } = await post('stream_chat_history', { call_id: callId });
    expect(stream).toContain(`data: {"role": "assistant", "content": "王女士您好，${REQUIREMENT}"}`);
    expect(stream.trimEnd().endsWith('data: {"role": "system", "content": "[DONE]"}')).toBe(true);
    const { json: record } = await post('search_callinfo', { call_id: callId });
    expect(record.data).toMatchObject({
      call_id: callId,
      status: 'ended',
      end_reason: 'completed',
      cost: 0.3,
      billed: true,
      goal_achieved: true,
      summary: '已通知',
      result: { heard: true },
      call_content: [{ role: 'assistant', content: `王女士您好，${REQUIREMENT}` }],
    });
    await told;
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(record.data);
    receiver.close();

    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('ringback_calls_ended_total{reason="completed"} 1');
    expect(metrics).toContain('ringback_calls_running{state="in_progress"} 0');
    expect((await post('initiate_call', { phones: '110,120', user_requirement: REQUIREMENT })).status).toBe(403);
    await service.stop('test');
    const log = lines.join('');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
      expect.arrayContaining([
        'service started',
        'calls accepted',
        'call claimed',
        'call ended',
        'callback attempted',
        'service stopped',
      ]),
    );
    for (const secret of [PHONE, '王女士', '开会', '已通知', key, key.slice(0, 12), '/hook'])
      expect(log).not.toContain(secret);
  });

  it('speaks with simulated callees, and says nothing of it in its log', async () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    const service = await createService(config({ maxRunning: 20 }), { logger });
    running.push(service);
    expect([service.simulated, service.speech]).toEqual([true, 'tones']);
    const key = await service.createKey('test');
    const post = api(service, key);
    const numbers = ['13800138000', '13900139000', '13800138002', '13800138009'];
    const { json } = await post('initiate_call', { phones: numbers.join(','), user_requirement: REQUIREMENT });
    const ids: string[] = json.data.call_ids;
    const records = await Promise.all(
      ids.map(async (id) => {
        await post('stream_chat_history', { call_id: id });
        return (await post('search_callinfo', { call_id: id })).json.data;
      }),
    );
    expect(records[0]).toMatchObject({ end_reason: 'completed', goal_achieved: true, billed: true });
    expect(records[0].call_content.map(({ role }: { role: string }) => role)).toEqual(
      expect.arrayContaining(['assistant', 'user']),
    );
    expect(records[0].latency.length).toBeGreaterThan(1);
    for (const record of records) {
      const started = record.answered_at === null ? 0 : Math.max(1, Math.ceil(record.duration_seconds / 60));
      expect([record.end_reason, record.cost]).toEqual([record.end_reason, (started * 300) / 1000]);
    }
    await service.stop('test');
    const said = records.flatMap(({ call_content }) => call_content.map(({ content }: { content: string }) => content));
    expect(said.length).toBeGreaterThan(3);
    const log = lines.join('');
    for (const secret of [...numbers, ...said, ...REQUIREMENT.match(/../g)!, key]) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('keeps its folder to itself and its owner, and leaves nothing open where it cannot start', async () => {
    const service = await start();
    await expect(createService(config())).rejects.toMatchObject({
      code: 'data_folder_in_use',
      details: { holder: { pid: process.pid, port: service.port, url: service.url } },
    });
    for (const name of await readdir(join(folder, 'home')))
      expect(`${name} ${((await stat(join(folder, 'home', name))).mode & 0o777).toString(8)}`).toBe(`${name} 600`);
    await service.stop('test');

    const taken = createTcpServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    await expect(start({ port: (taken.address() as AddressInfo).port })).rejects.toMatchObject({ code: 'port_in_use' });
    await expect(start({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'address_unusable' });
    taken.close();
    await start();
  });

  it('refuses new calls while it stops, lets running ones say goodbye and keeps queued ones for the next start', async () => {
    const parts = talk({ hold: true });
    const service = await start({ stopLimitMs: 60_000, nodeMaxRunning: 1 }, { engine: parts });
    const key = await service.createKey('test');
    const post = api(service, key);
    const [talking, queued] = [await place(post), await place(post)];
    const stream = post('stream_chat_history', { call_id: talking });
    await waitFor(async () => (await post('search_callinfo', { call_id: talking })).json.data.status === 'in_progress');
    const stopped = service.stop('test');
    await waitFor(async () => !(await service.readiness()).ready);
    const refused = await post('initiate_call', { phones: PHONE, user_requirement: REQUIREMENT });
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([503, 'stopping', '1']);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    parts.conversations.opened[0]?.finish('completed');
    expect((await stream).text).toContain('[DONE]');
    await stopped;

    const next = await start();
    const again = api(next, key);
    expect((await again('search_callinfo', { call_id: talking })).json.data).toMatchObject({ end_reason: 'completed' });
    await waitFor(async () => (await again('search_callinfo', { call_id: queued })).json.data.status === 'ended');
    expect((await again('search_callinfo', { call_id: queued })).json.data).toMatchObject({ end_reason: 'completed' });
  });

  it('ends calls politely when the stop limit is over, and charges nothing for that', async () => {
    const service = await start({ stopLimitMs: 0 }, { engine: talk({ hold: true }) });
    const key = await service.createKey('test');
    const callId = await place(api(service, key));
    await waitFor(
      async () => (await api(service, key)('search_callinfo', { call_id: callId })).json.data.status === 'in_progress',
    );
    await service.stop('test');
    const post = api(await start(), key);
    expect((await post('search_callinfo', { call_id: callId })).json.data).toMatchObject({
      end_reason: 'interrupted',
      cost: 0,
      billed: true,
      call_content: [{ content: '请稍等' }, { content: '抱歉，再见' }],
    });
  });

  it('loses nothing and dials nothing twice where it dies', async () => {
    const journal = join(folder, 'journal');
    const parts = talk({ hold: true });
    const service = await start({ nodeMaxRunning: 1, simulatorJournal: journal }, { engine: parts });
    const key = await service.createKey('test');
    const post = api(service, key);
    const [talking, queued] = [await place(post), await place(post)];
    await waitFor(async () => (await post('search_callinfo', { call_id: talking })).json.data.status === 'in_progress');
    await kill(service);
    const next = await start({ simulatorJournal: journal });
    await next.recovered;
    const again = api(next, key);
    expect((await again('search_callinfo', { call_id: talking })).json.data).toMatchObject({
      status: 'ended',
      end_reason: 'interrupted',
      cost: 0,
    });
    expect((await again('stream_chat_history', { call_id: talking })).text).toContain('[DONE]');
    await waitFor(async () => (await again('search_callinfo', { call_id: queued })).json.data.status === 'ended');
    expect((await again('search_callinfo', { call_id: queued })).json.data).toMatchObject({ end_reason: 'completed' });
  });
});

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
