import { DEFAULT_CALL_LIMITS, OpenaiRealtimeConversations } from '@ringback/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { closeRigs, Rig, type RigOptions } from './rig.js';

afterEach(closeRigs);

async function sessionOf(options: RigOptions): Promise<Record<string, unknown>> {
  const rig = await Rig.open(options);
  await rig.until(() => rig.received('session.updated').length === 1, 'session.updated');
  return rig.received('session.updated')[0]?.session as Record<string, unknown>;
}

describe('the settings of a session', () => {
  it(behaves('settings.explicit'), async () => {
    const rig = await Rig.open();
    await rig.until(() => rig.sent('session.update').length === 1, 'session.update');
    expect(rig.sent('session.update')[0]?.session).toMatchObject({
      type: 'realtime',
      output_modalities: ['audio'],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      reasoning: { effort: 'low' },
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          noise_reduction: { type: 'near_field' },
          transcription: { model: 'gpt-transcribe', language: 'en' },
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: false,
          },
        },
        output: { format: { type: 'audio/pcmu' }, voice: 'marin', speed: 1 },
      },
    });
    expect(rig.wire.map(({ event }) => event.type)).not.toContain('error');
  });

  it(behaves('settings.options'), async () => {
    const session = await sessionOf({
      conversation: {
        model: 'gpt-realtime-2',
        voice: { id: 'voice_abc' },
        speed: 1.2,
        turnDetection: { type: 'semantic_vad', eagerness: 'high', createResponse: false, interruptResponse: true },
        noiseReduction: null,
        transcription: {
          model: 'gpt-realtime-whisper',
          language: 'zh',
          delay: 'low',
          prompt: 'left out',
          keywords: ['left out'],
        },
        reasoningEffort: 'minimal',
        maxOutputTokens: 900,
      },
    });
    expect(session).toMatchObject({
      model: 'gpt-realtime-2',
      max_output_tokens: 900,
      reasoning: { effort: 'minimal' },
      audio: {
        input: {
          noise_reduction: null,
          transcription: { model: 'gpt-realtime-whisper', language: 'zh', delay: 'low' },
          turn_detection: { type: 'semantic_vad', eagerness: 'high', create_response: false, interrupt_response: true },
        },
        output: { voice: { id: 'voice_abc' }, speed: 1.2 },
      },
    });
    const vad = await sessionOf({
      conversation: {
        turnDetection: {
          type: 'server_vad',
          threshold: 0.7,
          prefixPaddingMs: 200,
          silenceDurationMs: 350,
          idleTimeoutMs: 6_000,
        },
        transcription: null,
      },
    });
    expect(vad).toMatchObject({
      audio: {
        input: {
          transcription: null,
          turn_detection: { threshold: 0.7, prefix_padding_ms: 200, silence_duration_ms: 350, idle_timeout_ms: 6_000 },
        },
      },
    });
  });

  it.each([
    ['gpt-realtime-2.1', true],
    ['gpt-realtime-2.1-mini', true],
    ['gpt-realtime-1.5', false],
    ['gpt-realtime-mini', false],
  ])(`${behaves('settings.model-bound')} (%s)`, async (model, thinks) => {
    const rig = await Rig.open({ conversation: { model } });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    const session = rig.sent('session.update')[0]?.session ?? {};
    expect(Object.hasOwn(session, 'reasoning')).toBe(thinks);
    expect(rig.logged).toEqual([]);
  });

  it(behaves('settings.never-waits'), async () => {
    const rig = await Rig.open({
      standin: { faults: { sessionUpdated: false } },
      turns: [{ say: 'Hello.' }, { say: 'Good.' }],
    });
    await rig.talk();
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.received('session.updated')).toEqual([]);
  });

  it(behaves('settings.refused'), async () => {
    const rig = await Rig.open({
      conversation: { transcription: { model: 'no-such-recogniser' }, voice: 'nobody' },
      turns: { turns: [], otherwise: { say: 'Hello.' } },
    });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    const last = rig.received('session.updated').at(-1)?.session;
    expect(last).toMatchObject({
      audio: {
        input: { format: { type: 'audio/pcmu' }, transcription: null, turn_detection: { silence_duration_ms: 500 } },
        output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
      },
    });
    // Nothing was given of what had begun in 24 kHz PCM.
    expect(rig.heard.utterances).toHaveLength(1);
    const given = rig.received('response.created').at(-1) as unknown as {
      response: { audio: { output: { format: { type: string } } } };
    };
    expect(given.response.audio.output.format.type).toBe('audio/pcmu');
    expect(rig.logged.map(({ what }) => what)).toEqual(expect.arrayContaining(['server_error']));
    rig.conversation.answered('unknown');
    rig.playAll();
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
  });

  it(behaves('settings.invalid'), () => {
    const open = (options: object) => () => new OpenaiRealtimeConversations({ apiKey: 'sk', ...options });
    for (const wrong of [
      { apiKey: ' ' },
      { baseUrl: 'ftp://model.example' },
      { baseUrl: 'no address' },
      { speed: 3 },
      { maxOutputTokens: 0 },
      { profile: 'azure', baseUrl: 'https://res.openai.azure.com' },
      { profile: 'azure', model: 'my-deployment' },
      { profile: 'other' },
    ]) {
      expect(open(wrong), JSON.stringify(wrong)).toThrowError(
        expect.objectContaining({ code: 'invalid_model_settings' }),
      );
    }
    expect(open({ baseUrl: 'wss://model.example/v1/' })).not.toThrow();
    expect(DEFAULT_CALL_LIMITS.bargeInMs).toBeGreaterThan(0);
  });
});
