import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { AT_ONCE, closeRigs, Rig } from './rig.js';

afterEach(closeRigs);

const STORY = 'I shall now tell you a very long story about a very old house at the end of the road.';
const SLOW = { ...AT_ONCE, deltaEveryMs: 300 };

describe('one response at a time', () => {
  it(behaves('responses.refused-answer'), async () => {
    const rig = await Rig.open({
      turns: [{ say: STORY }, { say: 'Yes, I can hear you.' }],
      calleeSays: ['Can you hear me?'],
      standin: { latency: SLOW },
    });
    await rig.until(() => rig.heard.utterances.length === 1, 'first audio');
    rig.conversation.answered('unknown');
    // Nobody takes it for a wish to interrupt, and nobody says that it asks for no answer.
    await rig.calleeSays('Can you hear me?');
    await rig.until(() => rig.received('error').length === 1, 'error');
    expect(rig.received('error')[0]).toMatchObject({ error: { code: 'conversation_already_has_active_response' } });
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 60_000);
    expect(rig.heard.texts).toEqual([STORY, 'Yes, I can hear you.']);
    expect(rig.sent('response.create')).toHaveLength(2);
    expect(rig.logged).toEqual([]);
  });

  it(behaves('responses.race'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: 'Thank you.' }, { say: 'You pressed one.' }],
      calleeSays: ['Yes.'],
    });
    await rig.talk();
    // The key is pressed in the very moment in which the turn ends: both answers are on their way.
    rig.heard.onTold = (what) => {
      if (what === 'calleeSilent') rig.conversation.hearKey('1');
    };
    await rig.calleeBegins('Yes.');
    rig.conversation.hearKey('1');
    await rig.calleeStops();
    await rig.until(() => rig.heard.texts.length >= 2, 'answers');
    await rig.settle();
    expect(rig.heard.error).toBeNull();
    expect(rig.logged).toEqual([]);
    const done = rig.received('response.done').map(({ response }) => (response as { status: string }).status);
    expect(done.at(-1)).toBe('completed');
  });

  it(behaves('responses.repeated-done'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: 'Thank you.' }],
      calleeSays: ['Yes.'],
      standin: { faults: { repeatResponseDone: true } },
    });
    await rig.talk();
    await rig.calleeSays();
    await rig.until(() => rig.received('response.done').length === 4, 'done, twice each');
    await rig.settle();
    expect(rig.heard.texts).toEqual(['Good morning.', 'Thank you.']);
    expect(rig.heard.all('speechEnded')).toHaveLength(2);
    expect(rig.sent('response.create')).toHaveLength(1);
  });
});

describe('a response that fails', () => {
  it(behaves('responses.failed-once'), async () => {
    const rig = await Rig.open({ turns: [{ fail: { code: 'server_error' } }, { say: 'Good morning.' }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    expect(rig.heard.texts).toEqual(['Good morning.']);
    expect(rig.logged).toMatchObject([{ what: 'response', code: 'server_error', type: 'failed' }]);
  });

  it(behaves('responses.failed-twice'), async () => {
    const rig = await Rig.open({ standin: { faults: { failResponses: { from: 1, code: 'rate_limit_exceeded' } } } });
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error).toMatchObject({
      code: 'model_failed',
      retryable: true,
      details: { code: 'rate_limit_exceeded' },
    });
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(2);
    expect(rig.heard.all('failed')).toHaveLength(1);
  });

  it(behaves('responses.quota'), async () => {
    const rig = await Rig.open({ standin: { faults: { failResponses: { from: 1, code: 'insufficient_quota' } } } });
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error).toMatchObject({ code: 'model_quota_exceeded', retryable: false });
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(1);
  });

  it(behaves('responses.stalled'), async () => {
    let stalls = true;
    const rig = await Rig.open({
      turns: [{ say: STORY }, { say: 'at the end of the road.' }],
      standin: {
        faults: {
          get stallAfterDeltas() {
            return stalls ? 4 : undefined;
          },
        },
      },
    });
    await rig.until(() => rig.received('response.output_audio.delta').length === 4, 'four deltas');
    await rig.clock.advance(3_900);
    expect(rig.sent('response.cancel')).toEqual([]);
    stalls = false;
    await rig.clock.advance(200);
    await rig.until(() => rig.heard.texts.length === 2, 'the rest');
    expect(rig.sent('response.cancel')).toHaveLength(1);
    expect(STORY.startsWith(rig.heard.texts[0] as string)).toBe(true);
    const [, again] = rig.sent('response.create') as unknown as { response: { instructions: string } }[];
    expect(again?.response.instructions).toContain(JSON.stringify(rig.heard.texts[0]?.trim()));
  });

  it(behaves('responses.unanswered-turn'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: 'Yes?' }],
      calleeSays: ['Hello?'],
      // It says that it will answer by itself, and does not.
      conversation: { turnDetection: { type: 'server_vad', idleTimeoutMs: null } },
      through: (url) => import('./proxy.js').then(({ proxy }) => proxy(url, { toServer: neverAnswering })),
    });
    await rig.talk();
    await rig.calleeSays();
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(1);
    await rig.clock.advance(4_100);
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.sent('response.create')).toHaveLength(2);
  });
});

/** Tells the server not to answer turns. */
function neverAnswering(event: Record<string, unknown>): Record<string, unknown>[] {
  const text = JSON.stringify(event).replace('"create_response":true', '"create_response":false');
  return [JSON.parse(text) as Record<string, unknown>];
}
