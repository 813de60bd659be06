import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { closeRigs, Rig } from './rig.js';

afterEach(closeRigs);

interface Done {
  response: {
    usage: {
      input_token_details: {
        text_tokens: number;
        audio_tokens: number;
        cached_tokens_details: { text_tokens: number; audio_tokens: number };
      };
      output_token_details: { text_tokens: number; audio_tokens: number };
    };
  };
}

describe('usage', () => {
  it(behaves('usage.exact'), async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: 'Good morning to you.' } },
      calleeSays: ['Yes.', 'No.'],
    });
    await rig.talk();
    for (const answers of [2, 3]) {
      await rig.calleeSays('Yes.');
      await rig.until(() => rig.heard.usages.filter(({ kind }) => kind === 'response').length === answers, 'usage');
      rig.playAll();
    }
    const done = rig.received('response.done') as unknown as Done[];
    const told = rig.heard.usages.filter(({ kind }) => kind === 'response');
    expect(told).toHaveLength(done.length);
    for (const [at, { response }] of done.entries()) {
      const { input_token_details: input, output_token_details: output } = response.usage;
      const cached = input.cached_tokens_details;
      expect(told[at]).toEqual({
        kind: 'response',
        model: 'gpt-realtime-2.1',
        input: { text: input.text_tokens, audio: input.audio_tokens, image: 0 },
        cached: { text: cached.text_tokens, audio: cached.audio_tokens, image: 0 },
        output: { text: output.text_tokens, audio: output.audio_tokens, image: 0 },
        // $4, $0.40, $24 for a million of text, $32, $0.40, $64 of audio.
        costNanoUsd:
          (input.text_tokens - cached.text_tokens) * 4_000 +
          (cached.text_tokens + cached.audio_tokens) * 400 +
          (input.audio_tokens - cached.audio_tokens) * 32_000 +
          output.text_tokens * 24_000 +
          output.audio_tokens * 64_000,
      });
    }
    expect(told.at(-1)?.cached.text).toBeGreaterThan(0);
  });

  it(behaves('usage.once'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }],
      standin: { faults: { repeatResponseDone: true } },
    });
    await rig.until(() => rig.received('response.done').length === 2, 'done twice');
    await rig.settle();
    expect(rig.heard.usages).toHaveLength(1);
  });

  it(behaves('usage.transcription'), async () => {
    const rig = await Rig.open({
      conversation: {
        transcription: { model: 'whisper-1' },
        prices: { 'whisper-1': { minute: 0.006 }, 'gpt-realtime-2.1': { text: { input: 1, cached: 0, output: 0 } } },
      },
      turns: { turns: [], otherwise: { say: 'Good morning.' } },
      calleeSays: ['Yes.'],
    });
    await rig.talk();
    await rig.calleeSays();
    await rig.until(() => rig.heard.usages.some(({ kind }) => kind === 'transcription'), 'usage');
    const used = rig.heard.usages.find(({ kind }) => kind === 'transcription');
    expect(used).toMatchObject({ model: 'whisper-1', output: { text: 0, audio: 0, image: 0 } });
    expect(used?.seconds).toBeGreaterThan(1);
    expect(used?.costNanoUsd).toBe(Math.round(((used?.seconds ?? 0) / 60) * 6_000_000));
    const [response] = rig.heard.usages;
    expect(response?.costNanoUsd).toBe((response?.input.text ?? 0) * 1_000);
  });
});
