import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * A process whose first connection is taken and closed at once, as a proxy before a dead service does: the `fetch` of Node.js 20 then never
 * settles, and with nothing left to wait for the process would end without a word.
 */
let server: Server;
beforeAll(async () => {
  server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

const PROGRAM = `
import { RingbackClient } from '@ringback/client';
const client = new RingbackClient({ baseUrl: process.argv[1], apiKey: 'sk_1', timeoutMs: 300, retry: { attempts: 1 } });
try {
  await client[process.argv[2]]('c1', { format: 'json' });
} catch (error) {
  console.log(error.code);
}
`;

it.each(['call', 'recording', 'exportCall'])('is told to whoever asked: %s', async (method) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM, url, method]);
  // How it is found out depends on Node.js; it must be found out.
  expect(stdout.trim()).toMatch(/^(unreachable|timeout)$/);
});
