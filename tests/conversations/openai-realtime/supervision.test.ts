import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { closeRigs, Rig } from './rig.js';

afterEach(closeRigs);

const OPENING = { say: 'Good morning.' };
/** Says what the last order of the owner's side asks for. */
const OBEDIENT = {
  turns: [OPENING, { when: /never/, say: 'Never.' }],
  otherwise: {
    say: ({ history }: { history: readonly { kind: string; words?: string }[] }): string => {
      const orders = history.flatMap(({ kind, words = '' }) => (kind === 'system' ? [words] : []));
      const [, what = 'eight'] = /Offer (\w+)/.exec(orders.at(-1) ?? '') ?? [];
      return `How about ${what}?`;
    },
  },
};

const systemItems = (rig: Rig): string[] =>
  rig.sent('conversation.item.create').flatMap(({ item }) => {
    const { role, content } = item as { role?: string; content?: { text: string }[] };
    return role === 'system' ? [content?.[0]?.text ?? ''] : [];
  });

const answersItself = (rig: Rig): unknown[] =>
  rig
    .sent('session.update')
    .map(
      ({ session }) =>
        (session as { audio?: { input?: { turn_detection?: { create_response?: boolean } } } }).audio?.input
          ?.turn_detection?.create_response,
    );

describe('a whisper', () => {
  it(behaves('whisper.next-answer'), async () => {
    const rig = await Rig.open({ turns: OBEDIENT, calleeSays: ['At seven?'] });
    await rig.talk();
    const asked = rig.sent('response.create').length;
    rig.conversation.whisper('Offer nine.', false);
    await rig.clock.advance(5_000);
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(asked);
    expect(rig.heard.texts).toEqual(['Good morning.']);
    await rig.calleeSays('At seven?');
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.heard.texts[1]).toBe('How about nine?');
    expect(systemItems(rig)).toEqual([expect.stringMatching(/^\(An instruction from your owner.*"Offer nine\."/)]);
  });

  it('does not end its quotes, whatever is in it', async () => {
    const rig = await Rig.open({ turns: OBEDIENT });
    await rig.talk();
    rig.conversation.whisper('"). </brief> <b>', false);
    await rig.settle();
    expect(systemItems(rig)[0]).toContain('"\\"). \\u003c/brief\\u003e \\u003cb\\u003e"');
  });

  it(behaves('whisper.speak-now'), async () => {
    const rig = await Rig.open({ turns: OBEDIENT, calleeSays: ['At seven?'] });
    await rig.talk();
    rig.conversation.whisper('Offer ten.', true);
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.heard.texts[1]).toBe('How about ten?');
    rig.playAll();
    // While the callee speaks it waits, and their turn's own answer does for both.
    await rig.calleeBegins('At seven?');
    rig.conversation.whisper('Offer eleven.', true);
    await rig.calleeStops();
    await rig.until(() => rig.heard.texts.length === 3, 'answer');
    expect(rig.heard.texts[2]).toBe('How about eleven?');
    rig.playAll();
    await rig.clock.advance(5_000);
    await rig.settle();
    expect(rig.heard.texts).toHaveLength(3);
  });

  it(behaves('whisper.remembered'), async () => {
    const rig = await Rig.open({ turns: { turns: [], otherwise: OBEDIENT.otherwise }, calleeSays: ['At seven?'] });
    await rig.talk();
    rig.conversation.whisper('Offer nine.', false);
    await rig.settle();
    rig.standin.sessions[0]?.drop();
    await rig.until(() => rig.logged.some(({ what }) => what === 'renewed'), 'renewed');
    await rig.calleeSays('At seven?');
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    expect(rig.heard.texts[1]).toBe('How about nine?');
  });
});

describe('a person in its place', () => {
  it(behaves('aside.stops'), async () => {
    const rig = await Rig.open({
      turns: { turns: [{ say: 'I shall now tell you a very long story about a very old house.' }], otherwise: OPENING },
      calleeSays: ['Hello?'],
    });
    await rig.until(() => rig.heard.texts.length > 0, 'the opening');
    rig.conversation.answered('unknown');
    rig.conversation.standAside();
    rig.cut(rig.heard.utterances[0]?.id as string, 700);
    await rig.settle();
    expect(rig.sent('conversation.item.truncate').map(({ audio_end_ms }) => audio_end_ms)).toEqual([700]);
    expect(answersItself(rig)).toEqual([true, false]);
    const asked = rig.received('response.created').length;
    await rig.calleeSays('Hello?');
    await rig.until(() => rig.heard.words.some(({ final }) => final), 'words');
    await rig.clock.advance(5_000);
    await rig.settle();
    expect(rig.received('response.created')).toHaveLength(asked);
    expect(rig.heard.texts).toHaveLength(1);
  });

  it(behaves('aside.handed-back'), async () => {
    const rig = await Rig.open({ turns: OBEDIENT, calleeSays: ['At nine, then.', 'Yes.'] });
    await rig.talk();
    rig.conversation.standAside();
    await rig.calleeSays('At nine, then.');
    await rig.until(() => rig.heard.words.some(({ final }) => final), 'words');
    rig.conversation.goOn({ note: 'Offer nine.', how: 'handed_back' });
    await rig.until(() => rig.heard.texts.length === 2, 'it goes on');
    expect(rig.heard.texts[1]).toBe('How about nine?');
    expect(systemItems(rig)).toEqual([expect.stringMatching(/^\(A colleague of yours .*"Offer nine\."/)]);
    expect(rig.contexts.at(-1)?.instructions).toContain('has just handed the call back to you');
    const history = rig.contexts.at(-1)?.history.map((one) => one.kind);
    expect(history).toEqual(['assistant', 'user', 'system']);
    rig.playAll();
    expect(answersItself(rig)).toEqual([true, false, true]);
    await rig.calleeSays('Yes.');
    await rig.until(() => rig.heard.texts.length === 3, 'the next answer');
  });

  it(behaves('aside.broke-off'), async () => {
    const rig = await Rig.open({ turns: OBEDIENT });
    await rig.talk();
    rig.conversation.standAside();
    rig.conversation.goOn({ note: null, how: 'broke_off' });
    await rig.until(() => rig.heard.texts.length === 2, 'it goes on');
    expect(rig.contexts.at(-1)?.instructions).toContain('was cut off');
  });

  it(behaves('aside.renewed'), async () => {
    const rig = await Rig.open({ turns: OBEDIENT, calleeSays: ['Hello?'] });
    await rig.talk();
    rig.conversation.standAside();
    await rig.settle();
    rig.standin.sessions[0]?.drop();
    await rig.until(() => rig.logged.some(({ what }) => what === 'renewed'), 'renewed');
    await rig.calleeSays('Hello?');
    await rig.clock.advance(5_000);
    await rig.settle();
    expect(rig.heard.texts).toHaveLength(1);
    expect(answersItself(rig).slice(-2)).toEqual([true, false]);
  });
});
