import { CountingIds, ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedMind } from './scripted-mind.js';
import { AT_ONCE, silence, standin, stopStandins } from './testing/local-standin.js';
import type { RawClient } from './testing/raw-client.js';

afterEach(stopStandins);

const update = (session: unknown, eventId?: string): Record<string, unknown> => ({
  type: 'session.update',
  ...(eventId === undefined ? {} : { event_id: eventId }),
  session,
});

async function refused(client: RawClient, event: Record<string, unknown>): Promise<unknown> {
  client.send({ event_id: 'mine', ...event });
  const { error } = await client.next('error');
  expect(error.type).toBe('invalid_request_error');
  expect(error.event_id).toBe('mine');
  return { code: error.code, param: error.param };
}

describe('a handshake', () => {
  it.each([
    ['no key', { key: null }, 'invalid_api_key', 3000],
    ['a wrong key', { key: 'sk-wrong' }, 'invalid_api_key', 3000],
    ['no model', { model: null }, 'missing_model', 4000],
    ['an unknown model', { model: 'gpt-imaginary' }, 'invalid_model', 4000],
    ['the beta header', { headers: { 'OpenAI-Beta': 'realtime=v1' } }, 'beta_api_shape_disabled', 4000],
  ])('is refused in-band for %s, and closed', async (_, options, code, closeCode) => {
    const { client } = await standin({ apiKeys: ['sk-test'] });
    const refusedClient = client(options);
    const closed = await refusedClient.closed;
    expect(closed).toEqual({ code: closeCode, reason: `invalid_request_error.${code}` });
    expect(refusedClient.events).toMatchObject([{ type: 'error', error: { code, type: 'invalid_request_error' } }]);
  });

  it('takes the key of a browser from the subprotocol', async () => {
    const { client } = await standin({ apiKeys: ['sk-test'] });
    const browser = client({ key: null, protocols: ['realtime', 'openai-insecure-api-key.sk-test'] });
    await browser.next('session.created');
  });

  it('is at /v1/realtime and nowhere else', async () => {
    const { url, client } = await standin();
    expect((await fetch(`${url.replace('ws', 'http')}/models`)).status).toBe(404);
    const { RawClient: Raw } = await import('./testing/raw-client.js');
    expect((await Raw.to(`${url}/elsewhere`).closed).code).toBe(1006);
    await client().next('session.created');
  });
});

