import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { RealtimeStandin, ScriptedMind, simulatedCallees, TwilioStandin } from '@ringback/standins';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { endStarted, ringback } from './ringback.js';

/** Whose line is busy. */
const BUSY = '+12025550111';

describe('ringback with a service that calls real phones', () => {
  const clock = realClock();
  const synthesiser = new TonesSynthesiser();
  const network = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  const twilio = new TwilioStandin({ network, clock, callsPerSecond: 100, allowInsecure: true });
  const model = new RealtimeStandin({ mind: new ScriptedMind([{ say: 'Hello.' }]), synthesiser, clock });
  let service: RunningService;

  beforeAll(async () => {
    const [{ url: twilioUrl }, { url: modelUrl }, port] = await Promise.all([
      twilio.start(),
      model.start(),
      freePort(),
    ]);
    service = await startService({
      RINGBACK_SPEECH: 'tones',
      RINGBACK_COUNTRIES: 'US',
      RINGBACK_CARRIER: 'twilio',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_URL: twilioUrl,
      TWILIO_FROM: '+15005550006',
      RINGBACK_PUBLIC_URL: `http://127.0.0.1:${port}`,
      RINGBACK_PUBLIC_PORT: String(port),
      RINGBACK_CALLING_HOURS: 'off',
      RINGBACK_CONVERSATION: 'openai-realtime',
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: modelUrl,
    });
  });
  afterAll(async () => {
    endStarted();
    await service?.stop();
    await Promise.all([twilio.stop(), model.stop()]);
    await network.close();
  });

  it('dials nobody unasked where nobody can be asked, and says what it would cost', async () => {
    const { code, err } = await ringback(['call', BUSY, 'Confirm Thursday.', '--wait'], service.env);
    expect(code).toBe(2);
    expect(err).toContain('¥0.30');
    expect(err).toContain('twilio');
    expect(err).toContain('gpt-realtime-2.1');
    const json = await ringback(['call', BUSY, 'Confirm Thursday.', '--json'], service.env);
    expect(JSON.parse(json.out)).toMatchObject({ success: false, code: 'not_confirmed' });
    expect(twilio.calls).toEqual([]);
  });

  it('calls with --yes, and shows what it cost', async () => {
    const { code, out } = await ringback(['call', BUSY, 'Confirm Thursday.', '--wait', '--yes', '--json'], service.env);
    expect(code).toBe(7);
    const [call] = JSON.parse(out).calls as [{ call_id: string; end_reason: string }];
    expect(call.end_reason).toBe('busy');
    expect(twilio.calls).toHaveLength(1);
    const record = JSON.parse((await ringback(['info', call.call_id, '--json'], service.env)).out);
    expect(record).toHaveProperty('model_usage');
    const shown = await ringback(['info', call.call_id], service.env);
    expect(shown.out).toMatch(/^Cost +¥0\.00$/m);
    if (record.model_usage !== null) expect(shown.out).toMatch(/^Model +gpt-realtime-2\.1: \d+ answers?, \d+ tokens/m);
  });

  it('is in order by the doctor, who asks Twilio and finds the way in', async () => {
    const { out } = await ringback(['doctor', '--json'], service.env);
    const { checks } = JSON.parse(out) as { checks: { check: string; status: string }[] };
    const status = (name: string) => checks.find(({ check }) => check === name)?.status;
    expect([status('carrier'), status('numbers'), status('public address')]).toEqual(['ok', 'ok', 'ok']);
  });
});

/** A port that was free a moment ago: the public URL is configured before the service listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
