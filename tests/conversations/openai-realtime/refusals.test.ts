import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { proxy } from './proxy.js';
import { closeRigs, Heard, Rig, type RigOptions, speech } from './rig.js';

afterEach(closeRigs);

async function failure(options: RigOptions): Promise<{ code: string; connections: number; rig: Rig }> {
  let connections = 0;
  const { faults = {} } = options.standin ?? {};
  const rig = await Rig.open({
    ...options,
    standin: {
      ...options.standin,
      faults: (connection) => {
        connections += 1;
        return typeof faults === 'function' ? faults(connection) : faults;
      },
    },
  });
  await rig.until(() => rig.heard.error !== null, 'failed');
  await rig.settle();
  expect(rig.heard.told.map(([what]) => what)).toEqual(['failed']);
  return { code: rig.heard.error?.code ?? '', connections, rig };
}

describe('a service that refuses', () => {
  it.each([
    { faults: { refuse: 'invalid_api_key' } },
    { faults: { handshakeStatus: 401 } },
    { apiKeys: ['another'] },
  ] as const)(`${behaves('refusal.key')} (%j)`, async (standin) => {
    const { code, connections, rig } = await failure({ standin });
    expect([code, connections]).toEqual(['model_key_refused', 1]);
    expect(rig.heard.error?.retryable).toBe(false);
    expect(rig.heard.error?.message).not.toContain('sk-test');
  });

  it(behaves('refusal.quota'), async () => {
    const { code, connections } = await failure({ standin: { faults: { refuse: 'insufficient_quota' } } });
    expect([code, connections]).toEqual(['model_quota_exceeded', 1]);
  });

  it.each([
    { standin: { faults: { refuse: 'invalid_model' } } },
    { conversation: { model: 'gpt-9' } },
    { standin: { faults: { handshakeStatus: 404 } } },
  ] as const)(`${behaves('refusal.model')} (%j)`, async (options) => {
    const { code, connections } = await failure(options as RigOptions);
    expect([code, connections]).toEqual(['model_unknown', 1]);
  });

  it.each([429, 500, 503])(`${behaves('refusal.unreachable')} (%i)`, async (handshakeStatus) => {
    const { code, connections, rig } = await failure({ standin: { faults: { handshakeStatus } } });
    expect([code, connections]).toEqual(['model_unreachable', 2]);
    expect(rig.heard.error?.retryable).toBe(true);
  });

  it(`${behaves('refusal.unreachable')}: nobody listens`, async () => {
    const rig = await Rig.open({ conversation: { baseUrl: 'http://127.0.0.1:1/v1' } });
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error?.code).toBe('model_unreachable');
  });

  it(`${behaves('refusal.unreachable')}: the second try succeeds`, async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: 'Good morning.' } },
      standin: { faults: (connection) => (connection === 1 ? { handshakeStatus: 503 } : {}) },
    });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    expect(rig.heard.all('stalled')).toEqual([]);
  });

  it(behaves('refusal.mute'), async () => {
    const rig = await Rig.open({ standin: { faults: { mute: true } } });
    await rig.until(() => rig.standin.sessions.length === 1, 'connected');
    await rig.clock.advance(4_900);
    expect(rig.heard.told).toEqual([]);
    await rig.clock.advance(200);
    await rig.until(() => rig.logged.length === 1, 'lost');
    await rig.until(() => rig.standin.sessions.length === 1, 'connected again');
    await rig.clock.advance(5_100);
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error?.code).toBe('model_unreachable');
  });

  it(behaves('errors.logged'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }],
      through: (url) =>
        proxy(url, {
          toClient: (event) =>
            event.type === 'response.created'
              ? [
                  event,
                  {
                    type: 'error',
                    event_id: 'event_7',
                    error: { type: 'server_error', code: 'odd', message: 'Thomas said so' },
                  },
                  { type: 'error' },
                  { type: 'something.new', data: 1 },
                  { nothing: true },
                ]
              : [event],
        }),
    });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    expect(rig.logged).toEqual([
      { callId: 'call-1', what: 'server_error', eventId: 'event_7', code: 'odd', type: 'server_error' },
      { callId: 'call-1', what: 'unreadable' },
      { callId: 'call-1', what: 'unreadable' },
    ]);
    expect(rig.heard.error).toBeNull();
  });
});

describe('closing', () => {
  it(behaves('close.silent'), async () => {
    const rig = await Rig.open({ turns: [{ say: 'Good morning.' }, { say: 'Thank you.' }], calleeSays: ['Yes.'] });
    await rig.talk();
    await rig.calleeBegins('Yes.');
    const before = rig.heard.told.length;
    rig.conversation.close();
    rig.conversation.close();
    await rig.line(await speech('Yes.'), false);
    rig.conversation.answered('unknown');
    rig.conversation.hearKey('1');
    rig.conversation.ignore();
    rig.conversation.silence();
    rig.conversation.conclude('stopping');
    rig.conversation.mailbox('recording', 'Hello.');
    rig.conversation.played('id-1', 5, true);
    rig.conversation.resumed('id-1');
    await rig.until(() => rig.standin.sessions.length === 0, 'closed');
    await rig.clock.advance(20_000);
    expect(rig.heard.told).toHaveLength(before);
    expect(rig.conversation.outcome()).toEqual({ goalAchieved: null, summary: '', facts: {}, doNotCall: false });
  });

  it(behaves('close.while-connecting'), async () => {
    const rig = await Rig.open({ opened: false });
    const heard = new Heard();
    rig.dial({}, heard).close();
    await rig.conversations.close();
    await rig.settle();
    expect(heard.told).toEqual([]);
    expect(rig.clock.pending).toBe(0);
  });

  it(behaves('close.no-leaks'), async () => {
    const rig = await Rig.open({ turns: { turns: [], otherwise: { say: 'Hi.' } }, opened: false });
    const handles = (): number => process.getActiveResourcesInfo().filter((one) => /TCP|Timeout/.test(one)).length;
    const before = handles();
    for (let round = 0; round < 10; round += 1) {
      const all = Array.from({ length: 20 }, () => {
        const heard = new Heard();
        return { heard, conversation: rig.dial({}, heard) };
      });
      await rig.until(() => all.every(({ heard }) => heard.texts.length === 1), 'openings');
      expect(rig.standin.sessions).toHaveLength(20);
      for (const { conversation } of all) conversation.close();
      await rig.until(() => rig.standin.sessions.length === 0, 'closed');
    }
    await rig.conversations.close();
    await rig.until(() => handles() <= before, 'no handle is left');
    await rig.clock.advance(1_000);
    expect(rig.clock.pending).toBe(0);
  });
});
