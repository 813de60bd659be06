import { describe, expect, it } from 'vitest';
import { MULAW_SILENCE, MulawAudio } from '../audio/mulaw-audio.js';
import { ScriptedCall, silentAudio } from '../testing/index.js';

async function talking(options: ConstructorParameters<typeof ScriptedCall>[0] = {}): Promise<ScriptedCall> {
  const call = new ScriptedCall(options);
  await call.answer();
  call.conversation.say('opening', '您好。', 400);
  await call.clock.advance(1_000);
  return call;
}

const LOUD = MulawAudio.fromBytes(new Uint8Array(160).map((_, index) => (index % 2 === 0 ? 0x10 : 0x90)));
const SILENT = MulawAudio.fromBytes(new Uint8Array(160).fill(MULAW_SILENCE));

/** The callee's side brings this, a frame every 20 ms. */
async function hear(call: ScriptedCall, audio: MulawAudio, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    call.leg.sound(audio);
    await call.clock.advance(20);
  }
}

describe('a callee who speaks while the assistant does', () => {
  it('stops it after 300 ms, and only the words that were heard are final [bridge: barge-in.truncates]', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    const began = clock.now();
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await clock.advance(1_400);
    conversation.listener.calleeSpeaking();
    await clock.advance(299);
    expect(leg.clears).toEqual([]);
    await clock.advance(1);
    expect(leg.clears).toEqual([began + 1_700]);
    expect(conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 1_700, interrupted: true });
    expect(leg.heardMs).toBe(400 + 1_700);
    expect(call.transcript.at(-1)).toBe('assistant: 明天上午九点在会…');
    expect(call.of('interruption')).toEqual([
      { type: 'interruption', at: 3_700, utteranceId: 'a1', heardMs: 1_700, spokenMs: 3_400 },
    ]);
    expect(call.of('utterance').at(-1)?.utterance).toMatchObject({ startedAt: 2_000, endedAt: 3_700 });
  });

  it('is not answered by audio that was buffered or comes late: it is dropped [bridge: barge-in.clears]', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.listener.speech('a1', silentAudio(8_000), '第一句话。');
    await clock.advance(500);
    conversation.listener.calleeSpeaking();
    await clock.advance(300);
    const given = leg.given.length;
    conversation.listener.speech('a1', silentAudio(1_000), '第二句话。');
    conversation.listener.speechEnded('a1', '第一句话。第二句话。');
    await clock.advance(2_000);
    expect(leg.given.length).toBe(given);
    expect(leg.playing).toBe(false);
    conversation.listener.speech('a1', silentAudio(1_000), '第三句话。');
    expect(leg.given.length).toBe(given);
    // What it says next is another utterance.
    conversation.listener.calleeSilent();
    conversation.calleeSaid('u1', '等一下。', clock.now() - 2_300);
    conversation.say('a2', '您请说。', 600);
    await clock.advance(700);
    expect(call.transcript.slice(1)).toEqual(['user: 等一下。', 'assistant: 您请说。']);
    expect(conversation.reports.slice(1)).toEqual([
      { utteranceId: 'a1', heardMs: 800, interrupted: true },
      { utteranceId: 'a2', heardMs: 600, interrupted: false },
    ]);
  });

  it('does not take the marks that its own clear returned for played [bridge: playout.own-clear]', async () => {
    const call = await talking({ carrier: { markDelayMs: 40 } });
    const { clock, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await clock.advance(1_000);
    conversation.listener.calleeSpeaking();
    await clock.advance(500);
    const words = call.transcript.at(-1);
    expect(words).toBe('assistant: 明天上午九点…');
    expect(call.of('partial').at(-1)?.text).toBe('明天上午');
    // The mark at 1,440 ms would have returned at 1,480 had it been played.
    expect(conversation.reports.at(-1)).toMatchObject({ utteranceId: 'a1', interrupted: true });
    expect(conversation.reports.at(-1)?.heardMs).toBeGreaterThan(1_200);
    expect(conversation.reports.at(-1)?.heardMs).toBeLessThanOrEqual(1_300);
  });

  it('stops it 300 ms after the sound began, however late voice activity tells of it', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await hear(call, SILENT, 600);
    const began = clock.now();
    await hear(call, LOUD, 200);
    conversation.listener.calleeSpeaking();
    await hear(call, LOUD, 200);
    expect(leg.clears).toEqual([began + 300]);
  });

  it('does not stop it with a murmur of less, however late voice activity tells of its end [bridge: barge-in.murmurs]', async () => {
    const call = await talking();
    const { leg, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await hear(call, SILENT, 600);
    await hear(call, LOUD, 240);
    conversation.listener.calleeSpeaking();
    await hear(call, SILENT, 500);
    conversation.listener.calleeSilent();
    expect(leg.clears).toEqual([]);
    expect(conversation.ignored).toBe(1);
    await hear(call, SILENT, 300);
    expect(leg.clears).toEqual([]);
  });

  it('stops it where the callee goes on after a murmur', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await hear(call, SILENT, 600);
    await hear(call, LOUD, 200);
    conversation.listener.calleeSpeaking();
    await hear(call, SILENT, 260);
    const began = clock.now();
    await hear(call, LOUD, 400);
    expect(leg.clears).toHaveLength(1);
    expect((leg.clears[0] as number) - began).toBeGreaterThanOrEqual(280);
    expect((leg.clears[0] as number) - began).toBeLessThanOrEqual(380);
    expect(conversation.ignored).toBe(0);
  });

  it('stops it in the same instant where no patience is asked for [bridge: barge-in.at-once]', async () => {
    const call = await talking({ dependencies: { limits: { bargeInMs: 0 } } });
    const { clock, leg, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await clock.advance(600);
    conversation.listener.calleeSpeaking();
    expect(leg.clears).toEqual([clock.now()]);
  });

  it('does not stop it with a backchannel', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.say('a1', '明天上午九点在会议室开会，请准时参加。', 3_400);
    await clock.advance(500);
    await call.calleeSpeaks(280);
    conversation.calleeSaid('u1', '嗯。', clock.now() - 280);
    await clock.advance(1_000);
    await call.calleeSpeaks(290);
    await clock.advance(2_000);
    expect(leg.clears).toEqual([]);
    expect(leg.heardMs).toBe(3_800);
    // In the order in which they began: the backchannel waited for the sentence that it was said into.
    expect(call.transcript.slice(1)).toEqual(['assistant: 明天上午九点在会议室开会，请准时参加。', 'user: 嗯。']);
  });

  it('may greet beside the opening, and stops it by going on', async () => {
    const call = new ScriptedCall();
    await call.answer();
    call.conversation.say('opening', '您好，请问是王先生吗？', 2_500);
    await call.clock.advance(100);
    await call.calleeSpeaks(800);
    expect(call.leg.clears).toEqual([]);

    const mailbox = new ScriptedCall();
    await mailbox.answer();
    mailbox.conversation.say('opening', '您好，请问是王先生吗？', 2_500);
    await mailbox.clock.advance(100);
    mailbox.conversation.listener.calleeSpeaking();
    await mailbox.clock.advance(1_000);
    expect(mailbox.leg.clears).toHaveLength(1);
    expect(mailbox.transcript).toEqual(['assistant: 您好，请…']);
  });

  it('drops what was queued behind the sentence too, of which nothing was said', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    conversation.say('a1', '第一件事。', 1_000);
    conversation.say('a2', '第二件事。', 1_000);
    await clock.advance(200);
    conversation.listener.calleeSpeaking();
    await clock.advance(300);
    await clock.advance(3_000);
    expect(conversation.reports.slice(1)).toEqual([
      { utteranceId: 'a1', heardMs: 500, interrupted: true },
      { utteranceId: 'a2', heardMs: 0, interrupted: true },
    ]);
    expect(call.transcript.slice(1)).toEqual(['assistant: 第一…']);
    expect(call.of('interruption').map(({ utteranceId }) => utteranceId)).toEqual(['a1']);
  });

  it('hears the right words also where they come after the interruption, or never', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    for (let chunk = 0; chunk < 10; chunk += 1) conversation.listener.speech('a1', silentAudio(200));
    await clock.advance(700);
    conversation.listener.calleeSpeaking();
    await clock.advance(300);
    // 1,000 of what will be 4,000 ms.
    conversation.listener.speech('a1', silentAudio(2_000));
    expect(call.transcript).toHaveLength(1);
    await clock.advance(100);
    conversation.listener.speechEnded('a1', '一二三四五六七八');
    expect(call.transcript.at(-1)).toBe('assistant: 一二…');

    conversation.listener.calleeSilent();
    conversation.listener.speech('a2', silentAudio(2_000));
    await clock.advance(500);
    conversation.listener.calleeSpeaking();
    await clock.advance(300);
    await clock.advance(2_000);
    expect(call.transcript).toHaveLength(2);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['words_unknown']);
  });

  it('cannot stop a carrier that cannot clear', async () => {
    const call = await talking({ carrier: { capabilities: { clear: false } } });
    call.conversation.say('a1', '明天上午九点开会。', 2_000);
    await call.clock.advance(200);
    await call.calleeSpeaks(1_000);
    await call.clock.advance(1_000);
    expect(call.leg.clears).toEqual([]);
    expect(call.transcript.at(-1)).toBe('assistant: 明天上午九点开会。');
  });

  it('has not interrupted a sentence that was heard, where only its end is told late', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.listener.speech('a1', silentAudio(1_000), '您听清楚了吗？');
    await clock.advance(1_500);
    await call.calleeSpeaks(600);
    conversation.calleeSaid('u1', '听清楚了。', clock.now() - 600);
    conversation.listener.speechEnded('a1', '您听清楚了吗？');
    expect(leg.clears).toEqual([]);
    expect(conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 1_000, interrupted: false });
    expect(call.transcript.slice(1)).toEqual(['assistant: 您听清楚了吗？', 'user: 听清楚了。']);
  });

  it('interrupts one whose frames come just in time, in whose gaps the assistant goes on speaking', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    for (let frame = 0; frame < 40; frame += 1) {
      if (frame === 20) conversation.listener.calleeSpeaking();
      conversation.listener.speech('a1', silentAudio(20), frame % 10 === 0 ? '好' : '');
      await clock.advance(20);
    }
    expect(leg.clears).toHaveLength(1);
    expect(conversation.reports.at(-1)).toEqual({ utteranceId: 'a1', heardMs: 700, interrupted: true });
  });

  it('tells the conversation first, which may speak at once', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    conversation.onPlayed = ({ utteranceId, interrupted }) => {
      if (utteranceId === 'a1' && interrupted) conversation.say('a3', '您请说。', 600);
    };
    conversation.say('a1', '第一件事。', 1_000);
    conversation.say('a2', '第二件事。', 1_000);
    await clock.advance(200);
    await call.calleeSpeaks(320);
    await clock.advance(4_000);
    expect(conversation.reports.slice(1)).toEqual([
      { utteranceId: 'a1', heardMs: 500, interrupted: true },
      { utteranceId: 'a2', heardMs: 0, interrupted: true },
      { utteranceId: 'a3', heardMs: 600, interrupted: false },
    ]);
    expect(call.transcript.slice(1)).toEqual(['assistant: 第一…', 'assistant: 您请说。']);
  });

  it('does not clip the goodbye', async () => {
    const call = await talking();
    call.conversation.say('bye', '好的，谢谢您，再见。', 2_000);
    call.conversation.finish();
    await call.clock.advance(1_000);
    await call.calleeSpeaks(900);
    call.conversation.calleeSaid('u9', '再见。', call.clock.now() - 900);
    expect(call.leg.clears).toEqual([]);
    await call.clock.advance(500);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.leg.heardMs).toBe(2_400);
    expect(call.transcript.slice(1)).toEqual(['assistant: 好的，谢谢您，再见。', 'user: 再见。']);
  });
});

