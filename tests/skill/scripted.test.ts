import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, event, json, type ScriptedServer, scriptedServer } from './scripted-server.js';
import { BareMachine, type Shell, shells } from './shells.js';

const found = await shells();
const bar = '━'.repeat(36);
const heading = `🎙️  Streaming real-time conversation\n${bar}\nCall ID: c1\nWaiting for connection...\n\n`;

/** What the service itself would do only rarely: here a server does it on demand. */
describe.each(found)('the skill under $name', (shell: Shell) => {
  let machine: BareMachine;
  let server: ScriptedServer | undefined;

  beforeEach(() => {
    machine = new BareMachine(shell);
    machine.shortenWaits();
  });

  afterEach(async () => {
    machine.dispose();
    await server?.close();
    server = undefined;
  });

  async function against(answer: (asked: Asked, response: ServerResponse, count: number) => void) {
    server = await scriptedServer(answer);
    return { STEPONEAI_API_BASE: server.url, STEPONEAI_API_KEY: 'sk_1' };
  }

  const streaming = (response: ServerResponse): ServerResponse => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    return response;
  };

  it('says that nobody answered', async () => {
    const env = await against((_, response) => {
      streaming(response).end(`: keep-alive\n\n: keep-alive\n\n${event(1, 'system', '[TIMEOUT]')}`);
    });
    expect(await machine.run('stream_chat.sh', ['c1'], env)).toEqual({
      code: 0,
      out: `${heading}\n${bar}\n⏰ Timeout - call not answered\n`,
      err: '',
    });
  });

  it('shows what the service itself says as [system]', async () => {
    const env = await against((_, response) => {
      streaming(response).end(event(1, 'system', '对方正忙') + event(2, 'system', '[DONE]'));
    });
    const { out } = await machine.run('stream_chat.sh', ['c1'], env);
    expect(out).toBe(`${heading}[system] 对方正忙\n\n${bar}\n📞 Call ended\n`);
  });

  it('takes a broken stream up where it broke, with no gap and no repeat', async () => {
    const env = await against(({ headers }, response, count) => {
      if (count === 1) {
        // Breaks off within an event.
        streaming(response).write(
          event(1, 'assistant', '喂') + event(2, 'user', '您好') + event(3, 'assistant', '通知').slice(0, 30),
          () => response.destroy(),
        );
      } else if (count === 2) {
        streaming(response).end(`: keep-alive\n\n`);
      } else if (count === 3) {
        json(response, 503, { success: false, code: 'stopping', message: 'stopping', data: {} });
      } else {
        expect(headers['last-event-id']).toBe('2');
        streaming(response).end(event(3, 'assistant', '通知您开会') + event(4, 'system', '[DONE]'));
      }
    });
    expect((await machine.run('stream_chat.sh', ['c1'], env)).out).toBe(
      `${heading}🤖 AI: 喂\n👤 User: 您好\n🤖 AI: 通知您开会\n\n${bar}\n📞 Call ended\n`,
    );
    expect(server?.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2', '2']);
  });

  it('takes 204 after the last event for the end', async () => {
    const env = await against((_, response, count) => {
      if (count === 1) streaming(response).end(event(1, 'assistant', '喂'));
      else response.writeHead(204).end();
    });
    const { code, out } = await machine.run('stream_chat.sh', ['c1'], env);
    expect([code, out]).toEqual([0, `${heading}🤖 AI: 喂\n\n${bar}\n📞 Call ended\n`]);
  });

  it('lets nothing that was said steer the terminal', async () => {
    const env = await against((_, response) => {
      const content = JSON.stringify('a\u001b[2J\nb\u0007 \\ "q" \u202ec\ud83d\udc4b').replace('👋', '\\ud83d\\udc4b');
      streaming(response).end(`data: {"content": ${content}, "role": "user"}\r\n\r\n${event(2, 'system', '[DONE]')}`);
    });
    expect((await machine.run('stream_chat.sh', ['c1'], env)).out).toBe(
      `${heading}👤 User: a [2J b  \\ "q" c👋\n\n${bar}\n📞 Call ended\n`,
    );
  });

  it('prints the data lines as they came with --json', async () => {
    const lines = `${event(1, 'assistant', 'a "b" \\')}: keep-alive\n\n${event(2, 'system', '[DONE]')}`;
    const env = await against((_, response) => {
      streaming(response).end(`: keep-alive\n\n${lines}`);
    });
    expect((await machine.run('stream_chat.sh', ['c1', '--json'], env)).out).toBe(
      'data: {"role": "assistant", "content": "a \\"b\\" \\\\"}\ndata: {"role": "system", "content": "[DONE]"}\n',
    );
    expect((await machine.run('stepone.sh', ['stream', 'c1'], env)).out).toContain(`: keep-alive\n\n${lines}`);
  });

  it('says how to update where the service wants another version', async () => {
    const env = await against((_, response) => {
      json(response, 426, { success: false, code: 'skill_version_mismatch', message: 'Update to 2.0.0.', data: {} });
    });
    const line =
      '❌ Error: Update to 2.0.0. (This skill is version 1.0.0: get its folder again from where you got this one.)\n';
    for (const [script, ...args] of [
      ['callout.sh', '13800138000', 'x'],
      ['callinfo.sh', 'c1'],
      ['stream_chat.sh', 'c1'],
      ['stepone.sh', 'balance'],
    ] as const) {
      expect(await machine.run(script, args, env), script).toMatchObject({ code: 1, err: line });
    }
  });

  it('knows an old version', async () => {
    const env = await against((_, response) => json(response, 200, { skill_version: '2.0.0' }));
    expect(await machine.run('stepone.sh', ['version'], env)).toEqual({
      code: 1,
      out: 'Local skill version: 1.0.0\nRemote skill version: 2.0.0\n',
      err: '❌ Error: The versions differ: get the folder of this skill again from where you got this one.\n',
    });
  });

  it('sends a call again with the same idempotency key when the answer is lost', async () => {
    const env = await against((_, response, count) => {
      if (count === 1) response.destroy();
      else if (count === 2) json(response, 503, { success: false, code: 'stopping', message: 'x', data: {} });
      else json(response, 200, { success: true, message: '', data: { call_ids: ['c1'], provider_call_id: 'c1' } });
    });
    const { code, out } = await machine.run('callout.sh', ['13800138000', 'x'], env);
    expect([code, out]).toEqual([0, expect.stringContaining('📱 Call ID: c1\n')]);
    const keys = server?.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys?.[0]).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(new Set(keys)).toEqual(new Set([keys?.[0]]));
    await machine.run('callout.sh', ['13800138000', 'x'], env);
    expect(server?.asked.at(-1)?.headers['idempotency-key']).not.toBe(keys?.[0]);
  });

  it('names every one of ten thousand calls', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
    const env = await against((_, response) => {
      const calls = ids.map((call_id) => ({ call_id, phone: '13800138000' }));
      json(response, 200, { success: true, message: 'ok', data: { call_ids: ids, provider_call_id: 'c0', calls } });
    });
    const { code, out } = await machine.run('callout.sh', ['13800138000', 'x'], env);
    expect([code, [...out.matchAll(/^📱 Call ID: (.+)$/gm)].map((match) => match[1])]).toEqual([0, ids]);
    expect(out.endsWith('💬 ok\n')).toBe(true);
  });

  it('asks again every ten seconds while the call is not over, five times unless told', async () => {
    const open = { success: true, message: '', data: { call_id: 'c1', status: 'ringing' } };
    const env = await against((_, response) => json(response, 200, open));
    const five = await machine.run('callinfo.sh', ['c1'], env);
    expect(five).toMatchObject({ code: 8, out: '' });
    expect(server?.asked).toHaveLength(5);
    // busybox takes its own sleep, and then really waits.
    if (!shell.ownCommands) expect(five.err.match(/slept 10/g)).toHaveLength(4);
    expect(five.err).toContain('⏳ Call not completed yet (ringing). Asking again in 10s (1 of 5)...\n');
    expect(five.err).toMatch(
      /⏳ Call not completed yet \(ringing\)\. Ask again later, or watch it: stream_chat\.sh c1\n$/,
    );
    const one = await machine.run('callinfo.sh', ['c1', '1'], env);
    expect(one).toMatchObject({ code: 8, err: expect.not.stringContaining('slept') });
    expect(server?.asked).toHaveLength(6);
  });

  it('waits through a service that restarts', async () => {
    const over = { call_id: 'c1', phones: '1', user_requirement: 'x', duration_seconds: 1, cost: 0.3, billed: true };
    const env = await against(({ path }, response, count) => {
      if (path.endsWith('initiate_call'))
        json(response, 200, { success: true, message: '', data: { call_ids: ['c1'] } });
      else if (count < 6) response.destroy();
      else
        json(response, 200, {
          success: true,
          message: '',
          data: { ...over, call_content: [], provider_response: 'ok' },
        });
    });
    const { code, out } = await machine.run('callout.sh', ['13800138000', 'x', '--wait'], env);
    expect(code).toBe(0);
    expect(out).toContain('Duration:    1s\n');
  });

  it('takes no other server for the service', async () => {
    const env = await against((_, response) => response.end('<html>hello</html>'));
    const { code, err } = await machine.run('callinfo.sh', ['c1'], env);
    expect([code, err]).toEqual([
      1,
      `❌ Error: ${env.STEPONEAI_API_BASE} does not answer as a Ringback service does (HTTP 200). Is STEPONEAI_API_BASE right?\n`,
    ]);
  });

  it('reads any JSON that the service may send', async () => {
    const data = {
      call_id: 'c1',
      result: { duration_seconds: 99, call_content: [{ role: 'x', content: [] }, [[], {}]] },
      phones: '13800138000',
      user_requirement: '"quoted" \\back\\ {"a": [1, 2]} \u0001 tab\t \u{20bb7}👋',
      call_content: [
        { role: 'assistant', content: '' },
        { role: 'user', content: 'ends with a backslash \\' },
      ],
      duration_seconds: 12,
      cost: 0.3,
      billed: true,
      provider_response: 'ok',
    };
    const text = JSON.stringify({ success: true, message: '', data }, null, 2).replace(
      /[^\x20-\x7e\n]/gu,
      (character) =>
        [...Array(character.length).keys()]
          .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
          .join(''),
    );
    const env = await against((_, response) => response.end(text));
    expect((await machine.run('callinfo.sh', ['c1'], env)).out).toBe(`📱 Call Status
${bar}
Call ID:     c1
Phone:       13800138000
Task:        "quoted" \\back\\ {"a": [1, 2]}   tab  \u{20bb7}👋
Duration:    12s
Cost:        ¥0.3
Billed:      true

📝 Transcript
${bar}
assistant: ${''}
user: ends with a backslash \\

📋 Provider Response
${bar}
ok
`);
  });
});
