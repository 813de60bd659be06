import { readFileSync } from 'node:fs';
import { isRingbackApiError, LiveClient, RingbackClient, SessionClient } from '@ringback/client';
import openapiTypes, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { type ApiDocument, CheckedFetch } from './checked-fetch.js';

/** The methods of the client by the operation that each asks. */
const METHODS: Record<string, keyof RingbackClient> = {
  initiateCall: 'initiateCall',
  searchCallinfo: 'callInfo',
  streamChatHistory: 'streamChat',
  skillVersion: 'skillVersion',
  accountBalance: 'balance',
  createCalls: 'createCalls',
  checkCalls: 'checkCalls',
  createRehearsal: 'rehearse',
  listCalls: 'listCalls',
  exportCalls: 'exportCalls',
  exportCall: 'exportCall',
  listCampaigns: 'campaigns',
  getTimeline: 'timeline',
  getRecordingPeaks: 'recordingPeaks',
  getCall: 'call',
  getRecording: 'recording',
  deleteRecording: 'deleteRecording',
  hangUp: 'hangUp',
  callEvents: 'events',
  getAccount: 'account',
  listLedger: 'ledger',
  createWebphoneLink: 'createWebphoneLink',
  listWebphoneLinks: 'webphoneLinks',
  revokeWebphoneLink: 'revokeWebphoneLink',
};

/** Those for whoever is signed in: `tests/sessions` asks them of a running service. */
const SESSION_METHODS: Record<string, keyof SessionClient> = {
  getSession: 'state',
  signUp: 'signUp',
  signIn: 'signIn',
  signInLocally: 'signInLocally',
  signOut: 'signOut',
  changePassword: 'changePassword',
  listSessions: 'sessions',
  endSession: 'endSession',
  endOtherSessions: 'endOtherSessions',
  listKeys: 'keys',
  createKey: 'createKey',
  renameKey: 'renameKey',
  revokeKey: 'revokeKey',
  createWebphoneTicket: 'webphoneTicket',
  listSpending: 'spending',
  listSpendingOf: 'spending',
  listHolds: 'holds',
  listHoldsOf: 'holds',
  listLedgerOf: 'ledger',
  listAccounts: 'accounts',
  getOneAccount: 'oneAccount',
  setAccount: 'setAccount',
  topUp: 'topUp',
  getLimits: 'limits',
  setLimits: 'setLimits',
  listDoNotCall: 'doNotCall',
  addDoNotCall: 'addDoNotCall',
  removeDoNotCall: 'removeDoNotCall',
  listSettings: 'settings',
  changeSettings: 'changeSettings',
  checkSettings: 'checkSettings',
};

/** Those for people who watch over calls: `tests/console/live.test.ts` asks them of a running service. */
const LIVE_METHODS: Record<string, keyof LiveClient> = {
  live: 'live',
  listen: 'listen',
  whisper: 'whisper',
  pressKeys: 'pressKeys',
  takeOver: 'takeOver',
  handBack: 'handBack',
};

/** Operations that the client leaves out, and why. */
const LEFT_OUT: Record<string, string> = {
  callinfoBalance: 'the same as accountBalance, at the path of later skills',
  healthz: 'for probes of the operator',
  readyz: 'for probes of the operator',
  metrics: 'for Prometheus',
  home: 'for people who look what is there',
  openapi: 'for generators',
};

let service: RunningService;
let document: ApiDocument;

beforeAll(async () => {
  service = await startService({
    RINGBACK_SIMULATOR_SPEED: '25',
    RINGBACK_SPEECH: 'tones',
    RINGBACK_RECORDING: 'asked',
  });
  document = (await (await fetch(`${service.url}/openapi.json`)).json()) as ApiDocument;
});
afterAll(() => service?.stop());

const operations = (): string[] =>
  Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));

