import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { AT_ONCE, closeRigs, Rig, type RigOptions } from './rig.js';

afterEach(closeRigs);

const STORY = 'I shall now tell you a very long story about a very old house at the end of the road.';
/** One delta at a time, as the clock is moved. */
const SLOW = { ...AT_ONCE, deltaEveryMs: 300 };

/** Answered, with an opening of which the test lets come as much as it wants. */
async function whileGenerating(options: RigOptions = {}): Promise<Rig> {
  const rig = await Rig.open({
    turns: [{ say: STORY }, { say: 'Yes?' }],
    calleeSays: ['Wait a moment.'],
    ...options,
    standin: { latency: SLOW, ...options.standin },
  });
  await rig.until(() => rig.heard.utterances.length > 0, 'first audio');
  rig.conversation.answered('unknown');
  await rig.clock.advance(900);
  return rig;
}

const opening = (rig: Rig): { id: string; ms: number; text: string | null } =>
  rig.heard.utterances[0] as { id: string; ms: number; text: string | null };

describe('an interruption', () => {
  it(behaves('interruption.while-generating'), async () => {
    const rig = await whileGenerating();
    await rig.calleeBegins('Wait a moment please.');
    const { id, ms } = opening(rig);
    rig.conversation.played(id, 333.4, true);
    await rig.until(() => rig.received('conversation.item.truncated').length === 1, 'truncated');
    const [created] = rig.received('response.created') as unknown as [{ response: { id: string } }];
    expect(rig.sent('response.cancel')).toMatchObject([{ response_id: created.response.id }]);
    expect(rig.received('conversation.item.truncated')[0]).toMatchObject({ audio_end_ms: 333 });
    expect(STORY.startsWith(opening(rig).text as string)).toBe(true);
    await rig.calleeStops();
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 5_000);
    // Nothing of it was given after it was cut, and the model knows what was heard of it, and no more.
    expect(opening(rig).ms).toBe(ms);
    const [, remembered] = [rig.contexts[0], rig.contexts[1]?.history[0]];
    expect(remembered?.kind).toBe('assistant');
    expect(STORY.startsWith((remembered as { words: string }).words)).toBe(true);
    expect((remembered as { words: string }).words.length).toBeLessThan(20);
  });

  it(behaves('interruption.after-generation'), async () => {
    const rig = await Rig.open({ turns: [{ say: STORY }, { say: 'Yes?' }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    rig.conversation.played(opening(rig).id, 1_200, true);
    await rig.until(() => rig.received('conversation.item.truncated').length === 1, 'truncated');
    expect(rig.sent('response.cancel')).toEqual([]);
    expect(rig.received('conversation.item.truncated')[0]).toMatchObject({ audio_end_ms: 1_200 });
  });

  it(behaves('interruption.unheard'), async () => {
    const rig = await Rig.open({ turns: [{ say: STORY }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    rig.conversation.played(opening(rig).id, 0, true);
    await rig.until(() => rig.received('conversation.item.truncated').length === 1, 'truncated');
    expect(rig.received('conversation.item.truncated')[0]).toMatchObject({ audio_end_ms: 0 });
  });

  it(behaves('interruption.refused'), async () => {
    const rig = await Rig.open({
      turns: [{ say: STORY }, { say: 'Yes?' }],
      standin: { faults: { refuseTruncation: true } },
    });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    rig.conversation.played(opening(rig).id, 1_200, true);
    await rig.until(() => rig.sent('conversation.item.create').length === 1, 'a note');
    expect(rig.sent('conversation.item.truncate')).toHaveLength(1);
    expect(JSON.stringify(rig.sent('conversation.item.create')[0])).toMatch(/heard only: \\+"I shall now/);
    await rig.calleeSays('Wait a moment.');
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.heard.error).toBeNull();
  });

  it(behaves('interruption.counted-shorter'), async () => {
    const rig = await Rig.open({ turns: [{ say: STORY }], standin: { faults: { heldShorterByMs: 85 } } });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    const { id, ms } = opening(rig);
    rig.conversation.played(id, ms - 10, true);
    await rig.until(() => rig.received('conversation.item.truncated').length === 1, 'truncated');
    expect(rig.sent('conversation.item.truncate').map((each) => each.audio_end_ms)).toEqual([
      Math.floor(ms - 10),
      Math.floor(ms - 85),
    ]);
    expect(rig.logged).toEqual([]);
  });

  it(behaves('interruption.by-the-service'), async () => {
    const rig = await whileGenerating({ limits: { bargeInMs: 0 } });
    await rig.calleeBegins('Wait a moment please.');
    await rig.until(() => rig.received('response.done').length === 1, 'done');
    expect(rig.received('response.done')[0]).toMatchObject({
      response: { status: 'cancelled', status_details: { reason: 'turn_detected' } },
    });
    expect(opening(rig).text).not.toBeNull();
    rig.conversation.played(opening(rig).id, 300, true);
    await rig.until(() => rig.received('conversation.item.truncated').length === 1, 'truncated');
    expect(rig.sent('response.cancel')).toEqual([]);
  });

  it(behaves('interruption.spares-the-answer'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: STORY }],
      standin: { latency: SLOW },
      calleeSays: ['Yes.'],
    });
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 1, 5_000);
    rig.conversation.answered('unknown');
    await rig.calleeSays('Yes?');
    await rig.clock.advanceUntil(() => rig.heard.utterances.length === 2, 5_000);
    // The opening's end is told only now: the callee spoke over it.
    rig.conversation.played(opening(rig).id, 200, true);
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 20_000);
    expect(rig.heard.texts[1]).toBe(STORY);
    expect(rig.sent('response.cancel')).toEqual([]);
  });

  it(behaves('audio.late-is-dropped'), async () => {
    const rig = await whileGenerating({ standin: { latency: SLOW, faults: { lateDeltas: 3 } } });
    await rig.calleeBegins('Wait a moment please.');
    const { id, ms } = opening(rig);
    rig.conversation.played(id, 300, true);
    const before = rig.received('response.output_audio.delta').length;
    await rig.clock.advanceUntil(() => rig.received('response.done').length === 1, 5_000);
    expect(rig.received('response.output_audio.delta').length).toBe(before + 3);
    expect(opening(rig).ms).toBe(ms);
    await rig.settle();
    // What came after the cut is cut as well.
    expect(rig.sent('conversation.item.truncate').map((each) => each.audio_end_ms)).toEqual([300, 300]);
  });

  it('is cut once where nothing of it was heard, whatever comes late', async () => {
    const rig = await whileGenerating({ standin: { latency: SLOW, faults: { lateDeltas: 3 } } });
    await rig.calleeBegins('Wait a moment please.');
    rig.conversation.played(opening(rig).id, 0.4, true);
    await rig.clock.advanceUntil(() => rig.received('response.done').length === 1, 5_000);
    await rig.settle();
    expect(rig.sent('conversation.item.truncate').map((each) => each.audio_end_ms)).toEqual([0]);
    expect(rig.received('error')).toEqual([]);
    expect(rig.sent('conversation.item.create')).toEqual([]);
  });
});

