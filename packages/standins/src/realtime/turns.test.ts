import { encodeMulaw, seededRandom } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SpokenWords } from '../spoken-words.js';
import type { MindContext } from './mind.js';
import { captioned, type HeardStretch } from './recogniser.js';
import { ScriptedMind } from './scripted-mind.js';
import { AT_ONCE, silence, speech, standin, stopStandins } from './testing/local-standin.js';

afterEach(stopStandins);

const vad = (settings: Record<string, unknown> = {}): Record<string, unknown> => ({
  turn_detection: { type: 'server_vad', silence_duration_ms: 500, ...settings },
  transcription: { model: 'gpt-4o-mini-transcribe' },
});
const answering = (contexts: MindContext[] = []): ScriptedMind =>
  new ScriptedMind({ turns: [], otherwise: { say: (context) => `Answer ${contexts.push(context)}.` } });

describe('server VAD', () => {
  it('finds the turn in the audio, commits it and answers it', async () => {
    const contexts: MindContext[] = [];
    const stretches: HeardStretch[] = [];
    const { client } = await standin({
      mind: answering(contexts),
      recogniser: captioned((_from, _to, stretch) => `words ${stretches.push(stretch)}`),
    });
    const one = client();
    await one.telephone({}, vad());
    const words = await speech('Yes, this is Thomas speaking.', 600);
    one.say(silence(1000));
    one.say(words);
    await one.next('rate_limits.updated');
    await one.until(() => one.types().includes('conversation.item.input_audio_transcription.completed'));
    const order = one
      .typesFrom('input_audio_buffer.speech_started')
      .filter((type) => !type.endsWith('.delta') && !type.includes('transcription'));
    expect(order.slice(0, 6)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
    ]);
    const { audio_start_ms: start, item_id: id } = one.of('input_audio_buffer.speech_started')[0] ?? {};
    // Speech begins at 1000 ms; 300 ms of padding belong to it.
    expect(start).toBeGreaterThanOrEqual(700);
    expect(start).toBeLessThanOrEqual(740);
    const { audio_end_ms: end, item_id: stoppedId } = one.of('input_audio_buffer.speech_stopped')[0] ?? {};
    const spokenMs = (words.length - 600 * 8) / 8;
    expect(end).toBeGreaterThanOrEqual(1000 + spokenMs + 440);
    expect(end).toBeLessThanOrEqual(1000 + spokenMs + 560);
    expect([stoppedId, one.of('input_audio_buffer.committed')[0]?.item_id]).toEqual([id, id]);
    expect(stretches[0]).toMatchObject({ itemId: id, fromMs: start });
    expect(stretches[0]?.audio.length).toBe(((stretches[0]?.toMs ?? 0) - (start ?? 0)) * 8);
    expect(contexts[0]?.heard).toBe('words 1');
    const transcribed = one.of('conversation.item.input_audio_transcription.completed')[0];
    expect(transcribed).toMatchObject({ item_id: id, transcript: 'words 1', usage: { type: 'tokens' } });
  });

  it('knows the words that lie in the process for the very audio', async () => {
    const spokenWords = new SpokenWords();
    const contexts: MindContext[] = [];
    const { client } = await standin({ spokenWords, mind: answering(contexts) });
    const one = client();
    await one.telephone({}, vad());
    const bytes = await speech('Yes, speaking.', 700);
    const payload = Buffer.from(bytes).toString('base64');
    spokenWords.remember(payload, 'Yes, speaking.');
    one.send({ type: 'input_audio_buffer.append', audio: payload });
    await one.next('response.done');
    expect(contexts[0]?.heard).toBe('Yes, speaking.');
  });

  it('hears PCM at 24 kHz and A-law as it hears µ-law', async () => {
    const { encodeFor } = await import('./audio-format.js');
    const { client } = await standin({ mind: answering() });
    const mulaw = await speech('Yes, this is Thomas speaking.', 600);
    const found: number[][] = [];
    for (const format of [
      { type: 'audio/pcmu' },
      { type: 'audio/pcma' },
      { type: 'audio/pcm', rate: 24_000 },
    ] as const) {
      const one = client();
      await one.next('session.created');
      one.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { format, ...vad() } } } });
      await one.next('session.updated');
      const bytes = Buffer.from(encodeFor(format, Buffer.concat([silence(500), mulaw])));
      // Pieces that are no multiple of a frame, nor of three samples.
      for (let at = 0; at < bytes.length; at += 1000) {
        one.send({ type: 'input_audio_buffer.append', audio: bytes.subarray(at, at + 1000).toString('base64') });
      }
      const { audio_start_ms: start } = await one.next('input_audio_buffer.speech_started');
      const { audio_end_ms: end } = await one.next('input_audio_buffer.speech_stopped');
      found.push([start, end]);
    }
    const [mu, a, pcm] = found as [number[], number[], number[]];
    expect(a).toEqual(mu);
    for (const at of [0, 1]) expect(Math.abs((pcm[at] as number) - (mu[at] as number))).toBeLessThanOrEqual(40);
  });

  it('waits for as much silence as it is told, and pads as much', async () => {
    const { client } = await standin({ mind: answering() });
    const found: number[] = [];
    for (const settings of [
      { silence_duration_ms: 200, prefix_padding_ms: 0 },
      { silence_duration_ms: 900, prefix_padding_ms: 600 },
    ]) {
      const one = client();
      await one.telephone({}, vad(settings));
      one.say(silence(1000));
      one.say(await speech('Yes.', 1200));
      const { audio_start_ms: start } = await one.next('input_audio_buffer.speech_started');
      const { audio_end_ms: end } = await one.next('input_audio_buffer.speech_stopped');
      found.push(start, end);
    }
    const [shortStart, shortEnd, longStart, longEnd] = found as [number, number, number, number];
    expect(shortStart - longStart).toBe(600);
    expect(longEnd - shortEnd).toBe(700);
  });

  it('needs louder speech at a higher threshold', async () => {
    const { client } = await standin({ mind: answering() });
    const random = seededRandom(7);
    // Noise of about −42 dBFS that sets in: speech to a sensitive ear for the first moment, and never to a dull one.
    const noise = encodeMulaw(Int16Array.from({ length: 8000 }, () => (random() - 0.5) * 900));
    const heard: boolean[] = [];
    for (const threshold of [0.2, 0.9]) {
      const one = client();
      await one.telephone({}, vad({ threshold }));
      one.say(silence(1000));
      one.say(noise);
      one.say(silence(1000));
      one.send({ type: 'input_audio_buffer.clear' });
      await one.next('input_audio_buffer.cleared');
      heard.push(one.types().includes('input_audio_buffer.speech_started'));
    }
    expect(heard).toEqual([true, false]);
  });

  it('does not answer where it is told not to, and not at all without turn detection', async () => {
    const { client } = await standin({ mind: answering() });
    const one = client();
    await one.telephone({}, vad({ create_response: false }));
    one.say(await speech('Yes, this is Thomas.'));
    await one.next('conversation.item.done');
    one.send({ type: 'response.create' });
    await one.next('response.done');
    expect(one.of('response.created')).toHaveLength(1);
    one.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } });
    await one.next('session.updated');
    one.say(await speech('And this is Thomas.'));
    one.send({ type: 'input_audio_buffer.commit' });
    await one.next('input_audio_buffer.committed');
    expect(one.of('input_audio_buffer.speech_started')).toHaveLength(1);
  });

  it('interrupts a response when speech begins, and answers what was said', async () => {
    const clock = new ManualClock();
    const { client } = await standin({
      clock,
      mind: new ScriptedMind([
        { say: 'I shall now tell you a very long story about a very old house.' },
        { say: 'Yes?' },
      ]),
      latency: { ...AT_ONCE, deltaEveryMs: 10 },
    });
    const one = client();
    await one.telephone({}, vad());
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    one.say(await speech('Wait a moment please.'));
    await one.next('input_audio_buffer.speech_started');
    const { response } = await one.next('response.done');
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    });
    await clock.advanceUntil(() => one.of('response.done').length === 2, 60_000);
    expect((await one.next('response.done')).response).toMatchObject({
      status: 'completed',
      output: [{ content: [{ transcript: 'Yes?' }] }],
    });
    const types = one.types();
    const started = types.indexOf('input_audio_buffer.speech_started');
    expect(types.slice(started, types.indexOf('response.done'))).not.toContain('response.output_audio.delta');
  });

  it('lets a response go on where it may not interrupt, and then cannot begin another', async () => {
    const clock = new ManualClock();
    const { client } = await standin({
      clock,
      mind: new ScriptedMind([{ say: 'I shall now tell you a very long story about a very old house.' }]),
      latency: { ...AT_ONCE, deltaEveryMs: 30 },
    });
    const one = client();
    await one.telephone({}, vad({ interrupt_response: false }));
    one.send({ type: 'response.create' });
    await one.next('response.output_audio.delta');
    one.say(await speech('Wait a moment please.'));
    await one.next('input_audio_buffer.speech_started');
    const { error } = await one.next('error');
    expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: null });
    await clock.advanceUntil(() => one.types().includes('response.done'), 60_000);
    expect((await one.next('response.done')).response.status).toBe('completed');
  });

  it('asks by itself when nobody speaks for the idle time-out after the playback', async () => {
    const clock = new ManualClock();
    const contexts: MindContext[] = [];
    const { client } = await standin({ clock, mind: answering(contexts) });
    const one = client();
    await one.telephone({}, vad({ idle_timeout_ms: 6000 }));
    one.send({ type: 'response.create' });
    await one.next('response.done');
    const playMs = one
      .of('response.output_audio.delta')
      .reduce((ms, { delta }) => ms + Buffer.from(delta, 'base64').length / 8, 0);
    await clock.advance(playMs + 5990);
    expect(one.types()).not.toContain('input_audio_buffer.timeout_triggered');
    await clock.advance(20);
    const { item_id: id } = await one.next('input_audio_buffer.timeout_triggered');
    expect((await one.next('input_audio_buffer.committed')).item_id).toBe(id);
    await one.next('response.done');
    expect(contexts.map(({ idle }) => idle)).toEqual([false, true]);
  });
});