describe('a session', () => {
  it('begins with everything that is in effect', async () => {
    const clock = new ManualClock(1_000_000);
    const { client } = await standin({ clock, ids: new CountingIds() });
    const { session } = await client().next('session.created');
    expect(session).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      prompt: null,
      include: null,
      expires_at: 1000 + 3600,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: { type: 'server_vad', threshold: 0.5, silence_duration_ms: 200, idle_timeout_ms: null },
        },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin', speed: 1 },
      },
    });
  });

  it('merges updates deeply and echoes the whole of it', async () => {
    const { client } = await standin();
    const one = client();
    await one.next('session.created');
    one.send(
      update({ type: 'realtime', instructions: 'Be kind.', audio: { input: { format: { type: 'audio/pcmu' } } } }),
    );
    await one.next('session.updated');
    one.send(
      update({
        type: 'realtime',
        audio: {
          input: {
            turn_detection: { type: 'server_vad', silence_duration_ms: 640 },
            transcription: { model: 'gpt-4o-transcribe', language: 'en' },
          },
          output: { voice: { id: 'voice_1234' } },
        },
      }),
    );
    const { session } = await one.next('session.updated');
    expect(session).toMatchObject({
      instructions: 'Be kind.',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          transcription: { model: 'gpt-4o-transcribe', language: 'en' },
          turn_detection: { silence_duration_ms: 640, threshold: 0.5, interrupt_response: true },
        },
        output: { voice: { id: 'voice_1234' }, speed: 1 },
      },
    });
  });

  it('clears with null, "" and []', async () => {
    const { client } = await standin();
    const one = client();
    await one.next('session.created');
    const tool = { type: 'function', name: 'f', parameters: { type: 'object', properties: {} } };
    one.send(
      update({
        type: 'realtime',
        instructions: 'x',
        tools: [tool],
        prompt: { id: 'pmpt_1' },
        audio: {
          input: { transcription: { model: 'whisper-1', language: 'en' }, noise_reduction: { type: 'near_field' } },
        },
      }),
    );
    expect((await one.next('session.updated')).session).toMatchObject({ tools: [tool], prompt: { id: 'pmpt_1' } });
    one.send(
      update({
        type: 'realtime',
        instructions: '',
        tools: [],
        prompt: null,
        audio: {
          input: { transcription: { language: null }, noise_reduction: null, turn_detection: null },
        },
      }),
    );
    const { session } = await one.next('session.updated');
    expect(session).toMatchObject({
      instructions: '',
      tools: [],
      prompt: null,
      audio: { input: { transcription: { model: 'whisper-1' }, noise_reduction: null, turn_detection: null } },
    });
    expect(JSON.stringify(session)).not.toContain('"language"');
  });

  it('takes the defaults of the other kind of turn detection when the kind changes', async () => {
    const { client } = await standin();
    const one = client();
    await one.next('session.created');
    one.send(
      update({ type: 'realtime', audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'high' } } } }),
    );
    const { session } = await one.next('session.updated');
    expect((session as { audio: { input: { turn_detection: unknown } } }).audio.input.turn_detection).toEqual({
      type: 'semantic_vad',
      eagerness: 'high',
      create_response: true,
      interrupt_response: true,
    });
  });

  it.each<[string, unknown, string, string]>([
    ['no type', { instructions: 'x' }, 'missing_required_parameter', 'session.type'],
    ['a field of the beta', { type: 'realtime', modalities: ['text'] }, 'unknown_parameter', 'session.modalities'],
    ['a temperature', { type: 'realtime', temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    ['another model', { type: 'realtime', model: 'gpt-realtime-1.5' }, 'invalid_value', 'session.model'],
    [
      'two modalities',
      { type: 'realtime', output_modalities: ['text', 'audio'] },
      'invalid_value',
      'session.output_modalities',
    ],
    [
      'a strange voice',
      { type: 'realtime', audio: { output: { voice: 'darth' } } },
      'invalid_value',
      'session.audio.output.voice',
    ],
    [
      'a high speed',
      { type: 'realtime', audio: { output: { speed: 2 } } },
      'invalid_value',
      'session.audio.output.speed',
    ],
    [
      'a wrong rate',
      { type: 'realtime', audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } },
      'invalid_value',
      'session.audio.input.format.rate',
    ],
    [
      'a threshold above 1',
      { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', threshold: 1.5 } } } },
      'invalid_value',
      'session.audio.input.turn_detection.threshold',
    ],
    [
      'eagerness of server VAD',
      { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', eagerness: 'low' } } } },
      'unknown_parameter',
      'session.audio.input.turn_detection.eagerness',
    ],
    [
      'a text for a number',
      { type: 'realtime', max_output_tokens: 'many' },
      'invalid_type',
      'session.max_output_tokens',
    ],
    [
      'a tool without a name',
      { type: 'realtime', tools: [{ type: 'function' }] },
      'missing_required_parameter',
      'session.tools[0].name',
    ],
    [
      'keywords of whisper',
      { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1', keywords: ['a'] } } } },
      'invalid_value',
      'session.audio.input.transcription.keywords',
    ],
  ])('refuses %s, names the parameter, and changes nothing', async (_, session, code, param) => {
    const { client } = await standin();
    const one = client();
    const { session: before } = await one.next('session.created');
    expect(await refused(one, update(session))).toEqual({ code, param });
    one.send(update({ type: 'realtime' }));
    expect((await one.next('session.updated')).session).toEqual(before);
  });

  it('refuses reasoning where the model has none', async () => {
    const { client } = await standin();
    const older = client({ model: 'gpt-realtime-1.5' });
    await older.next('session.created');
    const event = update({ type: 'realtime', reasoning: { effort: 'low' } });
    expect(await refused(older, event)).toEqual({ code: 'invalid_value', param: 'session.reasoning' });
    const newer = client({ model: 'gpt-realtime-2' });
    await newer.next('session.created');
    newer.send(event);
    expect((await newer.next('session.updated')).session).toMatchObject({ reasoning: { effort: 'low' } });
  });

  it('settles the voice with the first audio', async () => {
    const { client } = await standin({ mind: new ScriptedMind([{ say: 'Good morning.' }]) });
    const one = client();
    await one.telephone();
    one.send(update({ type: 'realtime', audio: { output: { voice: 'cedar' } } }));
    await one.next('session.updated');
    one.send({ type: 'response.create' });
    await one.next('response.done');
    const change = { type: 'realtime', audio: { output: { voice: 'ash' } } };
    expect(await refused(one, update(change))).toEqual({ code: 'cannot_update_voice', param: null });
    expect(await refused(one, { type: 'response.create', response: { audio: { output: { voice: 'ash' } } } })).toEqual({
      code: 'cannot_update_voice',
      param: null,
    });
    one.send(update({ type: 'realtime', audio: { output: { voice: 'cedar' } } }));
    await one.next('session.updated');
  });

  it('answers what is no event, and goes on', async () => {
    const { client } = await standin();
    const one = client();
    await one.next('session.created');
    one.sendRaw('{"type":');
    expect((await one.next('error')).error.code).toBe('invalid_json');
    one.sendRaw(Buffer.from([1, 2, 3]));
    expect((await one.next('error')).error.code).toBe('invalid_event');
    one.sendRaw('[]');
    expect((await one.next('error')).error.code).toBe('invalid_event');
    expect(await refused(one, { type: 'session.burn' })).toEqual({ code: 'invalid_value', param: 'type' });
    expect(await refused(one, { type: 'input_audio_buffer.commit', force: true })).toEqual({
      code: 'unknown_parameter',
      param: 'force',
    });
    expect(await refused(one, { type: 'output_audio_buffer.clear' })).toEqual({ code: 'invalid_value', param: 'type' });
    one.send(update({ type: 'realtime' }));
    await one.next('session.updated');
  });

  it('expires after its time: an error, then the close', async () => {
    const clock = new ManualClock();
    const { standin: made, client } = await standin({ clock, sessionMs: 120_000 });
    const one = client();
    await one.next('session.created');
    for (let pings = 1; pings <= 5; pings += 1) {
      await clock.advance(20_300);
      await one.until(() => one.pings === pings);
      // The answer to the ping is on its way: an event that is answered comes after it.
      one.send(update({ type: 'realtime' }));
      await one.next('session.updated');
    }
    await clock.advance(120_000 - 5 * 20_300);
    const { error } = await one.next('error');
    expect(error).toMatchObject({
      code: 'session_expired',
      message: 'Your session hit the maximum duration of 2 minutes.',
    });
    expect((await one.closed).code).toBe(1001);
    while (made.sessions.length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.pending).toBe(0);
  });

  it('pings, and gives up a client that does not answer', async () => {
    const clock = new ManualClock();
    const { client } = await standin({ clock });
    const one = client();
    await one.next('session.created');
    const deaf = client({ answersPings: false });
    await deaf.next('session.created');
    await clock.advance(20_300);
    await one.until(() => one.pings === 1);
    one.send(update({ type: 'realtime' }));
    await one.next('session.updated');
    await clock.advance(20_300);
    await one.until(() => one.pings === 2);
    expect((await deaf.closed).code).toBe(1011);
    one.send(update({ type: 'realtime' }));
    await one.next('session.updated');
  });

  it('leaves no timer and no connection behind when its client goes', async () => {
    const clock = new ManualClock();
    const { standin: made, client } = await standin({
      clock,
      mind: new ScriptedMind([{ say: 'A long sentence that takes its time to be said.' }]),
      latency: { ...AT_ONCE, deltaEveryMs: 100 },
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    expect(made.sessions).toHaveLength(1);
    one.close();
    await one.closed;
    while (made.sessions.length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.pending).toBe(0);
  });
});

describe('the input buffer', () => {
  const byHand = { turn_detection: null };

  it('commits what was appended as an item, without a response', async () => {
    const { client } = await standin();
    const one = client();
    await one.telephone({}, byHand);
    one.say(silence(100));
    one.send({ type: 'input_audio_buffer.commit' });
    const { item_id: id, previous_item_id: previous } = await one.next('input_audio_buffer.committed');
    expect(previous).toBeNull();
    const { item } = await one.next('conversation.item.added');
    expect(item).toMatchObject({ id, role: 'user', content: [{ type: 'input_audio', transcript: null }] });
    await one.next('conversation.item.done');
    one.send({ type: 'conversation.item.retrieve', item_id: id });
    const { item: whole } = await one.next('conversation.item.retrieved');
    const [part] = (whole as { content: { audio: string }[] }).content;
    expect(Buffer.from(part?.audio ?? '', 'base64')).toEqual(Buffer.from(silence(100)));
    expect(one.types()).not.toContain('response.created');
  });

  it('does not commit less than 100 ms, and clears', async () => {
    const { client } = await standin();
    const one = client();
    await one.telephone({}, byHand);
    one.say(silence(80));
    expect(await refused(one, { type: 'input_audio_buffer.commit' })).toEqual({
      code: 'input_audio_buffer_commit_empty',
      param: null,
    });
    expect(one.of('error')[0]?.error.message).toContain('buffer only has 80.00ms of audio');
    one.say(silence(80));
    one.send({ type: 'input_audio_buffer.clear' });
    await one.next('input_audio_buffer.cleared');
    await refused(one, { type: 'input_audio_buffer.commit' });
  });

  it('refuses what is no base64, half samples, and more than 15 MiB', async () => {
    const { client } = await standin();
    const one = client();
    await one.next('session.created');
    for (const audio of ['not base64!', 'AAA', 'AAAA', 'A'.repeat(21_000_000)]) {
      const event = { type: 'input_audio_buffer.append', audio };
      expect(await refused(one, event)).toEqual({ code: 'invalid_value', param: 'audio' });
    }
    expect(await refused(one, { type: 'input_audio_buffer.append' })).toEqual({
      code: 'missing_required_parameter',
      param: 'audio',
    });
  });
});