describe('the latency of turns', () => {
  it('is measured from when the callee really stopped, and words that come late make no turn of their own [bridge: latency.each-turn]', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    const startedAt = clock.now();
    await call.calleeSpeaks(1_000);
    conversation.listener.calleeSaid({
      utteranceId: 'u1',
      text: '好',
      final: false,
      startedAt,
      endedAt: startedAt + 400,
    });
    conversation.calleeSaid('u1', '好的。', startedAt, startedAt + 500);
    await clock.advance(100);
    conversation.say('a1', '谢谢。', 400);
    await clock.advance(500);
    const second = clock.now();
    await call.calleeSpeaks(300);
    conversation.say('a2', '还有一件事。', 400);
    await clock.advance(500);
    conversation.calleeSaid('u2', '嗯。', second, second + 200);
    conversation.say('a3', '请带上证件。', 400);
    await clock.advance(500);
    expect(call.of('turn').map(({ latency }) => [latency.turn, latency.toFirstAudio])).toEqual([
      [1, 0],
      [2, 600],
      [3, 0],
    ]);
  });
});

describe('the order of a transcript', () => {
  it('waits for words of the callee that are still being recognised', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    const startedAt = clock.now();
    await call.calleeSpeaks(600);
    conversation.say('a1', '好的。', 500);
    await clock.advance(900);
    expect(call.transcript).toHaveLength(1);
    conversation.calleeSaid('u1', '我知道了。', startedAt, startedAt + 600);
    expect(call.transcript.slice(1)).toEqual(['user: 我知道了。', 'assistant: 好的。']);
  });

  it('does not wait for ever for a sound in which there are no words', async () => {
    const call = await talking();
    await call.calleeSpeaks(200);
    call.conversation.say('a1', '好的。', 500);
    await call.clock.advance(2_999);
    expect(call.transcript).toHaveLength(1);
    await call.clock.advance(1);
    expect(call.transcript.slice(1)).toEqual(['assistant: 好的。']);
  });

  it('waits for a callee who goes on speaking, however long that takes', async () => {
    const call = await talking();
    const { clock, conversation } = call;
    const startedAt = clock.now();
    conversation.listener.calleeSpeaking();
    conversation.listener.calleeSaid({ utteranceId: 'u1', text: '我', final: false, startedAt, endedAt: startedAt });
    await clock.advance(30_000);
    expect(call.transcript).toHaveLength(1);
    conversation.listener.calleeSilent();
    conversation.calleeSaid('u1', '我有一个很长的故事。', startedAt);
    expect(call.transcript.slice(1)).toEqual(['user: 我有一个很长的故事。']);
  });

  it('drops words that turn out to be none, and keeps those that were never final', async () => {
    const call = await talking();
    const { clock, conversation, leg } = call;
    const startedAt = clock.now();
    conversation.listener.calleeSaid({ utteranceId: 'u1', text: '嗯', final: false, startedAt, endedAt: startedAt });
    conversation.calleeSaid('u1', ' ', startedAt);
    conversation.listener.calleeSaid({ utteranceId: 'u2', text: '我想', final: false, startedAt, endedAt: startedAt });
    leg.end();
    expect(call.transcript.slice(1)).toEqual(['user: 我想']);
  });
});