describe('semantic VAD', () => {
  it.each([
    ['high', 'It is Monday.', 300],
    ['auto', 'It is Monday.', 600],
    ['low', 'It is Monday.', 1200],
    ['high', 'It is, um', 2000],
    ['medium', 'It is, um', 4000],
  ])('with %s eagerness waits after "%s" for %i ms', async (eagerness, words, waits) => {
    const spokenWords = new SpokenWords();
    const { client } = await standin({ spokenWords, mind: answering() });
    const one = client();
    await one.telephone({}, { turn_detection: { type: 'semantic_vad', eagerness } });
    const bytes = await speech(words, 0);
    const payload = Buffer.from(bytes).toString('base64');
    spokenWords.remember(payload, words);
    one.send({ type: 'input_audio_buffer.append', audio: payload });
    one.say(silence(waits + 200));
    const { audio_end_ms: end } = await one.next('input_audio_buffer.speech_stopped');
    const afterSpeech = end - bytes.length / 8;
    expect(afterSpeech).toBeGreaterThan(waits - 130);
    expect(afterSpeech).toBeLessThan(waits + 60);
  });
});

describe('transcription', () => {
  it.each([
    ['before_response', ['completed', 'response.created', 'response.done']],
    ['after_response', ['response.created', 'response.done', 'completed']],
    ['failed', ['response.created', 'response.done', 'failed']],
  ] as const)('comes %s', async (transcription, expected) => {
    const { client } = await standin({
      mind: answering(),
      recogniser: captioned(() => 'Hello.'),
      faults: { transcription },
      latency: { ...AT_ONCE, deltaEveryMs: 2, transcriptionMs: 200 },
    });
    const one = client();
    await one.telephone({}, vad());
    one.say(await speech('Hello there.'));
    const last = expected.at(-1) as string;
    await one.until(() => one.types().some((type) => type.endsWith(last)));
    await one.until(() => one.types().includes('response.done'));
    const order = one
      .types()
      .filter((type) => /transcription\.(completed|failed)$|^response\.(created|done)$/.test(type))
      .map((type) => type.replace('conversation.item.input_audio_transcription.', ''));
    expect(order).toEqual(expected);
  });

  it('fails where the recogniser does, and is billed by the second for whisper', async () => {
    let fails = true;
    const { client } = await standin({
      mind: answering(),
      recogniser: {
        recognise: () => {
          if (fails) throw new Error('too quiet');
          return 'Hello.';
        },
      },
    });
    const one = client();
    await one.telephone({}, { ...vad(), transcription: { model: 'whisper-1' } });
    one.say(await speech('Hello there.'));
    const failed = await one.next('conversation.item.input_audio_transcription.failed');
    expect(failed.error.message).toContain('too quiet');
    await one.until(() => one.types().includes('response.done'));
    fails = false;
    one.say(await speech('Hello there.'));
    const { usage } = await one.next('conversation.item.input_audio_transcription.completed');
    expect(usage).toMatchObject({ type: 'duration', seconds: expect.any(Number) });
  });
});
