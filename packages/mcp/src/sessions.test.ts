import { McpServer } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import type { ServerContext } from './options.js';
import { Sessions } from './sessions.js';

const HALF_AN_HOUR = 30 * 60_000;

function sessionsAt(clock: { now: number }) {
  const sessions = new Sessions({
    create: () => new McpServer({ name: 'x', version: '1' }, { capabilities: { tools: {} } }),
    maxRequestBytes: 10_000,
    now: () => clock.now,
  });
  const context = (running: Promise<unknown>[] = []) => ({ running: new Set(running) }) as unknown as ServerContext;
  async function open(running: Promise<unknown>[] = []): Promise<string | null> {
    const response = await sessions.handle(request('initialize', INITIALIZE), 'me', () => context(running));
    return response.headers.get('mcp-session-id');
  }
  async function ask(id: string | null): Promise<number> {
    const asked = request('tools/list', undefined, { 'mcp-session-id': id ?? '' });
    return (await sessions.handle(asked, 'me', () => context())).status;
  }
  return { sessions, open, ask };
}

const INITIALIZE = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };

function request(method: string, params?: unknown, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/mcp', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}

describe('sessions', () => {
  it('are closed after half an hour without use, but not while something runs in them', async () => {
    const clock = { now: 0 };
    const { open, ask } = sessionsAt(clock);
    const idle = await open();
    const busy = await open([new Promise(() => {})]);
    clock.now = HALF_AN_HOUR - 1;
    expect([await ask(idle), await ask(busy)]).toEqual([200, 200]);
    clock.now += HALF_AN_HOUR;
    await open();
    expect([await ask(idle), await ask(busy)]).toEqual([404, 200]);
  });

  it('give way to new ones where there are too many, and only idle ones do', async () => {
    const clock = { now: 0 };
    const { sessions, open } = sessionsAt(clock);
    const never = [new Promise(() => {})];
    for (let opened = 0; opened < 1_000; opened += 1) expect(await open(never)).not.toBeNull();
    const refused = await sessions.handle(request('initialize', INITIALIZE), 'me', () => ({}) as ServerContext);
    expect(refused.status).toBe(503);
  });
});