describe('what asks for no answer', () => {
  it(behaves('ignore.before-created'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: 'I heard you murmur.' }, { say: 'Yes?' }],
      calleeSays: ['Mm.', 'Who is it?'],
    });
    await rig.talk();
    rig.heard.onTold = (what) => {
      if (what === 'calleeSpeaking') rig.conversation.ignore();
    };
    await rig.calleeSays('Mm-hm.');
    await rig.until(() => rig.received('response.done').length === 2, 'the answer that nobody wants');
    await rig.settle();
    expect(rig.heard.texts).toEqual(['Good morning.']);
    expect(rig.heard.utterances).toHaveLength(1);
    expect(rig.sent('response.cancel').length + rig.sent('conversation.item.delete').length).toBeGreaterThan(0);
    rig.heard.onTold = undefined;
    await rig.calleeSays('Who is it?');
    await rig.until(() => rig.heard.texts.length === 2, 'the next answer');
  });

  it(behaves('ignore.after-created'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: STORY }, { say: 'Yes?' }],
      calleeSays: ['Mm.'],
      standin: { latency: { ...SLOW, firstDeltaMs: 500 } },
    });
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 1, 5_000);
    rig.conversation.answered('unknown');
    rig.playAll();
    await rig.calleeSays('Mm-hm.');
    await rig.until(() => rig.received('response.created').length === 2, 'created');
    rig.conversation.ignore();
    await rig.until(() => rig.received('response.done').length === 2, 'done');
    expect(rig.received('response.done')[1]).toMatchObject({ response: { status: 'cancelled' } });
    await rig.clock.advance(5_000);
    expect(rig.heard.utterances).toHaveLength(1);
  });

  it(behaves('ignore.nothing-else'), async () => {
    const rig = await whileGenerating({
      turns: [{ say: STORY }, { say: 'Yes?' }],
      calleeSays: ['Hello?', 'Who is it?'],
    });
    rig.heard.onTold = (what) => {
      if (what === 'calleeSpeaking') rig.conversation.ignore();
    };
    await rig.calleeSays('Hello, hello?');
    rig.heard.onTold = undefined;
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 1, 60_000);
    expect(rig.heard.texts).toEqual([STORY]);
    rig.playAll();
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(1);
    await rig.calleeSays('Who is it?');
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 5_000);
  });
});

describe('a false stop', () => {
  it(behaves('resumed.put-back'), async () => {
    const rig = await Rig.open({ turns: [{ say: STORY }, { say: 'Yes?' }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    const { id, ms } = opening(rig);
    rig.conversation.played(id, ms / 2, true);
    rig.conversation.resumed(id);
    await rig.until(() => rig.sent('conversation.item.create').length === 1, 'put back');
    const [item] = rig.sent('conversation.item.create') as unknown as [
      { previous_item_id: string; item: { role: string; content: [{ text: string }] } },
    ];
    expect(item.item.role).toBe('assistant');
    expect(STORY.endsWith(item.item.content[0].text)).toBe(true);
    expect(item.item.content[0].text.length).toBeLessThan(STORY.length * 0.7);
    expect(item.previous_item_id).toBe(rig.sent('conversation.item.truncate')[0]?.item_id);
    // Stopped again, further on: of what was put back, only that much stays.
    rig.conversation.played(id, ms * 0.8, true);
    await rig.until(() => rig.sent('conversation.item.create').length === 2, 'cut again');
    expect(rig.sent('conversation.item.delete')).toHaveLength(1);
    const second = rig.sent('conversation.item.create')[1] as unknown as typeof item;
    expect(item.item.content[0].text.startsWith(second.item.content[0].text)).toBe(true);
    await rig.settle();
    expect(rig.wire.filter(({ event }) => event.type === 'error')).toEqual([]);
  });

  it(behaves('resumed.goes-on'), async () => {
    const rig = await whileGenerating({ turns: [{ say: STORY }, { say: 'and so it goes on.' }] });
    const { id } = opening(rig);
    rig.conversation.played(id, 300, true);
    rig.conversation.resumed(id);
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 5_000);
    const create = rig.sent('response.create')[1] as unknown as { response: { instructions: string } };
    expect(create.response.instructions).toContain(JSON.stringify(opening(rig).text));
  });
});
