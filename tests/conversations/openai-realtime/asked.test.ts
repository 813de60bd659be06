import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { AT_ONCE, closeRigs, Rig } from './rig.js';

afterEach(closeRigs);

describe('what it is asked for', () => {
  it(behaves('silence.asks'), async () => {
    const rig = await Rig.open({ turns: [{ say: 'Good morning.' }, { say: 'Are you there?' }] });
    await rig.talk();
    rig.conversation.silence();
    await rig.until(() => rig.heard.texts.length === 2, 'question');
    expect(rig.heard.texts[1]).toBe('Are you there?');
    expect(rig.contexts[1]?.instructions).toContain('still there');
    expect(rig.sent('response.create')[1]).toMatchObject({ response: { tool_choice: 'none' } });
  });

  it(behaves('keys.of-the-callee'), async () => {
    const rig = await Rig.open({
      turns: [{ say: 'Good morning.' }, { say: 'You pressed one.' }, { say: 'You pressed one and two.' }],
      standin: { latency: { ...AT_ONCE, firstDeltaMs: 300 } },
    });
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 1, 1_000);
    rig.conversation.answered('unknown');
    rig.playAll();
    rig.conversation.hearKey('1');
    await rig.until(() => rig.received('response.created').length === 2, 'answer to the first');
    await rig.clock.advance(200);
    rig.conversation.hearKey('2');
    await rig.clock.advanceUntil(() => rig.heard.texts.length === 2, 2_000);
    const notes = rig.sent('conversation.item.create').map(({ item }) => JSON.stringify(item));
    expect(notes).toHaveLength(2);
    expect(notes[1]).toMatch(/pressed the key 2/);
    await rig.clock.advance(2_000);
    // One answer to both.
    expect(rig.heard.utterances).toHaveLength(2);
    expect(rig.contexts.at(-1)?.history.filter(({ kind }) => kind === 'system')).toHaveLength(2);
  });

  it(behaves('mailbox.recording'), async () => {
    const rig = await Rig.open({
      turns: { turns: [{ say: 'Good morning.' }], otherwise: { say: 'This is Ms Li, please call back.' } },
      calleeSays: ['You have reached the mailbox of Thomas.'],
    });
    await rig.talk();
    await rig.calleeBegins('You have reached the mailbox of Thomas, please leave a message.');
    rig.conversation.mailbox('greeting', 'This is Ms Li, please call back.');
    await rig.settle();
    await rig.line(new Uint8Array(8 * 900).fill(0xff));
    await rig.settle();
    expect(rig.heard.texts).toEqual(['Good morning.']);
    rig.conversation.mailbox('recording', 'This is Ms Li, please call back.');
    await rig.until(() => rig.heard.finished !== null, 'finish');
    expect(rig.heard.finished?.end).toBe('voicemail');
    expect(rig.heard.texts).toEqual(['Good morning.', 'This is Ms Li, please call back.']);
    expect(rig.contexts.at(-1)?.instructions.split('\n').at(-1)).toBe('"This is Ms Li, please call back."');
    expect(rig.received('session.updated').at(-1)).toMatchObject({
      session: { audio: { input: { turn_detection: { create_response: false, silence_duration_ms: 500 } } } },
    });
    // Nothing to leave: it ends at once.
    const empty = await Rig.open({ turns: [{ say: 'Good morning.' }] });
    await empty.talk();
    empty.conversation.mailbox('recording', ' ');
    expect(empty.heard.finished?.end).toBe('voicemail');
  });

  it(behaves('conclude.while-speaking'), async () => {
    const rig = await Rig.open({
      turns: [
        { say: 'I shall now tell you a very long story about a very old house.' },
        { say: 'I must go, goodbye.' },
      ],
      standin: { latency: { ...AT_ONCE, deltaEveryMs: 300 } },
    });
    await rig.until(() => rig.heard.utterances.length === 1, 'first audio');
    rig.conversation.answered('unknown');
    rig.conversation.conclude('out_of_balance');
    rig.conversation.conclude('time_limit');
    await rig.clock.advanceUntil(() => rig.heard.finished !== null, 20_000);
    expect(rig.heard.finished?.end).toBe('out_of_balance');
    expect(rig.heard.texts[1]).toBe('I must go, goodbye.');
    expect(rig.sent('response.cancel')).toHaveLength(1);
    expect(rig.sent('response.create')).toHaveLength(2);
  });
});
