import { CountingIds, ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SpokenWords } from '../spoken-words.js';
import type { MindContext } from './mind.js';
import { ScriptedMind } from './scripted-mind.js';
import { AT_ONCE, standin, stopStandins } from './testing/local-standin.js';
import type { RawClient } from './testing/raw-client.js';

afterEach(stopStandins);

const GREETING = 'Good morning, this is the assistant of Ms Li.';

async function failure(client: RawClient): Promise<{ code: unknown; param: unknown }> {
  const { error } = await client.next('error');
  return { code: error.code, param: error.param };
}

describe('a spoken response', () => {
  it('comes in the order of the live service, with its words beside its audio', async () => {
    const spokenWords = new SpokenWords();
    const { client } = await standin({ spokenWords, mind: new ScriptedMind([{ say: GREETING }]) });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create', response: { metadata: { turn: '1' } } });
    await one.next('rate_limits.updated');
    const order = one.typesFrom('response.created').filter((type) => !type.endsWith('.delta'));
    expect(order).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
    const audio = one.of('response.output_audio.delta');
    const words = audio.map(({ delta }) => spokenWords.wordsOf(delta));
    expect(words.join('')).toBe(GREETING);
    expect(
      one
        .of('response.output_audio_transcript.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe(GREETING);
    expect(one.of('response.output_audio_transcript.done')[0]?.transcript).toBe(GREETING);
    const ms = audio.reduce((sum, { delta }) => sum + Buffer.from(delta, 'base64').length / 8, 0);
    const [{ response }] = one.of('response.done') as unknown as [{ response: Record<string, unknown> }];
    expect(response).toMatchObject({
      object: 'realtime.response',
      status: 'completed',
      status_details: null,
      conversation_id: expect.stringMatching(/^conv_/),
      metadata: { turn: '1' },
      output_modalities: ['audio'],
      audio: { output: { format: { type: 'audio/pcmu' }, voice: 'marin' } },
      output: [
        {
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_audio', transcript: GREETING }],
        },
      ],
      usage: { output_token_details: { audio_tokens: Math.ceil(ms / 50) } },
    });
    const usage = response.usage as { total_tokens: number; input_tokens: number; output_tokens: number };
    expect(usage.total_tokens).toBe(usage.input_tokens + usage.output_tokens);
    expect(new Set(one.events.map((event) => 'event_id' in event && event.event_id)).size).toBe(one.events.length);
  });

  it('comes in bursts, much faster than it plays, after the time that the model takes', async () => {
    const clock = new ManualClock();
    const { client } = await standin({
      clock,
      ids: new CountingIds(),
      mind: new ScriptedMind([{ say: GREETING }]),
      latency: { firstDeltaMs: 300, deltaEveryMs: 15 },
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('response.created');
    await clock.advance(299);
    expect(one.types()).not.toContain('response.output_item.added');
    const start = clock.now();
    await clock.advanceUntil(() => one.types().includes('response.done'), 5000);
    const bytes = one.of('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64').length);
    const playMs = bytes.reduce((sum, each) => sum + each, 0) / 8;
    expect(playMs).toBeGreaterThan(1500);
    expect(clock.now() - start).toBeLessThan(playMs / 4);
    expect(Math.max(...bytes)).toBe(1200);
  });

  it.each([
    ['audio/pcm', 48],
    ['audio/pcma', 8],
  ] as const)('speaks %s too', async (type, bytesPerMs) => {
    const { client } = await standin({ mind: new ScriptedMind([{ say: GREETING }, { say: GREETING }]) });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('response.done');
    const mulaw = one.of('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64').length);
    one.send({ type: 'response.create', response: { audio: { output: { format: { type } } } } });
    const { response } = await one.next('response.done');
    expect(response.audio?.output?.format?.type).toBe(type);
    const bytes = one.of('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64').length);
    const sum = (all: number[]): number => all.reduce((total, each) => total + each, 0);
    expect((sum(bytes) - sum(mulaw)) / bytesPerMs).toBeCloseTo(sum(mulaw) / 8);
  });

  it('is refused while another writes to the conversation, and out-of-band ones are not', async () => {
    const clock = new ManualClock();
    const contexts: MindContext[] = [];
    const { client } = await standin({
      clock,
      mind: new ScriptedMind({
        turns: [],
        otherwise: {
          say: (context) => {
            contexts.push(context);
            return context.outOfBand ? 'Aside.' : GREETING;
          },
        },
      }),
      latency: { ...AT_ONCE, deltaEveryMs: 5 },
    });
    const one = client();
    await one.telephone({ instructions: 'Speak.' });
    one.ask('Hello?');
    const { response } = await one.next('response.created');
    one.send({ type: 'response.create' });
    expect((await failure(one)).code).toBe('conversation_already_has_active_response');
    expect(one.of('error')[0]?.error.message).toContain(response.id);
    one.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        input: [],
        instructions: 'Aside',
        output_modalities: ['text'],
        metadata: { for: 'me' },
      },
    });
    const { response: aside } = await one.next('response.created');
    expect(aside).toMatchObject({ conversation_id: null, metadata: { for: 'me' } });
    await clock.advanceUntil(() => one.of('response.done').length === 2, 60_000);
    const added = one.of('conversation.item.added').map(({ item }) => item.type === 'message' && item.role);
    expect(added).toEqual(['user', 'assistant']);
    expect(contexts[1]).toMatchObject({ outOfBand: true, history: [], instructions: 'Aside', modality: 'text' });
    const done = one.of('response.done').find(({ response: each }) => each.id === aside.id)?.response;
    expect(done?.output).toMatchObject([{ content: [{ type: 'output_text', text: 'Aside.' }] }]);
  });

  it('reads the items that it is given in place of the conversation, references among them', async () => {
    const contexts: MindContext[] = [];
    const { client } = await standin({
      mind: new ScriptedMind({ turns: [], otherwise: { say: (context) => `${contexts.push(context)}` } }),
    });
    const one = client();
    await one.telephone();
    one.ask('What is one?');
    await one.next('response.done');
    const [first] = one.of('conversation.item.added');
    one.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        input: [
          { type: 'item_reference', id: first?.item.id },
          { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Sum up.' }] },
        ],
      },
    });
    await one.next('response.done');
    expect(contexts[1]?.history).toEqual([
      { kind: 'user', words: 'What is one?' },
      { kind: 'system', words: 'Sum up.' },
    ]);
    one.send({ type: 'response.create', response: { input: [{ type: 'item_reference', id: 'item_gone' }] } });
    expect(await failure(one)).toEqual({ code: 'invalid_value', param: 'response.input[0].id' });
    one.send({ type: 'response.create', response: { temperature: 1 } });
    expect(await failure(one)).toEqual({ code: 'unknown_parameter', param: 'response.temperature' });
  });

  it('ends every item that it began when it is cancelled', async () => {
    const clock = new ManualClock();
    const { client } = await standin({
      clock,
      mind: new ScriptedMind([{ say: `${GREETING} ${GREETING}` }]),
      latency: { ...AT_ONCE, deltaEveryMs: 5 },
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.cancel' });
    expect((await failure(one)).code).toBe('response_cancel_not_active');
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    one.send({ type: 'response.cancel' });
    const { response } = await one.next('response.done');
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
      output: [{ status: 'incomplete' }],
    });
    await clock.advanceUntil(() => one.types().includes('rate_limits.updated'), 1000);
    expect(one.typesFrom('response.output_audio.done').slice(0, 6)).toEqual([
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ]);
    const said = one.of('response.output_audio_transcript.done')[0]?.transcript ?? '';
    expect(GREETING.startsWith(said.trim().slice(0, 5))).toBe(true);
    expect(said.length).toBeLessThan(GREETING.length);
    one.send({ type: 'response.create' });
    await one.next('response.done');
  });

  it('stops at its most tokens, and where the script or the model fails', async () => {
    const { client } = await standin({
      mind: new ScriptedMind([
        { say: GREETING },
        { say: 'I cannot', stop: 'content_filter' },
        { say: 'One moment', fail: { code: 'rate_limit_exceeded', message: 'Too many.' } },
        {
          say: () => {
            throw new Error('lost the thread');
          },
        },
      ]),
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create', response: { max_output_tokens: 12 } });
    const { response: short } = await one.next('response.done');
    expect(short).toMatchObject({ status: 'incomplete', status_details: { reason: 'max_output_tokens' } });
    expect(short.usage?.output_tokens).toBeLessThan(20);
    one.send({ type: 'response.create' });
    expect((await one.next('response.done')).response).toMatchObject({
      status: 'incomplete',
      status_details: { type: 'incomplete', reason: 'content_filter' },
    });
    one.send({ type: 'response.create' });
    expect((await one.next('response.done')).response).toMatchObject({
      status: 'failed',
      status_details: { type: 'failed', error: { code: 'rate_limit_exceeded', message: 'Too many.' } },
      output: [{ status: 'incomplete' }],
    });
    one.send({ type: 'response.create' });
    const { response: failed } = await one.next('response.done');
    expect(failed.status_details?.error?.code).toBe('server_error');
    one.send({ type: 'response.create' });
    expect((await one.next('response.done')).response).toMatchObject({ status: 'completed', output: [] });
  });

  it('counts what it read before as cached, never more than it reads', async () => {
    const { client } = await standin({ mind: new ScriptedMind({ turns: [], otherwise: { say: GREETING } }) });
    const one = client();
    await one.telephone({ instructions: 'Speak with care. '.repeat(40) });
    one.send({ type: 'response.create' });
    const first = (await one.next('response.done')).response.usage?.input_token_details;
    expect(first).toMatchObject({ audio_tokens: 0, cached_tokens: 0 });
    one.send({ type: 'response.create' });
    const second = (await one.next('response.done')).response.usage?.input_token_details;
    expect(second?.audio_tokens).toBeGreaterThan(0);
    expect(second?.cached_tokens).toBe(Math.floor((first?.text_tokens ?? 0) / 64) * 64);
  });
});