describe('the client and /openapi.json', () => {
  it('have a method for every operation, or a reason why not', () => {
    const known = [METHODS, SESSION_METHODS, LIVE_METHODS, LEFT_OUT].flatMap((one) => Object.keys(one));
    expect(operations().sort()).toEqual(known.sort());
    for (const method of Object.values(SESSION_METHODS)) expect(SessionClient.prototype[method]).toBeTypeOf('function');
    for (const method of Object.values(LIVE_METHODS)) expect(LiveClient.prototype[method]).toBeTypeOf('function');
    for (const method of Object.values(METHODS)) expect(RingbackClient.prototype[method]).toBeTypeOf('function');
    const others = new Set<string>(['constructor', 'waitForCall', ...Object.values(METHODS)]);
    expect(Object.getOwnPropertyNames(RingbackClient.prototype).filter((name) => !others.has(name))).toEqual([]);
  });

  it('agree on the types: the generated ones are of this very document', async () => {
    const generated = readFileSync(new URL('./openapi.generated.ts', import.meta.url), 'utf8');
    const now = astToString(await openapiTypes(document as unknown as Parameters<typeof openapiTypes>[0]));
    // `npm run openapi-types`, beside a running service, writes the file anew.
    expect(generated === now).toBe(true);
  });

  it('agree on every answer of a running service', { timeout: 60_000 }, async () => {
    const checked = new CheckedFetch(document);
    const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key, fetch: checked.fetch });

    const accepted = await client.initiateCall({
      phones: '13800138000,13900139001,13800138000',
      user_requirement: '通知张先生明天上午9点开会',
      persona: '前台',
      record: true,
      voicemail: { message: '请回电' },
      metadata: { order: 7 },
      result_schema: { type: 'object', properties: { confirmed: { type: 'boolean' } } },
    });
    const [callId = '', busy = ''] = accepted.call_ids;
    await client.callInfo(callId);
    const info = await client.waitForCall(callId, { onEvent: (event) => checked.event(event) });
    expect(info.end_reason).toBe('completed');
    expect((await client.waitForCall(busy)).end_reason).toBe('busy');
    await client.call(callId);
    for await (const _ of client.streamChat(callId));

    const whole = await client.recording(callId);
    expect((await new Response(whole.body).arrayBuffer()).byteLength).toBe(whole.size);
    const part = await client.recording(callId, { bytes: { first: 0, last: 3 } });
    expect([part.size, await new Response(part.body).text()]).toEqual([4, 'RIFF']);
    await client.recordingPeaks(callId, { points: 10 });
    await client.deleteRecording(callId);
    await expect(client.recording(callId)).rejects.toMatchObject({ status: 404, code: 'recording_not_found' });

    const [queued = ''] = (
      await client.createCalls({ phones: ['13900139002'], user_requirement: 'x', priority: -1, language: 'en' })
    ).call_ids;
    await client.call(queued);
    await client.hangUp(queued);
    await client.waitForCall(queued, { onEvent: (event) => checked.event(event) });
    await client.hangUp(queued);

    await client.checkCalls({ phones: ['13900139003', '138', '110', '13900139003'] });

    const rehearsal = await client.rehearse({ user_requirement: '通知张先生明天上午9点开会', callee: 'busy' });
    expect(await client.waitForCall(rehearsal.call_id)).toMatchObject({ rehearsal: true, cost: 0, end_reason: 'busy' });
    expect((await client.call(rehearsal.call_id)).rehearsal).toBe('busy');
    const link = await client.createWebphoneLink({ validSeconds: 60 });
    await client.webphoneLinks({ limit: 1 });
    await client.revokeWebphoneLink(link.link_id);

    const page = await client.listCalls({ limit: 1 });
    await client.listCalls({ limit: 1, before: page.next ?? undefined, status: 'ended' });
    await client.listCalls({
      number: '138 0013',
      words: '开会',
      goal: 'yes',
      end_reason: 'completed',
      from: '2026-01-01T00:00:00Z',
    });
    await client.campaigns();
    expect((await client.timeline(callId)).at(-1)?.type).toBe('ended');
    await (await client.exportCalls({ format: 'json', status: 'ended' })).text();
    await (await client.exportCall(callId, { format: 'json' })).text();
    await client.ledger({ limit: 2 });
    await client.balance();
    await client.account();
    await client.skillVersion();

    for (const refuse of [
      () => client.initiateCall({ phones: '110', user_requirement: 'x' }),
      () => client.initiateCall({ phones: 'x', user_requirement: 'x' }),
      () => client.callInfo('nobody'),
      () => client.call('nobody'),
      () => client.hangUp('nobody'),
      () => client.listCalls({ limit: 0 }),
      () => client.revokeWebphoneLink('nobody'),
      () => client.createCalls({ phones: [link.to], user_requirement: 'x' }),
      () => new RingbackClient({ baseUrl: service.url, apiKey: 'sk_wrong', fetch: checked.fetch }).account(),
    ]) {
      const error = await refuse().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(isRingbackApiError(error)).toBe(true);
    }

    expect(checked.problems).toEqual([]);
    expect([...checked.asked].sort()).toEqual(Object.keys(METHODS).sort());
    expect(checked.checked.answers).toBeGreaterThan(25);
    expect(checked.checked.events).toBeGreaterThan(10);
  });
});
