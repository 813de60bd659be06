import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { bin, codeOf, connectHost, type ServedHttp, serveHttp } from './hosts.js';

let service: RunningService;
let http: ServedHttp;
/** A key of another account. */
let otherKey: string;

beforeAll(async () => {
  service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  http = await serveHttp(service, ['--host-name', 'mcp.example.com']);
  const env = { ...process.env, ...service.env };
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [bin, ...args], { env });
  await run('account', 'create', 'other');
  const made = await run('keys', 'create', '--account', 'other', '--json');
  otherKey = (JSON.parse(made.stdout) as { key: string }).key;
}, 60_000);
afterAll(async () => {
  await http?.stop();
  await service?.stop();
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'by-hand', version: '1' } },
};

/** By hand: `fetch` lets nobody set `Host`. */
function post(
  headers: Record<string, string>,
  body: unknown = INITIALIZE,
  { method = 'POST', path = '/mcp' } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(http.url);
    const asked = request({ hostname, port, path, method, headers: { ...COMMON, ...headers } }, async (answer) => {
      let text = '';
      for await (const piece of answer.setEncoding('utf8')) text += piece;
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    });
    asked.on('error', reject);
    asked.end(method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const COMMON = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

describe('ringback mcp --http', () => {
  it('listens on loopback alone', () => {
    expect(new URL(http.url).hostname).toBe('127.0.0.1');
  });

  it.each(['', 'Basic abc', 'Bearer', 'Bearer sk_wrong', `Bearer ${'x'.repeat(1000)}`])(
    'answers 401 to %j, and says what to send',
    async (authorization) => {
      const { status, headers, text } = await post(authorization === '' ? {} : { Authorization: authorization });
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Bearer /);
      expect(JSON.parse(text).error.message).toContain('API key');
    },
  );

  it('takes the names it was given and those of loopback, and no others: a page that rebinds its name gets nothing', async () => {
    const at = async (host: string) => (await post({ ...bearer(service.key), Host: host })).status;
    expect(await at('localhost:7466')).toBe(200);
    expect(await at('mcp.example.com')).toBe(200);
    expect(await at('evil.example')).toBe(403);
    expect(await at('127.0.0.1.evil.example')).toBe(403);
  });

  it('takes no request out of a page of another site', async () => {
    const from = async (origin: string) => (await post({ ...bearer(service.key), Origin: origin })).status;
    expect(await from('http://localhost:3000')).toBe(200);
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('null')).toBe(403);
  });

  it('refuses what is too large, what is not JSON, and what is elsewhere', async () => {
    const large = JSON.stringify({ ...INITIALIZE, padding: 'x'.repeat(300_000) });
    expect((await post(bearer(service.key), large)).status).toBe(413);
    expect((await post(bearer(service.key), '{')).status).toBe(400);
    expect((await post(bearer(service.key), INITIALIZE, { path: '/' })).status).toBe(404);
    expect((await post({ ...bearer(service.key), 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  it('knows a session by its key: to anybody else it is not there', async () => {
    const { headers } = await post(bearer(service.key));
    const session = { 'Mcp-Session-Id': String(headers['mcp-session-id']) };
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    expect((await post({ ...bearer(service.key), ...session }, list)).status).toBe(200);
    expect((await post({ ...bearer(otherKey), ...session }, list)).status).toBe(404);
    expect((await post({ ...bearer(otherKey), ...session }, '', { method: 'DELETE' })).status).toBe(404);
    expect((await post({ ...bearer(service.key), ...session }, '', { method: 'DELETE' })).status).toBe(200);
    expect((await post({ ...bearer(service.key), ...session }, list)).status).toBe(404);
    expect((await post(bearer(service.key), list)).status).toBe(400);
  });

  it.each(['modern', 'earlier'] as const)('keeps accounts apart, with clients of the %s line', async (line) => {
    const [mine, theirs] = await Promise.all([
      connectHost(line, { url: http.url, key: service.key }),
      connectHost(line, { url: http.url, key: otherKey }),
    ]);
    const placed = await mine.call('place_call', { phone: '13900139001', user_requirement: 'x' });
    const { call_id } = placed.structuredContent as { call_id: string };
    expect(codeOf(await theirs.call('get_call', { call_id }))).toBe('call_not_found');
    expect((await theirs.call('list_calls')).structuredContent).toMatchObject({ calls: [] });
    expect((await theirs.listResources()).resources).toEqual([]);
    await Promise.all([mine.close(), theirs.close()]);
  });

  it('says so where the service cannot be asked, and does not take the key for wrong', async () => {
    const alone = await serveHttp({ env: { ...service.env, RINGBACK_URL: 'http://127.0.0.1:1' } });
    const response = await fetch(alone.url, {
      method: 'POST',
      headers: { ...COMMON, ...bearer(service.key) },
      body: JSON.stringify(INITIALIZE),
    });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { message: 'The Ringback service cannot be asked' } });
    await alone.stop();
  });

  it('hangs up the calls that are waited for when it is stopped, and ends', async () => {
    const own = await serveHttp(service);
    const host = await connectHost('modern', { url: own.url, key: service.key });
    let stopped: Promise<number | null> | undefined;
    const answered = host.call(
      'place_call',
      { phone: '13800138000', user_requirement: '通知开会' },
      {
        onprogress: ({ message }) => {
          if (message === 'in progress') stopped ??= own.stop();
        },
      },
    );
    // A client may only learn it when its own time is over.
    answered.catch(() => {});
    await expect.poll(() => stopped).toBeDefined();
    expect(await stopped).toBe(130);
    const still = await connectHost('modern', { url: http.url, key: service.key });
    await expect
      .poll(async () => {
        const { structuredContent } = await still.call('list_calls', { limit: 1 });
        return (structuredContent as { calls: { end_reason: string }[] }).calls[0]?.end_reason;
      })
      .toBe('hung_up');
    await still.close();
    await host.close();
  });
});