describe('a function call', () => {
  const call = { name: 'hang_up', arguments: { outcome: 'refused', because: 'the callee has no time today' } };

  it('comes with its arguments in parts, and goes on when its result is there', async () => {
    const { client } = await standin({
      mind: new ScriptedMind([
        { say: 'Goodbye.', call },
        { when: ({ history }) => history.at(-1)?.kind === 'result', say: 'Done.' },
      ]),
    });
    const one = client();
    await one.telephone({ tools: [{ type: 'function', name: 'hang_up', parameters: { type: 'object' } }] });
    one.send({ type: 'response.create' });
    const { response } = await one.next('response.done');
    expect(response.output).toMatchObject([
      { type: 'message', status: 'completed' },
      { type: 'function_call', status: 'completed', name: 'hang_up', arguments: JSON.stringify(call.arguments) },
    ]);
    expect(one.types().filter((type) => type === 'response.function_call_arguments.delta').length).toBeGreaterThan(1);
    const { call_id: callId, arguments: given } = one.of('response.function_call_arguments.done')[0] ?? {};
    expect(JSON.parse(given ?? '')).toEqual(call.arguments);
    one.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_unknown', output: '{}' },
    });
    expect((await failure(one)).code).toBe('invalid_tool_call_id');
    one.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: callId, output: '{}' },
    });
    one.send({ type: 'response.create' });
    const { response: next } = await one.next('response.done');
    expect(next.output).toMatchObject([{ content: [{ transcript: 'Done.' }] }]);
  });

  it('is partial when it is cancelled', async () => {
    const { client } = await standin({
      clock: new ManualClock(),
      mind: new ScriptedMind([{ call }]),
      latency: { ...AT_ONCE, deltaEveryMs: 5 },
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('response.function_call_arguments.delta');
    one.send({ type: 'response.cancel' });
    const done = await one.next('response.function_call_arguments.done');
    expect(() => JSON.parse(done.arguments) as unknown).toThrow();
    const { response } = await one.next('response.done');
    expect(response.output).toMatchObject([{ type: 'function_call', status: 'incomplete', arguments: done.arguments }]);
  });
});

