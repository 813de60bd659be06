import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatMind } from './chat-mind.js';
import type { MindContext, Thought } from './mind.js';
import { ScriptedMind } from './scripted-mind.js';
import { standin, stopStandins } from './testing/local-standin.js';

const CONTEXT: MindContext = {
  sessionId: 'sess_1',
  instructions: 'Be brief.',
  history: [{ kind: 'user', words: 'Hello' }],
  heard: 'Hello',
  tools: [],
  mustCall: false,
  modality: 'audio',
  idle: false,
  outOfBand: false,
  metadata: null,
};

async function all(thoughts: Iterable<Thought> | AsyncIterable<Thought>): Promise<Thought[]> {
  const found: Thought[] = [];
  for await (const thought of thoughts) found.push(thought);
  return found;
}

describe('a scripted mind', () => {
  const respond = (mind: ScriptedMind): ((heard: string) => Promise<Thought[]>) => {
    const session = mind.begin();
    return (heard) => all(session.respond({ ...CONTEXT, heard }, new AbortController().signal));
  };

  it('takes turns in their order, those with a condition on their cue, and each once', async () => {
    const script = new ScriptedMind({
      turns: [
        { when: /goodbye/i, say: 'Bye.', call: [{ name: 'hang_up' }] },
        { say: 'Hello.' },
        { when: 'PRICE', say: 'It is ten.', again: true, afterMs: 200 },
        { say: ({ heard }) => `You said ${heard}.` },
      ],
      otherwise: { say: 'Pardon?' },
    });
    const first = respond(script);
    expect(await first('Hi')).toEqual([{ say: 'Hello.' }]);
    expect(await first('what is the price')).toEqual([{ pauseMs: 200 }, { say: 'It is ten.' }]);
    expect(await first('the price again')).toEqual([{ pauseMs: 200 }, { say: 'It is ten.' }]);
    expect(await first('so')).toEqual([{ say: 'You said so.' }]);
    expect(await first('so')).toEqual([{ say: 'Pardon?' }]);
    expect(await first('Goodbye')).toEqual([{ say: 'Bye.' }, { call: 'hang_up', arguments: {} }]);
    expect(await first('Goodbye')).toEqual([{ say: 'Pardon?' }]);
    expect(await respond(script)('Hi')).toEqual([{ say: 'Hello.' }]);
  });

  it('refuses a turn that does nothing', () => {
    expect(() => new ScriptedMind([{ when: 'x' }])).toThrow(/turn 0 .* does nothing/);
  });
});

describe('a mind that cannot begin', () => {
  afterEach(stopStandins);

  it('closes its session and leaves the stand-in alive', async () => {
    let begun = 0;
    const healthy = new ScriptedMind([{ say: 'Hello.' }]);
    const { client } = await standin({
      mind: {
        begin: () => {
          begun += 1;
          if (begun === 1) throw new Error('no model is loaded');
          return healthy.begin();
        },
      },
    });
    expect((await client().closed).code).toBe(1011);
    await client().next('session.created');
  });
});

describe('marks without words', () => {
  afterEach(stopStandins);

  it('make no sound and no failure', async () => {
    const { client } = await standin({ mind: new ScriptedMind([{ say: '…' }, { say: 'Well.' }]) });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    const { response } = await one.next('response.done');
    expect(response).toMatchObject({ status: 'completed', output: [] });
    one.send({ type: 'response.create' });
    expect((await one.next('response.done')).response.output).toMatchObject([{ content: [{ transcript: 'Well.' }] }]);
  });
});

