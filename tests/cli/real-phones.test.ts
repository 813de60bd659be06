import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUSY, type RealPhones, startRealPhones } from '../real-phones.js';
import type { RunningService } from '../running-service.js';
import { endStarted, ringback } from './ringback.js';

describe('ringback with a service that calls real phones', () => {
  let phones: RealPhones;
  let service: RunningService;
  let twilio: RealPhones['twilio'];

  beforeAll(async () => {
    phones = await startRealPhones();
    ({ service, twilio } = phones);
  });
  afterAll(async () => {
    endStarted();
    await phones?.stop();
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
