import { describe, expect, it } from 'vitest';
import type { VoicemailPolicy } from '../call/brief.js';
import { ScriptedCall } from '../testing/index.js';

const MESSAGE = '张先生，会议改到九点。';

async function talking(voicemail?: VoicemailPolicy): Promise<ScriptedCall> {
  const call = new ScriptedCall({ request: { brief: { requirement: '通知开会', voicemail } } });
  await call.answer();
  call.conversation.say('opening', '您好，我是智能助理，想通知您开会的时间。', 4_000);
  await call.clock.advance(1_000);
  return call;
}

describe('a mailbox that the carrier finds out', () => {
  it('gets nothing with `hang_up` [bridge: mailbox.policy]', async () => {
    const call = await talking('hang_up');
    call.leg.machine('greeting');
    await call.clock.advance(0);
    expect(call.of('machine')).toEqual([{ type: 'machine', at: 2_000, moment: 'greeting' }]);
    expect((await call.running.ended).endReason).toBe('voicemail');
  });

  it.each([undefined, 'talk' as const])('is talked to as to a person with %j', async (policy) => {
    const call = await talking(policy);
    call.leg.machine('greeting');
    call.leg.machine('recording');
    await call.clock.advance(500);
    expect(call.leg.playing).toBe(true);
    expect(call.conversation.mailboxes).toEqual([]);
    expect(call.of('machine')).toHaveLength(2);
  });

  it('hears nothing while it greets, and the message when it records [bridge: mailbox.policy]', async () => {
    const call = await talking({ message: MESSAGE });
    call.leg.machine('greeting');
    expect(call.leg.playing).toBe(false);
    expect(call.conversation.mailboxes).toEqual([{ moment: 'greeting', message: MESSAGE }]);
    await call.calleeSpeaks(3_000);
    call.leg.machine('recording');
    call.leg.machine('recording');
    expect(call.conversation.mailboxes.slice(1)).toEqual([{ moment: 'recording', message: MESSAGE }]);
    call.conversation.say('message', MESSAGE, 3_000);
    call.conversation.finish('voicemail');
    // A mailbox that talks on stops nothing.
    await call.clock.advance(500);
    await call.calleeSpeaks(1_000);
    await call.clock.advance(3_000);
    expect((await call.running.ended).endReason).toBe('voicemail');
    expect(call.transcript.at(-1)).toBe(`assistant: ${MESSAGE}`);
  });

  it('is taken to record when its greeting has been silent for 2 s, where the carrier never says so', async () => {
    const call = await talking({ message: MESSAGE });
    call.leg.machine('greeting');
    await call.calleeSpeaks(3_000);
    await call.clock.advance(1_000);
    await call.calleeSpeaks(1_000);
    await call.clock.advance(1_999);
    expect(call.conversation.mailboxes).toHaveLength(1);
    await call.clock.advance(1);
    expect(call.conversation.mailboxes.map(({ moment }) => moment)).toEqual(['greeting', 'recording']);
  });

  it('is taken to record when it was silent all along', async () => {
    const call = await talking({ message: MESSAGE });
    call.leg.machine('greeting');
    await call.clock.advance(4_000);
    expect(call.conversation.mailboxes.map(({ moment }) => moment)).toEqual(['greeting', 'recording']);
  });

  it('changes nothing once the call is ending', async () => {
    const call = await talking('hang_up');
    call.conversation.finish('completed');
    call.leg.machine('greeting');
    await call.clock.advance(5_000);
    expect((await call.running.ended).endReason).toBe('completed');
  });
});
