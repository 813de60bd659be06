import { describe, expect, it } from 'vitest';
import { ScriptedCall } from '../testing/index.js';

async function talking(): Promise<ScriptedCall> {
  const call = new ScriptedCall();
  await call.answer();
  call.conversation.say('opening', '您好。', 400);
  await call.clock.advance(1_000);
  return call;
}

describe('a conversation that cannot answer for now', () => {
  it('is excused with a short phrase after 700 ms, once [bridge: failure.pause]', async () => {
    const call = await talking();
    call.conversation.listener.stalled(true);
    await call.clock.advance(699);
    expect(call.leg.playing).toBe(false);
    await call.clock.advance(1);
    expect(call.leg.playing).toBe(true);
    await call.clock.advance(10_000);
    expect(call.transcript.filter((line) => line === 'assistant: 请稍等。')).toHaveLength(1);
    // Of the bridge's own words no conversation is told.
    expect(call.conversation.reports.map(({ utteranceId }) => utteranceId)).toEqual(['opening']);
  });

  it('is not where it can again within that time', async () => {
    const call = await talking();
    call.conversation.listener.stalled(true);
    await call.clock.advance(600);
    call.conversation.listener.stalled(false);
    await call.clock.advance(5_000);
    expect(call.leg.given).toHaveLength(1);
  });

  it('is not while somebody speaks, but after that', async () => {
    const call = await talking();
    call.conversation.listener.calleeSpeaking();
    call.conversation.listener.stalled(true);
    await call.clock.advance(3_000);
    expect(call.leg.playing).toBe(false);
    call.conversation.listener.calleeSilent();
    await call.clock.advance(699);
    expect(call.leg.playing).toBe(false);
    await call.clock.advance(1);
    expect(call.leg.playing).toBe(true);
  });

  it('is not in a voice that fails, and the call goes on', async () => {
    const call = await talking();
    call.synthesiser.fails = true;
    call.conversation.listener.stalled(true);
    await call.clock.advance(1_000);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['speech_failed']);
    expect(call.running.state).toBe('in_progress');
  });
});
