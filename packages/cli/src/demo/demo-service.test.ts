import { describe, expect, it } from 'vitest';
import { messagesIn } from '../messages.js';
import type { RunningService, ServiceProgram } from '../service-program.js';
import { demoService } from './demo-service.js';

const say = messagesIn('en');
const service = (url: string): RunningService => ({ url, speech: 'tones', stop: async () => {} });

/** An error as the service throws it, out of another copy of its package. */
function serviceError(code: string, details: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(code), { name: 'RingbackError', code, details });
}

/** A program whose service starts, or fails, in this order. */
function program(...outcomes: (RunningService | Error)[]) {
  const started: (string | undefined)[] = [];
  const fake: ServiceProgram = {
    run: async () => 0,
    createApiKey: async () => ({ key: 'sk_1', revoke: async () => {} }),
    async startService(env) {
      started.push(env.RINGBACK_PORT);
      const outcome = outcomes.shift();
      if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('started once too often');
      return outcome;
    },
  };
  return { fake, started };
}

describe('demoService', () => {
  it('starts the service as the environment says', async () => {
    const { fake, started } = program(service('http://127.0.0.1:8001'));
    expect(await demoService(fake, { RINGBACK_PORT: '8001' }, say)).toMatchObject({
      url: 'http://127.0.0.1:8001',
      own: { url: 'http://127.0.0.1:8001' },
    });
    expect(started).toEqual(['8001']);
  });

  it('takes a free port where only the port is taken, and says so', async () => {
    const { fake, started } = program(serviceError('port_in_use'), service('http://127.0.0.1:40000'));
    const found = await demoService(fake, {}, say);
    expect(found).toMatchObject({ url: 'http://127.0.0.1:40000', notice: say.demoPortTaken(7464, found.url) });
    expect(started).toEqual([undefined, '0']);
  });

  it('uses the service that already runs on the data folder, and does not own it', async () => {
    const { fake } = program(serviceError('data_folder_in_use', { holder: { pid: 1, url: 'http://127.0.0.1:7464' } }));
    expect(await demoService(fake, {}, say)).toEqual({
      url: 'http://127.0.0.1:7464',
      notice: say.demoJoined('http://127.0.0.1:7464'),
      own: null,
    });
  });

  it('waits for one that is just starting', async () => {
    const { fake } = program(
      serviceError('data_folder_in_use', { holder: null }),
      serviceError('data_folder_in_use', { holder: { pid: 1, url: 'http://127.0.0.1:7464' } }),
    );
    expect(await demoService(fake, {}, say)).toMatchObject({ url: 'http://127.0.0.1:7464', own: null });
  });

  it('leaves every other failure as it is', async () => {
    const failure = serviceError('data_folder_unusable');
    await expect(demoService(program(failure).fake, {}, say)).rejects.toBe(failure);
    const again = serviceError('address_unusable');
    await expect(demoService(program(serviceError('port_in_use'), again).fake, {}, say)).rejects.toBe(again);
  });
});
