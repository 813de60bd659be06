import { afterEach, describe, expect, it } from 'vitest';
import { behaves } from '../../behaviours/realtime.js';
import { closeRigs, quiet, Rig, speech } from './rig.js';

afterEach(closeRigs);

const SAYS = ['Yes, this is Thomas speaking.'];
const TURNS = [{ say: 'Good morning.' }, { say: 'Thank you.' }, { say: 'Anything else?' }];

describe("the callee's words", () => {
  it(behaves('words.timed'), async () => {
    const rig = await Rig.open({ turns: TURNS, calleeSays: SAYS });
    await rig.talk();
    // The line is up for a while, then pauses: instants go by the clock, not by the audio alone.
    await rig.line(quiet(1_000));
    await rig.clock.advance(3_000);
    await rig.line(quiet(600));
    const from = rig.clock.now();
    await rig.line(await speech(SAYS[0] as string));
    const to = rig.clock.now();
    await rig.line(quiet(700));
    await rig.until(() => rig.heard.words.some(({ final }) => final), 'words');
    const said = rig.heard.words.at(-1);
    expect(Math.abs((said?.startedAt ?? 0) - from)).toBeLessThanOrEqual(60);
    expect(Math.abs((said?.endedAt ?? 0) - to)).toBeLessThanOrEqual(80);
    expect(rig.heard.words.map(({ final }) => final)).toEqual([false, true]);
    expect(new Set(rig.heard.words.map(({ utteranceId }) => utteranceId)).size).toBe(1);
  });

  it.each(['before_response', 'after_response'] as const)(
    `${behaves('words.before-or-after')} (%s)`,
    async (transcription) => {
      const rig = await Rig.open({ turns: TURNS, calleeSays: SAYS, standin: { faults: { transcription } } });
      await rig.talk();
      await rig.calleeSays();
      await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.some(({ final }) => final), 'both');
      const order = rig.heard.told.map(([what]) => what);
      const words = order.lastIndexOf('calleeSaid');
      const answer = order.lastIndexOf('speechEnded');
      expect(words < answer).toBe(transcription === 'before_response');
      const said = rig.heard.words.at(-1);
      expect(said?.text).toBe(SAYS[0]);
      expect(said?.endedAt).toBeLessThan(rig.clock.now());
    },
  );

  it(behaves('words.failed'), async () => {
    const rig = await Rig.open({ turns: TURNS, calleeSays: SAYS, standin: { faults: { transcription: 'failed' } } });
    await rig.talk();
    await rig.calleeSays();
    await rig.until(() => rig.heard.texts.length === 2 && rig.heard.words.length === 1, 'both');
    expect(rig.heard.words).toMatchObject([{ text: '', final: true }]);
  });

  it(behaves('words.never'), async () => {
    const rig = await Rig.open({ turns: TURNS, calleeSays: SAYS, standin: { faults: { transcription: 'never' } } });
    await rig.talk();
    for (const answers of [2, 3]) {
      await rig.calleeSays();
      await rig.until(() => rig.heard.texts.length === answers, 'answer');
      rig.playAll();
    }
    expect(rig.heard.words).toEqual([]);
  });

  it(behaves('words.invented'), async () => {
    const rig = await Rig.open({ turns: TURNS, calleeSays: ['Thanks for watching!', 'Thanks for watching!'] });
    await rig.talk();
    await rig.calleeSays('Uh');
    await rig.until(() => rig.heard.words.some(({ final }) => final), 'no words');
    expect(rig.heard.words).toMatchObject([{ text: '', final: true }]);
    await rig.until(() => rig.heard.texts.length === 2, 'answer');
    rig.playAll();
    // Said in earnest, by somebody who takes the time that it takes.
    await rig.calleeSays('Well then, I have to say it, thanks for watching me.');
    await rig.until(() => rig.heard.words.filter(({ final }) => final).length === 2, 'words');
    expect(rig.heard.words.at(-1)?.text).toBe('Thanks for watching!');
  });
});
