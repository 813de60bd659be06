import { describe, expect, it } from 'vitest';
import { ScriptedCall } from '../testing/index.js';
import { isMurmur } from './false-stop.js';

const TEXT = '明天上午九点在会议室开会，请准时参加。';

/** The assistant was stopped 800 ms into a sentence of 3.4 s by a sound of `ms`. */
async function stopped(ms = 400, chunkMs?: number): Promise<ScriptedCall> {
  const call = new ScriptedCall();
  await call.answer();
  call.conversation.say('opening', '您好。', 400);
  await call.clock.advance(1_000);
  call.conversation.say('a1', TEXT, 3_400, { chunkMs });
  await call.clock.advance(500);
  await call.calleeSpeaks(ms);
  expect(call.leg.clears).toHaveLength(1);
  return call;
}

describe('a sound that stops the assistant', () => {
  it.each([
    ['words known by stretch', undefined],
    ['words known as a whole', 200],
  ])(
    'and turns out to be nothing: the rest is said, from where it was cut (%s) [bridge: barge-in.false-stop]',
    async (_, chunkMs) => {
      const call = await stopped(400, chunkMs);
      const before = call.leg.heardMs;
      await call.clock.advance(1_199);
      expect(call.leg.heardMs).toBe(before);
      await call.clock.advance(1);
      expect(call.conversation.resumptions).toEqual(['a1']);
      expect(call.of('resumed').map(({ utteranceId }) => utteranceId)).toEqual(['a1']);
      await call.clock.advance(2_700);
      expect(call.leg.heardMs).toBe(400 + 3_400);
      const [, first, rest] = call.of('utterance').map(({ utterance }) => utterance);
      expect(first).toMatchObject({ utteranceId: 'a1', interrupted: true });
      expect(rest?.interrupted).toBe(false);
      expect(`${first?.text}${rest?.text}`).toBe(TEXT);
      expect(call.conversation.reports.slice(1)).toEqual([
        { utteranceId: 'a1', heardMs: 800, interrupted: true },
        { utteranceId: 'a1', heardMs: 3_400, interrupted: false },
      ]);
    },
  );

  it('and was murmured: the same', async () => {
    const call = await stopped();
    call.conversation.calleeSaid('u1', '嗯嗯。', call.clock.now() - 400);
    await call.clock.advance(1_200);
    expect(call.conversation.resumptions).toEqual(['a1']);
  });

  it('and had words: nothing goes on', async () => {
    const call = await stopped();
    await call.clock.advance(1_000);
    call.conversation.calleeSaid('u1', '等一下。', call.clock.now() - 1_400, call.clock.now() - 1_000);
    await call.clock.advance(5_000);
    expect(call.conversation.resumptions).toEqual([]);
    expect(call.leg.playing).toBe(false);
  });

  it('whose words come late: what went on is stopped again', async () => {
    const call = await stopped();
    await call.clock.advance(1_500);
    expect(call.leg.playing).toBe(true);
    call.conversation.calleeSaid('u1', '等一下。', call.clock.now() - 1_900, call.clock.now() - 1_500);
    expect(call.leg.playing).toBe(false);
    expect(call.conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 800 + 300, interrupted: true });
  });

  it('whose rest was heard to its end: what is said then stops nothing', async () => {
    const call = await stopped();
    await call.clock.advance(1_200 + 2_700);
    expect(call.conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 3_400, interrupted: false });
    const clears = call.leg.clears.length;
    call.conversation.calleeSaid('u1', '好的。', call.clock.now() - 300);
    expect(call.leg.clears).toHaveLength(clears);
  });

  it('and is answered: the answer alone is heard', async () => {
    const call = await stopped();
    await call.clock.advance(800);
    call.conversation.say('a2', '您请说。', 600);
    await call.clock.advance(4_000);
    expect(call.conversation.resumptions).toEqual([]);
    expect(call.transcript.at(-1)).toBe('assistant: 您请说。');
  });

  it('and is being answered: that is waited for, but not for ever', async () => {
    const call = await stopped();
    call.conversation.answering = true;
    await call.clock.advance(2_900);
    expect(call.conversation.resumptions).toEqual([]);
    await call.clock.advance(400);
    expect(call.conversation.resumptions).toEqual(['a1']);
  });

  it('while its sentence is still being made: the conversation is asked to break the silence', async () => {
    const call = new ScriptedCall();
    await call.answer();
    call.conversation.say('opening', '您好。', 400);
    await call.clock.advance(1_000);
    const { listener } = call.conversation;
    listener.speech('a1', call.conversation.heard[0] ?? (await call.synthesiser.speak('明天', { language: 'zh' })));
    await call.clock.advance(50);
    await call.calleeSpeaks(400);
    await call.clock.advance(1_200);
    expect(call.conversation.resumptions).toEqual([]);
    expect(call.conversation.silences).toBe(1);
  });

  it('goes on in the callee’s sound: it is looked at when that is over', async () => {
    const call = await stopped();
    await call.clock.advance(800);
    await call.calleeSpeaks(1_000);
    await call.clock.advance(1_199);
    expect(call.conversation.resumptions).toEqual([]);
    await call.clock.advance(1);
    expect(call.conversation.resumptions).toEqual(['a1']);
  });
});

describe('murmurs', () => {
  it.each(['嗯', '嗯嗯。', '哦，嗯', 'uh-huh', 'Mm-hmm.', 'Uh huh', 'mhm', 'oh', ''])('%j is one', (text) => {
    expect(isMurmur(text)).toBe(true);
  });
  it.each(['好', '不', 'no', 'yes', '等一下', 'hm, wait', 'stop', '喂'])('%j is none', (text) => {
    expect(isMurmur(text)).toBe(false);
  });
});