describe('keys', () => {
  it('are pressed between utterances, never in the middle of one [bridge: keys.as-tones]', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.listener.speech('a1', silentAudio(500), '请稍等，');
    conversation.listener.pressKeys('12');
    conversation.listener.speech('a1', silentAudio(300), '我来按键。');
    expect(leg.given.slice(1).map((stretch) => stretch.audio.durationMs)).toEqual([480, 20, 300]);
    conversation.listener.speechEnded('a1', '请稍等，我来按键。');
    conversation.say('a2', '已经按了。', 500);
    expect(leg.given.slice(1).map((stretch) => stretch.audio.durationMs)).toEqual([480, 20, 300, 480, 160, 480, 20]);
    await clock.advance(800 + 640);
    expect(call.of('keys')).toEqual([{ type: 'keys', at: 2_000 + 1_440, by: 'assistant', digits: '12' }]);
    await clock.advance(600);
    expect(call.transcript.slice(1)).toEqual(['assistant: 请稍等，我来按键。', 'assistant: 已经按了。']);
  });

  it('are pressed when the next utterance begins, where the end of the one before was never told', async () => {
    const call = await talking();
    const { leg, conversation } = call;
    conversation.listener.speech('a1', silentAudio(300), '请稍等。');
    conversation.listener.pressKeys('1');
    conversation.say('a2', '已经按了。', 400);
    expect(leg.given.slice(1).map((stretch) => stretch.audio.durationMs)).toEqual([300, 320, 400]);
    await call.clock.advance(1_100);
    expect(call.transcript.slice(1)).toEqual(['assistant: 请稍等。', 'assistant: 已经按了。']);
  });

  it('are pressed at once where nothing is said, and a menu that talks on does not stop them', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.listener.calleeSpeaking();
    await clock.advance(2_000);
    conversation.listener.pressKeys('1');
    await clock.advance(1_000);
    expect(leg.clears).toEqual([]);
    expect(call.of('keys').map(({ digits }) => digits)).toEqual(['1']);
  });

  it('are pressed although what was said before them is interrupted', async () => {
    const call = await talking();
    const { clock, leg, conversation } = call;
    conversation.say('a1', '请转人工服务。', 1_000);
    conversation.listener.pressKeys('0');
    await clock.advance(200);
    conversation.listener.calleeSpeaking();
    await clock.advance(300);
    expect(leg.clears).toHaveLength(1);
    await clock.advance(320);
    expect(call.of('keys').map(({ at, digits }) => [at, digits])).toEqual([[2_820, '0']]);
  });

  it('that no phone has are refused with a warning', async () => {
    const call = await talking();
    call.conversation.listener.pressKeys('12a');
    call.conversation.listener.pressKeys('');
    await call.clock.advance(1_000);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['invalid_keys', 'invalid_keys']);
    expect(call.of('keys')).toEqual([]);
  });

  it('are all pressed before the end', async () => {
    const call = await talking();
    call.conversation.listener.speech('a1', silentAudio(500), '再见。');
    call.conversation.listener.pressKeys('#');
    call.conversation.finish();
    await call.clock.advance(1_200);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.of('keys').map(({ digits }) => digits)).toEqual(['#']);
    expect(call.transcript.at(-1)).toBe('assistant: 再见。');
  });
});