describe('a chat model as the mind', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    await stopStandins();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** An endpoint that answers with these chunks, or with this status, or with nothing. */
  async function endpoint(
    answer: (unknown[] | string)[] | number | null,
  ): Promise<{ baseUrl: string; asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        asked.push({ url: request.url, key: request.headers.authorization, body: JSON.parse(body) as Asked['body'] });
        if (answer === null) return;
        if (typeof answer === 'number') {
          response.writeHead(answer).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const choices = answer[Math.min(asked.length, answer.length) - 1] as unknown[];
        const text = `${choices.map((choice) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`).join('')}data: [DONE]\n\n`;
        // In pieces that are no lines.
        for (let at = 0; at < text.length; at += 50) response.write(text.slice(at, at + 50));
        response.end();
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, asked };
  }

  interface Asked {
    url: string | undefined;
    key: string | undefined;
    body: { messages: unknown[]; tools?: unknown[]; tool_choice?: unknown; stream: boolean; temperature?: number };
  }

  const content = (text: string): unknown => ({ delta: { content: text } });
  const toolCall = (name: string | undefined, part: string): unknown => ({
    delta: { tool_calls: [{ index: 0, function: { name, arguments: part } }] },
  });

  it('speaks sentence by sentence, calls tools, and reads their results', async () => {
    const { baseUrl, asked } = await endpoint([
      [
        content('Good mor'),
        content('ning. I '),
        content('will note it.'),
        toolCall('note', '{"day":'),
        toolCall(undefined, '"Mon"}'),
      ],
      [content('Noted.')],
    ]);
    const mind = new ChatMind({ baseUrl, model: 'small', apiKey: 'k', parameters: { temperature: 0 } });
    const { client } = await standin({ mind });
    const one = client();
    const tools = [{ type: 'function', name: 'note', description: 'Notes.', parameters: { type: 'object' } }];
    await one.telephone({ instructions: 'Be brief.', tools });
    one.ask('Monday.');
    const { response } = await one.next('response.done');
    expect(response.output).toMatchObject([
      { content: [{ transcript: 'Good morning. I will note it.' }] },
      { type: 'function_call', name: 'note', arguments: '{"day":"Mon"}' },
    ]);
    const callId = one.of('response.function_call_arguments.done')[0]?.call_id;
    one.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: callId, output: 'ok' },
    });
    one.send({ type: 'response.create', response: { tool_choice: 'none' } });
    expect((await one.next('response.done')).response.output).toMatchObject([{ content: [{ transcript: 'Noted.' }] }]);
    expect(asked[0]).toMatchObject({
      url: '/v1/chat/completions',
      key: 'Bearer k',
      body: {
        stream: true,
        temperature: 0,
        tool_choice: 'auto',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Monday.' },
        ],
        tools: [{ type: 'function', function: { name: 'note', description: 'Notes.' } }],
      },
    });
    expect(asked[1]?.body.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'Good morning. I will note it.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: callId, type: 'function', function: { name: 'note', arguments: '{"day":"Mon"}' } }],
      },
      { role: 'tool', tool_call_id: callId, content: 'ok' },
    ]);
    expect(asked[1]?.body.tools).toBeUndefined();
  });

  it('fails the response where its endpoint does', async () => {
    const respond = async (answer: Parameters<typeof endpoint>[0], clock?: ManualClock): Promise<Thought[]> => {
      const { baseUrl, asked } = await endpoint(answer);
      const mind = new ChatMind({
        baseUrl,
        model: 'small',
        timeoutMs: 5000,
        ...(clock === undefined ? {} : { clock }),
      });
      const thoughts = all(mind.begin().respond(CONTEXT, new AbortController().signal));
      if (clock !== undefined) {
        while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(5000);
      }
      return thoughts;
    };
    expect(await respond(429)).toMatchObject([{ fail: { code: 'http_429' } }]);
    expect(await respond([[content('I was cut'), { finish_reason: 'length' }]])).toEqual([
      { say: 'I was cut' },
      { stop: 'max_output_tokens' },
    ]);
    expect(await respond(null, new ManualClock())).toMatchObject([
      { fail: { code: 'chat_endpoint_failed', message: 'The chat endpoint said nothing for 5000 ms.' } },
    ]);
    expect(() => new ChatMind({ baseUrl: 'nowhere', model: 'm' })).toThrow(/no URL/);
  });

  it('is let go when its response is cancelled', async () => {
    const { baseUrl, asked } = await endpoint(null);
    const { client } = await standin({ mind: new ChatMind({ baseUrl, model: 'small' }) });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    one.send({ type: 'response.cancel' });
    expect((await one.next('response.done')).response).toMatchObject({ status: 'cancelled', output: [] });
  });
});
