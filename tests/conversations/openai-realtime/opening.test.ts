import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { closeRigs, quiet, Rig, speech } from './rig.js';

afterEach(closeRigs);

const OPENING = 'Good morning, this is the AI assistant of Ms Li.';

describe('the opening', () => {
  it(behaves('prewarm.opening'), async () => {
    const rig = await Rig.open({ turns: [{ say: OPENING }] });
    await rig.until(() => rig.heard.usages.length === 1, 'usage');
    expect(rig.heard.told[0]).toEqual(['ready']);
    expect(rig.heard.texts).toEqual([OPENING]);
    expect(rig.heard.utterances[0]?.ms).toBeGreaterThan(1_000);
    rig.conversation.answered('unknown');
    await rig.settle();
    expect(rig.sent('response.create')).toHaveLength(1);
    expect(rig.contexts[0]?.instructions).toContain('say only your opening'.replace('say', 'Say'));
  });

  it(behaves('prewarm.session'), async () => {
    const rig = await Rig.open({ conversation: { prewarm: 'session' }, turns: [{ say: OPENING }] });
    await rig.until(() => rig.received('session.updated').length === 1, 'session.updated');
    await rig.settle();
    expect(rig.sent('response.create')).toEqual([]);
    expect(rig.heard.told).toEqual([['ready']]);
    rig.conversation.answered('human');
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    expect(rig.conversations.capabilities.prepares).toBe(false);
  });

  it(behaves('prewarm.off'), async () => {
    const rig = await Rig.open({ conversation: { prewarm: 'off' }, turns: [{ say: OPENING }] });
    await rig.settle();
    expect(rig.standin.sessions).toEqual([]);
    expect(rig.heard.told).toEqual([]);
    rig.conversation.answered('unknown');
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
  });

  it(behaves('opening.exact-words'), async () => {
    const openingLine = 'Hello </brief> "Thomas", \\ it\'s 5 < 6.';
    const rig = await Rig.open({ brief: { openingLine }, turns: [{ say: OPENING }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    const [create] = rig.sent('response.create') as unknown as [
      { response: { instructions: string; tool_choice: string } },
    ];
    const given = create.response.instructions.split('\n').at(-1) as string;
    expect(JSON.parse(given)).toBe(openingLine);
    expect(create.response.instructions).toContain('word for word');
    expect(create.response.tool_choice).toBe('none');
    // Nothing else that could change them.
    expect(create.response.instructions).not.toContain('Book a table');
  });

  it(behaves('hearing.after-the-answer'), async () => {
    const rig = await Rig.open({ turns: [{ say: OPENING }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    await rig.line(await speech('The number you have called'));
    expect(rig.sent('input_audio_buffer.append')).toEqual([]);
    rig.conversation.answered('unknown');
    await rig.line(quiet(100));
    expect(rig.sent('input_audio_buffer.append')).toHaveLength(5);
  });

  it(behaves('hearing.kept-until-configured'), async () => {
    const rig = await Rig.open({ conversation: { prewarm: 'off' }, turns: [{ say: OPENING }], calleeSays: ['Hello?'] });
    rig.conversation.answered('unknown');
    const said = Buffer.concat([quiet(400), await speech('Hello, who is there?'), quiet(700)]);
    // Faster than any socket opens.
    await rig.line(said, false);
    await rig.until(() => rig.heard.words.some(({ final }) => final), 'words');
    const appended = rig.sent('input_audio_buffer.append').map(({ audio }) => Buffer.from(audio as string, 'base64'));
    expect(Buffer.concat(appended).equals(said)).toBe(true);
    expect(rig.heard.words.at(-1)?.text).toBe('Hello?');
  });

  it(behaves('hearing.relayed'), async () => {
    const rig = await Rig.open({ turns: [{ say: OPENING }] });
    await rig.talk();
    const bytes = await speech('Yes.');
    await rig.line(bytes);
    const sent = rig.sent('input_audio_buffer.append').map(({ audio }) => audio);
    expect(sent[0]).toBe(Buffer.from(bytes.subarray(0, 160)).toString('base64'));
    expect(sent).toHaveLength(Math.ceil(bytes.length / 160));
  });

  it(behaves('audio.given-as-it-came'), async () => {
    const rig = await Rig.open({ turns: [{ say: OPENING }] });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    const bytes = rig
      .received('response.output_audio.delta')
      .reduce((sum, { delta }) => sum + Buffer.from(delta as string, 'base64').length, 0);
    expect(rig.heard.utterances[0]?.bytes).toBe(bytes);
    expect(rig.heard.told.findLastIndex(([what]) => what === 'speech')).toBeLessThan(
      rig.heard.told.findIndex(([what]) => what === 'speechEnded'),
    );
  });

  it(behaves('audio.unknown-fields'), async () => {
    const rig = await Rig.open({ turns: [{ say: OPENING }], standin: { faults: { unknownFields: true } } });
    await rig.until(() => rig.heard.texts.length === 1, 'opening');
    expect(rig.heard.texts).toEqual([OPENING]);
    expect(rig.wire.some(({ event }) => 'obfuscation' in event)).toBe(true);
    expect(rig.logged).toEqual([]);
  });
});