describe('items', () => {
  it('are put where they are asked to be, shown, and deleted', async () => {
    const { client } = await standin();
    const one = client();
    await one.telephone();
    const create = (id: string, previous?: string): void =>
      one.send({
        type: 'conversation.item.create',
        ...(previous === undefined ? {} : { previous_item_id: previous }),
        item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] },
      });
    create('b');
    create('d');
    create('a', 'root');
    create('c', 'b');
    await one.until(() => one.of('conversation.item.done').length === 4);
    expect(one.of('conversation.item.added').map((event) => event.previous_item_id)).toEqual([null, 'b', null, 'b']);
    create('a');
    expect((await failure(one)).code).toBe('item_create_duplicate_item_id');
    create('e', 'nobody');
    expect((await failure(one)).code).toBe('item_create_invalid_previous_item_id');
    one.send({ type: 'conversation.item.delete', item_id: 'b' });
    expect((await one.next('conversation.item.deleted')).item_id).toBe('b');
    for (const action of ['retrieve', 'delete']) {
      one.send({ type: `conversation.item.${action}`, item_id: 'b' });
      expect(await failure(one)).toEqual({ code: `item_${action}_invalid_item_id`, param: 'item_id' });
    }
  });

  it('are refused with the parameter that is wrong', async () => {
    const { client } = await standin();
    const one = client();
    await one.telephone();
    const cases: [unknown, string, string][] = [
      [
        { type: 'message', role: 'user', content: [{ type: 'text', text: 'x' }] },
        'invalid_value',
        'item.content[0].type',
      ],
      [
        { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: 'AAAA' }] },
        'missing_required_parameter',
        'item.content[0].text',
      ],
      [{ type: 'message', role: 'user' }, 'missing_required_parameter', 'item.content'],
      [{ type: 'poem' }, 'invalid_value', 'item.type'],
      [{ type: 'function_call_output', call_id: 'c', output: { a: 1 } }, 'invalid_type', 'item.output'],
    ];
    for (const [item, code, param] of cases) {
      one.send({ type: 'conversation.item.create', item });
      expect(await failure(one)).toEqual({ code, param });
    }
  });

  it('are cut to what was heard, and no further than they go', async () => {
    const contexts: MindContext[] = [];
    const { client } = await standin({
      mind: new ScriptedMind([{ say: GREETING }, { say: (context) => `${contexts.push(context)}` }]),
    });
    const one = client();
    await one.telephone();
    one.ask('Who is it?');
    const { response } = await one.next('response.done');
    const id = response.output?.[0]?.id ?? '';
    const held = one
      .of('response.output_audio.delta')
      .reduce((ms, { delta }) => ms + Buffer.from(delta, 'base64').length / 8, 0);
    const truncate = (more: Record<string, unknown>): void =>
      one.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 600, ...more });
    truncate({ audio_end_ms: Math.ceil(held) + 1 });
    expect(await failure(one)).toEqual({ code: 'invalid_value', param: 'audio_end_ms' });
    expect(one.of('error')[0]?.error.message).toBe(
      `Audio content of ${Math.floor(held)}ms is already shorter than ${Math.ceil(held) + 1}ms`,
    );
    truncate({ content_index: 1 });
    expect((await failure(one)).param).toBe('content_index');
    truncate({ item_id: 'item_gone' });
    expect((await failure(one)).code).toBe('item_truncate_invalid_item_id');
    truncate({ item_id: one.of('conversation.item.added')[0]?.item.id });
    expect((await failure(one)).code).toBe('unsupported_content_type');
    truncate({});
    expect(await one.next('conversation.item.truncated')).toMatchObject({
      item_id: id,
      content_index: 0,
      audio_end_ms: 600,
    });
    one.send({ type: 'conversation.item.retrieve', item_id: id });
    expect((await one.next('conversation.item.retrieved')).item).toMatchObject({ content: [{ type: 'output_audio' }] });
    expect(JSON.stringify(one.of('conversation.item.retrieved'))).not.toContain('transcript');
    truncate({ audio_end_ms: 601 });
    expect((await failure(one)).code).toBe('invalid_value');
    one.send({ type: 'response.create' });
    await one.next('response.done');
    const said = contexts[0]?.history[1];
    expect(said?.kind === 'assistant' && said.words).toBe('Good ');
  });
});
