import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { AT_ONCE, closeRigs, quiet, Rig, speech } from './rig.js';

afterEach(closeRigs);

const STORY = 'I shall now tell you a very long story about a very old house at the end of the road.';
const AGAIN = { turns: [], otherwise: { say: 'Here I am.' } };

/** What the newest session was told of what had been said. */
const remembered = (rig: Rig): string[] =>
  (rig.contexts.at(-1)?.history ?? []).map((one) => ('words' in one ? `${one.kind}: ${one.words}` : one.kind));

describe('another session', () => {
  it(behaves('renewal.planned'), async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: 'Good morning.' } },
      calleeSays: ['Yes, this is Thomas.', 'At eight.'],
      standin: { sessionMs: 600_000 },
      conversation: { renewalMarginMs: 60_000 },
    });
    await rig.talk();
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.some(({ final }) => final), 'answer');
    rig.playAll();
    const [{ id: first } = { id: '' }] = rig.standin.sessions;
    await rig.pass(500_000);
    expect(rig.standin.sessions.map(({ id }) => id)).toEqual([first]);
    await rig.pass(40_000);
    await rig.until(() => rig.logged.some(({ what }) => what === 'renewed'), 'renewed');
    await rig.until(
      () => rig.standin.sessions.length === 1 && rig.standin.sessions[0]?.id !== first,
      'the old one closed',
    );
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 3, 'answer');
    expect(remembered(rig)).toEqual([
      'assistant: Good morning.',
      'user: Yes, this is Thomas.',
      'assistant: Good morning.',
      'user: At eight.',
    ]);
    expect(rig.heard.all('stalled')).toEqual([]);
    const said = rig.heard.words.at(-1);
    expect(Math.abs((said?.endedAt ?? 0) - rig.clock.now())).toBeLessThan(1_500);
  });

  it(behaves('renewal.not-while-talking'), async () => {
    const rig = await Rig.open({
      turns: AGAIN,
      calleeSays: ['Yes.'],
      standin: { sessionMs: 100_000 },
      conversation: { renewalMarginMs: 50_000 },
    });
    await rig.talk();
    await rig.calleeBegins();
    await rig.pass(60_000);
    await rig.until(() => rig.standin.sessions.length === 2, 'another is ready');
    await rig.settle();
    expect(rig.standin.sessions).toHaveLength(2);
    await rig.calleeStops();
    await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.some(({ final }) => final), 'answer');
    expect(rig.standin.sessions).toHaveLength(2);
    rig.playAll();
    await rig.until(() => rig.standin.sessions.length === 1, 'the old one closed');
    expect(rig.heard.all('stalled')).toEqual([]);
  });

  it(behaves('renewal.lost-socket'), async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: STORY } },
      calleeSays: ['Yes, this is Thomas.', 'At eight.'],
    });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    rig.conversation.answered('unknown');
    const [opening] = rig.heard.utterances;
    rig.cut(opening?.id as string, 1_500);
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.some(({ final }) => final), 'answer');
    rig.playAll();
    rig.standin.sessions[0]?.drop();
    await rig.until(() => rig.heard.all('stalled').length === 2, 'stalled, and no longer');
    expect(rig.heard.all('stalled')).toEqual([[true], [false]]);
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 3, 'answer');
    const [cut, ...rest] = remembered(rig);
    expect(`assistant: ${STORY}`.startsWith(cut as string)).toBe(true);
    expect((cut as string).length).toBeLessThan(40);
    expect(rest).toEqual(['user: Yes, this is Thomas.', `assistant: ${STORY}`, 'user: At eight.']);
    expect(rig.logged.map(({ what }) => what)).toEqual(['lost', 'renewed']);
  });

  it(behaves('renewal.expired'), async () => {
    const rig = await Rig.open({ turns: AGAIN, calleeSays: ['Yes.'] });
    await rig.talk();
    rig.standin.sessions[0]?.expire();
    await rig.until(() => rig.heard.all('stalled').length === 2, 'renewed');
    expect(rig.logged[0]).toMatchObject({ what: 'lost', code: 'session_expired' });
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
  });

  it(behaves('renewal.hears-on'), async () => {
    const rig = await Rig.open({ turns: AGAIN, calleeSays: ['Yes, at eight o’clock.'] });
    await rig.talk();
    const words = await speech('Yes, at eight o clock would be fine.');
    await rig.line(quiet(400));
    await rig.line(words.subarray(0, 8_000));
    rig.standin.sessions[0]?.drop();
    await rig.until(() => rig.heard.all('stalled').length > 0, 'stalled');
    // In the middle of the callee's sentence, and before any socket can open again.
    await rig.line(words.subarray(8_000), false);
    await rig.line(quiet(700), false);
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    const session = rig.contexts.at(-1)?.sessionId;
    const heard = rig.wire
      .filter((one) => one.sessionId === session && one.event.type === 'input_audio_buffer.append')
      .map(({ event }) => Buffer.from(event.audio as string, 'base64'));
    expect(Buffer.concat(heard).includes(Buffer.from(words))).toBe(true);
    await rig.until(() => rig.heard.words.some(({ final, text }) => final && text !== ''), 'words');
    expect(rig.heard.all('calleeSpeaking').length).toBe(rig.heard.all('calleeSilent').length);
  });

  it(behaves('renewal.goes-on'), async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: STORY } },
      standin: { latency: { ...AT_ONCE, deltaEveryMs: 300 } },
    });
    await rig.until(() => rig.heard.utterances.length === 1, 'first audio');
    rig.conversation.answered('unknown');
    await rig.clock.advance(2_000);
    rig.standin.sessions[0]?.drop();
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 60_000);
    const create = rig.sent('response.create').at(-1) as unknown as { response: { instructions: string } };
    expect(rig.heard.texts[0]?.length).toBeGreaterThan(3);
    expect(create.response.instructions).toContain(JSON.stringify(rig.heard.texts[0]?.trim()));
  });

  it(behaves('renewal.twice-in-vain'), async () => {
    const rig = await Rig.open({
      turns: AGAIN,
      standin: { faults: (connection) => (connection > 1 ? { handshakeStatus: 503 } : {}) },
    });
    await rig.talk();
    rig.standin.sessions[0]?.drop();
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error).toMatchObject({ code: 'model_session_lost', retryable: true });
    expect(rig.heard.all('stalled')).toEqual([[true]]);
    expect(rig.logged.filter(({ what }) => what === 'lost')).toHaveLength(3);
  });

  it(`${behaves('renewal.twice-in-vain')}: also where sessions open and break off again`, async () => {
    const rig = await Rig.open({
      turns: { turns: [], otherwise: { say: STORY } },
      standin: { faults: { dropAfterDeltas: 2 } },
    });
    await rig.until(() => rig.heard.error !== null, 'failed');
    expect(rig.heard.error).toMatchObject({ code: 'model_session_lost' });
  });
});
