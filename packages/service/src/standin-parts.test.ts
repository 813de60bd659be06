import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from './config/config.js';
import { createLogger } from './config/logger.js';
import { createService } from './main.js';

it('rehearses the whole way of a real call, and says that no phone rings', async () => {
  const home = await mkdtemp(join(tmpdir(), 'ringback-standin-'));
  const config = readConfig({
    RINGBACK_HOME: home,
    RINGBACK_PORT: '0',
    RINGBACK_SPEECH: 'tones',
    RINGBACK_CARRIER: 'twilio-standin',
  });
  const service = await createService(config, { logger: createLogger('silent') });
  try {
    expect(service.simulated).toBe(true);
    const key = await service.createKey('test');
    const ask = async (path: string, body?: unknown): Promise<Response> =>
      fetch(service.url + path, {
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
    const placed = await ask('/v1/calls', { phones: ['13900139001'], user_requirement: '通知您明天上午9点开会' });
    const { call_ids: callIds } = ((await placed.json()) as { data: { call_ids: string[] } }).data;
    // The stream ends with the call.
    await (await ask(`/v1/calls/${callIds[0]}/events`)).text();
    const { data } = (await (await ask(`/v1/calls/${callIds[0]}`)).json()) as { data: Record<string, unknown> };
    expect(data).toMatchObject({ carrier: 'twilio-standin', end_reason: 'busy', cost: 0 });
    // The opening was spoken while it rang, by the model's stand-in.
    expect(data.model_usage).toMatchObject({ responses: 1 });
  } finally {
    await service.stop('test');
    await rm(home, { recursive: true });
  }
});

it('brings its own model: another conversation is refused, by name', () => {
  const named = { RINGBACK_CARRIER: 'twilio-standin', RINGBACK_CONVERSATION: 'notice' };
  expect(() => readConfig(named)).toThrow(/RINGBACK_CONVERSATION/);
});
