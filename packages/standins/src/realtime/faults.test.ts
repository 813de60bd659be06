import { type Clock, realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { RealtimeFaults } from './faults.js';
import { ScriptedMind } from './scripted-mind.js';
import { AT_ONCE, speech, standin, stopStandins } from './testing/local-standin.js';
import type { RawClient } from './testing/raw-client.js';

afterEach(stopStandins);

const STORY = 'I shall now tell you a very long story about a very old house by the river.';

async function faulty(
  faults: RealtimeFaults,
  deltaEveryMs = 5,
  clock: Clock = realClock(),
): Promise<{ one: RawClient; url: string }> {
  const { client, url } = await standin({
    clock,
    mind: new ScriptedMind({ turns: [], otherwise: { say: STORY } }),
    latency: { ...AT_ONCE, deltaEveryMs },
    faults,
  });
  return { one: client(), url };
}

describe('a session where something goes wrong', () => {
  it('is not even opened', async () => {
    const { url } = await faulty({ handshakeStatus: 503 });
    const { WebSocket } = await import('ws');
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`${url}/realtime?model=gpt-realtime-2.1`);
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(503);
  });

  it.each([
    ['invalid_api_key', 'invalid_request_error', 3000],
    ['insufficient_quota', 'insufficient_quota', 4000],
    ['invalid_model', 'invalid_request_error', 4000],
  ] as const)('is refused with %s', async (refuse, type, code) => {
    const { one } = await faulty({ refuse });
    expect((await one.closed).code).toBe(code);
    expect(one.events).toMatchObject([{ type: 'error', error: { code: refuse, type } }]);
  });

  it('is mute, or answers an update late or never', async () => {
    const clock = new ManualClock();
    const made = await standin({
      clock,
      faults: (connection) =>
        [{ mute: true }, { sessionUpdated: 500 }, { sessionUpdated: false as const }][connection - 1] ?? {},
    });
    const [mute, late, never] = [made.client(), made.client(), made.client()];
    await late.next('session.created');
    await never.next('session.created');
    for (const each of [late, never]) each.send({ type: 'session.update', session: { type: 'realtime' } });
    never.send({ type: 'input_audio_buffer.clear' });
    late.send({ type: 'input_audio_buffer.clear' });
    await late.next('input_audio_buffer.cleared');
    await never.next('input_audio_buffer.cleared');
    await clock.advance(499);
    expect(late.types()).not.toContain('session.updated');
    await clock.advance(1);
    await late.next('session.updated');
    expect(never.types()).not.toContain('session.updated');
    expect(mute.events).toEqual([]);
  });

  it('is cut in the middle of a word', async () => {
    const { one } = await faulty({ dropAfterDeltas: 3 });
    await one.telephone();
    one.send({ type: 'response.create' });
    expect((await one.closed).code).toBe(1006);
    expect(one.of('response.output_audio.delta').length).toBeLessThanOrEqual(3);
    expect(one.types()).not.toContain('response.done');
  });

  it('is dropped or expired by hand', async () => {
    const { standin: made, client } = await standin();
    const [first, second] = [client(), client()];
    await first.next('session.created');
    await second.next('session.created');
    made.sessions[0]?.drop();
    expect((await first.closed).code).toBe(1006);
    made.sessions.at(-1)?.expire();
    expect((await second.next('error')).error.code).toBe('session_expired');
    await second.closed;
  });

  it('stalls until it is cancelled', async () => {
    const clock = new ManualClock();
    const { one } = await faulty({ stallAfterDeltas: 2, lateDeltas: 3 }, 5, clock);
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    expect(one.types()).not.toContain('response.done');
    await clock.advance(10_000);
    expect(one.of('response.output_audio.delta')).toHaveLength(2);
    one.send({ type: 'response.cancel' });
    expect((await one.next('response.done')).response.status).toBe('cancelled');
    expect(one.of('response.output_audio.delta')).toHaveLength(2);
  });

  it('sends late audio after an interruption, exactly so much, then ends the response as cancelled', async () => {
    const clock = new ManualClock();
    const { one } = await faulty({ lateDeltas: 2 }, 5, clock);
    await one.telephone({}, { turn_detection: { type: 'server_vad', silence_duration_ms: 500 } });
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    one.say(await speech('Stop it please.'));
    await one.next('input_audio_buffer.speech_started');
    await clock.advanceUntil(() => one.types().includes('response.done'), 60_000);
    const { response } = await one.next('response.done');
    expect(response).toMatchObject({ status: 'cancelled', status_details: { reason: 'turn_detected' } });
    const types = one.types();
    const after = types.slice(types.indexOf('input_audio_buffer.speech_started'), types.indexOf('response.done'));
    expect(after.filter((type) => type === 'response.output_audio.delta')).toHaveLength(2);
    // What was said is answered once the late audio is out: no conflict with a response that is ending.
    expect((await one.next('response.created')).response.status).toBe('in_progress');
    expect(one.types()).not.toContain('error');
  });

  it('has no late audio where none was on its way: the model was thinking', async () => {
    const clock = new ManualClock();
    const { client } = await standin({
      clock,
      latency: AT_ONCE,
      faults: { lateDeltas: 2 },
      mind: {
        begin: () => ({
          async *respond() {
            yield { say: 'Well.' };
            await new Promise(() => undefined);
          },
        }),
      },
    });
    const one = client();
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.until(() => one.of('response.output_audio_transcript.delta').length > 0);
    // What is said is out once an event that is answered comes back.
    one.send({ type: 'input_audio_buffer.clear' });
    await one.next('input_audio_buffer.cleared');
    one.send({ type: 'response.cancel' });
    expect((await one.next('response.done')).response.status).toBe('cancelled');
  });

  it('refuses truncations, or counts less audio than it sent', async () => {
    const { one } = await faulty({ refuseTruncation: true }, 0);
    await one.telephone();
    one.send({ type: 'response.create' });
    const { response } = await one.next('response.done');
    const truncate = { type: 'conversation.item.truncate', item_id: response.output?.[0]?.id, content_index: 0 };
    one.send({ ...truncate, audio_end_ms: 100 });
    expect((await one.next('error')).error.message).toBe('Audio content of 0ms is already shorter than 100ms');

    const { one: other } = await faulty({ heldShorterByMs: 85 }, 0);
    await other.telephone();
    other.send({ type: 'response.create' });
    const { response: second } = await other.next('response.done');
    const ms = Math.floor(
      other
        .of('response.output_audio.delta')
        .reduce((sum, { delta }) => sum + Buffer.from(delta, 'base64').length / 8, 0),
    );
    const item = { ...truncate, item_id: second.output?.[0]?.id };
    other.send({ ...item, audio_end_ms: ms });
    expect((await other.next('error')).error.param).toBe('audio_end_ms');
    other.send({ ...item, audio_end_ms: ms - 90 });
    await other.next('conversation.item.truncated');
  });

  it('fails its responses from one on', async () => {
    const { one } = await faulty({ failResponses: { from: 2, code: 'insufficient_quota' } }, 0);
    await one.telephone();
    for (const status of ['completed', 'failed', 'failed']) {
      one.send({ type: 'response.create' });
      const { response } = await one.next('response.done');
      expect(response.status).toBe(status);
      if (status === 'failed') expect(response.status_details?.error?.code).toBe('insufficient_quota');
    }
  });

  it('sends fields and events that nobody knows, and the same end twice', async () => {
    const { one } = await faulty({ unknownFields: true, repeatResponseDone: true }, 0);
    await one.telephone();
    one.send({ type: 'response.create' });
    await one.next('rate_limits.updated');
    expect(one.of('response.done').map(({ response }) => response.id)).toHaveLength(2);
    expect(one.types()).toContain('response.nobody_knows_this.delta');
    expect(one.of('response.output_audio.delta')[0]).toHaveProperty('obfuscation');
  });
});
