import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMCPClient, ElicitationRequestSchema } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport as StdioTransport } from '@ai-sdk/mcp/mcp-stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUSY, type RealPhones, startRealPhones } from '../real-phones.js';
import { bin, codeOf, connectHost, type Line, type Person, type ServedHttp, serveHttp, type Way } from './hosts.js';

const CALL = { phone: BUSY, user_requirement: 'Confirm Thursday, 3 pm.' };

let phones: RealPhones;
let http: ServedHttp;

beforeAll(async () => {
  phones = await startRealPhones();
  http = await serveHttp(phones.service);
}, 60_000);
afterAll(async () => {
  await http?.stop();
  await phones?.stop();
});

/** A home folder in which somebody agreed to real calls of this service, as `ringback call` keeps it. */
function agreed(): Record<string, string> {
  const folder = join(phones.service.env.HOME ?? '', 'agreed');
  mkdirSync(join(folder, 'ringback'), { recursive: true });
  const services = { [phones.service.url]: '2026-11-20T10:00:00.000Z' };
  writeFileSync(join(folder, 'ringback', 'consent.json'), JSON.stringify({ services }));
  return { XDG_CONFIG_HOME: folder };
}

const dialled = (): number => phones.twilio.calls.length;

async function placed(line: Line, way: Way, person?: Person, call: Record<string, unknown> = CALL) {
  const host = await connectHost(line, way, person);
  const before = dialled();
  try {
    const answer = await host.call('place_call', call);
    return { answer, dialled: dialled() - before };
  } finally {
    await host.close();
  }
}

const ways = (): Record<string, Way> => ({
  stdio: { env: phones.service.env },
  http: { url: http.url, key: phones.service.key },
});

describe.each(['modern', 'earlier'] as const)('before a real phone rings, a client of the %s line', (line) => {
  it.each(['stdio', 'http'])(
    'over %s asks its user, who sees whom, what for and the price, and agrees',
    async (over) => {
      const asked: string[] = [];
      const { answer, ...rest } = await placed(line, ways()[over] as Way, (message) => {
        asked.push(message);
        return { action: 'accept', content: { confirm: true } };
      });
      expect(answer.structuredContent).toMatchObject({ end_reason: 'busy', over: true });
      expect(rest.dialled).toBe(1);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toContain(BUSY);
      expect(asked[0]).toContain(CALL.user_requirement);
      expect(asked[0]).toContain('¥0.3');
    },
  );

  it.each([
    ['says no', { action: 'decline' }],
    ['turns away', { action: 'cancel' }],
    ['accepts without agreeing', { action: 'accept', content: { confirm: false } }],
  ] as const)('whose user %s dials nothing', async (_, reply) => {
    for (const way of Object.values(ways())) {
      const { answer, ...rest } = await placed(line, way, () => ({ ...reply }));
      expect([codeOf(answer), rest.dialled]).toEqual(['declined', 0]);
    }
  });

  it('that cannot ask dials nothing, and is told who can mend it', async () => {
    for (const way of Object.values(ways())) {
      const { answer, ...rest } = await placed(line, way);
      expect([codeOf(answer), rest.dialled]).toEqual(['not_confirmed', 0]);
      expect(answer.content[0]?.text).toContain('ringback call');
    }
  });

  it('that cannot ask calls where somebody agreed at this machine before', async () => {
    const { answer, ...rest } = await placed(line, { env: { ...phones.service.env, ...agreed() } });
    expect([codeOf(answer), rest.dialled]).toEqual([null, 1]);
  });

  it('that can ask is asked all the same where somebody agreed before', async () => {
    const way = { env: { ...phones.service.env, ...agreed() } };
    const { answer, ...rest } = await placed(line, way, () => ({ action: 'decline' }));
    expect([codeOf(answer), rest.dialled]).toEqual(['declined', 0]);
  });

  it('that cannot ask dials nothing with --confirm always, whatever was agreed to before', async () => {
    const way = { env: { ...phones.service.env, ...agreed() }, args: ['--confirm', 'always'] };
    const { answer, ...rest } = await placed(line, way);
    expect([codeOf(answer), rest.dialled]).toEqual(['not_confirmed', 0]);
  });

  it('is not asked with --confirm never', async () => {
    const way = { env: phones.service.env, args: ['--confirm', 'never'] };
    const { answer, ...rest } = await placed(line, way, () => {
      throw new Error('it was asked');
    });
    expect([codeOf(answer), rest.dialled]).toEqual([null, 1]);
  });
});

describe('the client of the AI SDK', () => {
  it('asks its user by its own handler, as docs/agents/vercel-ai.md says', async () => {
    const client = await createMCPClient({
      capabilities: { elicitation: {} },
      transport: new StdioTransport({ command: process.execPath, args: [bin, 'mcp'], env: phones.service.env }),
    });
    const asked: string[] = [];
    client.onElicitationRequest(ElicitationRequestSchema, ({ params }) => {
      asked.push(params.message);
      return { action: 'decline' };
    });
    const { place_call } = await client.tools();
    const answer = await place_call?.execute(CALL, { toolCallId: '1', messages: [] });
    expect(JSON.stringify(answer)).toContain('declined');
    expect(asked[0]).toContain(BUSY);
    await client.close();
  });
});

describe('a confirmation', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'by-hand', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  let id = 0;

  async function post(call: Record<string, unknown>, more: Record<string, unknown> = {}) {
    id += 1;
    const response = await fetch(http.url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${phones.service.key}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': '2026-07-28',
        'Mcp-Method': 'tools/call',
        'Mcp-Name': 'place_call',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'place_call', arguments: { ...call, wait: false }, _meta: META, ...more },
      }),
    });
    const text = await response.text();
    return JSON.parse(text.startsWith('{') ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? '{}'));
  }

  const yes = { inputResponses: { confirm_call: { action: 'accept', content: { confirm: true } } } };

  it('is one call: the same answer again dials nothing more', async () => {
    const before = dialled();
    const { result: question } = await post(CALL);
    expect(question).toMatchObject({ resultType: 'input_required', requestState: expect.any(String) });
    const answered = { ...yes, requestState: question.requestState };
    const first = await post(CALL, answered);
    const second = await post(CALL, answered);
    expect(first.result.structuredContent.call_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.result.structuredContent.call_id).toBe(first.result.structuredContent.call_id);
    await expect.poll(() => dialled() - before, { timeout: 10_000 }).toBe(1);
  });

  it('counts for what was asked about alone, and not without the question', async () => {
    const before = dialled();
    const { result: question } = await post(CALL);
    const answered = { ...yes, requestState: question.requestState };
    const other = await post({ ...CALL, phone: '+12025550100' }, answered);
    expect(other.result.resultType).toBe('input_required');
    const reworded = await post({ ...CALL, user_requirement: 'Something else.' }, answered);
    expect(reworded.result.resultType).toBe('input_required');
    const otherwise = await post({ ...CALL, opening_line: 'Something else.' }, answered);
    expect(otherwise.result.resultType).toBe('input_required');
    const unasked = await post(CALL, yes);
    expect(unasked.result.resultType).toBe('input_required');
    const forged = await post(CALL, { ...yes, requestState: `${question.requestState}x` });
    expect(forged.error).toMatchObject({ code: -32602 });
    expect(dialled() - before).toBe(0);
  });
});
