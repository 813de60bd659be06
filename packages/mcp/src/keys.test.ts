import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from './keys.js';

/** A service that takes one key and counts how often it was asked. */
let server: Server;
let url: string;
let asked = 0;
let valid = 'sk_1';

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    const known = request.headers['x-api-key'] === valid;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        known
          ? { success: true, message: '', data: { account_id: 'a' } }
          : { success: false, code: 'unauthorized', message: 'no', data: {} },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('keys of callers', () => {
  it('are judged by the service, once a minute, and never kept as they are', async () => {
    let now = 0;
    const keys = new Keys(url, 'en', () => now);
    const holder = await keys.holder('sk_1');
    expect(holder).toMatch(/^[\w-]{43}$/);
    expect(holder).not.toContain('sk_1');
    expect(await keys.holder('sk_1')).toBe(holder);
    expect(asked).toBe(1);
    valid = 'sk_2';
    now = 60_000;
    expect(await keys.holder('sk_1')).toBeNull();
    expect(asked).toBe(2);
    expect(await keys.holder('sk_2')).not.toBe(holder);
  });

  it('that cannot be keys are not sent on', async () => {
    const keys = new Keys(url, 'en', () => 0);
    const before = asked;
    for (const key of ['x'.repeat(257), 'sk_\n', 'sk_é']) expect(await keys.holder(key)).toBeNull();
    expect(asked).toBe(before);
  });

  it('are not judged where the service cannot be asked', async () => {
    const keys = new Keys('http://127.0.0.1:1', 'en', () => 0);
    await expect(keys.holder('sk_1')).rejects.toMatchObject({ code: 'unreachable' });
  });
});
