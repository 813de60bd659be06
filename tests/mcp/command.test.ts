import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { RingbackClient } from '@ringback/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endStarted, ringback } from '../cli/ringback.js';
import { type RunningService, startService } from '../running-service.js';
import { bin, codeOf, connectHost } from './hosts.js';

let service: RunningService;

beforeAll(async () => {
  service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
}, 60_000);
afterEach(endStarted);
afterAll(() => service?.stop());

const INITIALIZE =
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"by-hand","version":"1"}}}\n';

describe('ringback mcp', () => {
  it('writes nothing but the protocol to its output, and ends when its input does', async () => {
    const { code, out, err } = await ringback(['mcp'], service.env, INITIALIZE);
    expect([code, err]).toEqual([0, '']);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { jsonrpc: string });
    expect(lines.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
  });

  it('outlives lines that are no messages', async () => {
    const { code, out } = await ringback(['mcp'], service.env, `not JSON\n{"jsonrpc":"2.0"}\n[]\n${INITIALIZE}`);
    expect(code).toBe(0);
    expect(out).toContain('"protocolVersion":"2025-11-25"');
  });

  it.each(['stdin', 'stdout', 'SIGTERM'] as const)(
    'hangs up the call that is waited for when its host goes (%s)',
    async (how) => {
      const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
      const newestCall = async () => (await client.listCalls({ limit: 1 })).items[0] ?? { call_id: '' };
      const child = spawn(process.execPath, [bin, 'mcp'], {
        env: { PATH: process.env.PATH, ...service.env },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      const lines = createInterface({ input: child.stdout });
      child.stdin.write(INITIALIZE);
      child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
      child.stdin.write(
        '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"place_call","arguments":{"phone":"13800138000","user_requirement":"通知开会"},"_meta":{"progressToken":1}}}\n',
      );
      for await (const line of lines) if (line.includes('in progress')) break;
      if (how === 'SIGTERM') child.kill('SIGTERM');
      else if (how === 'stdin') child.stdin.end();
      // A host that was killed reads no more: the next word of progress finds nobody.
      else child.stdout.destroy();
      await ended;
      expect((await client.waitForCall((await newestCall()).call_id)).end_reason).toBe('hung_up');
    },
  );

  it('says that no service answers, by its code, and goes on', async () => {
    const host = await connectHost('modern', { env: { ...service.env, RINGBACK_URL: 'http://127.0.0.1:1' } });
    const answer = await host.call('get_balance');
    expect(codeOf(answer)).toBe('unreachable');
    expect(answer.content[0]?.text).toContain('ringback serve');
    await host.close();
  });

  it('ends at once, in words, where it cannot begin', async () => {
    const keyless = await ringback(['mcp'], { ...service.env, STEPONEAI_API_KEY: '' });
    expect([keyless.code, keyless.out]).toEqual([3, '']);
    expect(keyless.err).toContain('ringback keys create');
    const wrong = await ringback(['mcp', '--confirm', 'sometimes'], service.env);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('--confirm is one of always, when-possible, never');
    const open = await ringback(['mcp', '--http', '--host', '0.0.0.0'], service.env);
    expect(open.code).toBe(2);
    expect(open.err).toContain('--host-name');
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const taken = await ringback(['mcp', '--http', '--port', String(port)], service.env);
    expect([taken.code, taken.out]).toEqual([1, '']);
    expect(taken.err).toContain(`MCP cannot be served at 127.0.0.1:${port}`);
    other.close();
  });
});
