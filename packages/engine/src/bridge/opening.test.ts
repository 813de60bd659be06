import { describe, expect, it } from 'vitest';
import { ScriptedCall } from '../testing/index.js';

const WAIT = { request: { brief: { requirement: '通知您开会', opening: 'wait' as const } } };

async function answered(options: ConstructorParameters<typeof ScriptedCall>[0]): Promise<ScriptedCall> {
  const call = new ScriptedCall(options);
  call.leg.accept();
  call.conversation.ready();
  call.conversation.say('opening', '您好，我是智能助理。', 2_000);
  await call.clock.advance(1_000);
  call.leg.answer();
  return call;
}

describe('an opening', () => {
  it('goes out at the answer, in the same instant [bridge: opening.held]', async () => {
    const call = await answered({});
    expect(call.leg.given.map(({ at }) => at)).toContain(call.clock.now());
  });

  it('that waits goes out when the callee’s first words are over, and is their answer [bridge: opening.waits]', async () => {
    const call = await answered(WAIT);
    await call.clock.advance(900);
    call.conversation.listener.calleeSpeaking();
    await call.clock.advance(3_000);
    expect(call.leg.given).toEqual([]);
    expect(call.conversation.ignored).toBe(0);
    call.conversation.listener.calleeSilent();
    expect(call.leg.given.length).toBeGreaterThan(0);
    expect(call.conversation.ignored).toBe(1);
    // The greeting’s words are waited for, and never come.
    await call.clock.advance(3_100);
    expect(call.transcript).toEqual(['assistant: 您好，我是智能助理。']);
    expect(call.of('turn')[0]?.latency).toMatchObject({ turn: 1, toCarrier: 0 });
  });

  it('that waits goes out after 2.5 s of quiet [bridge: opening.waits]', async () => {
    const call = await answered(WAIT);
    await call.clock.advance(2_499);
    expect(call.leg.given).toEqual([]);
    await call.clock.advance(1);
    expect(call.leg.given.length).toBeGreaterThan(0);
    expect(call.conversation.ignored).toBe(0);
  });

  it('that waits is not held back where the call is to end', async () => {
    const call = await answered(WAIT);
    call.conversation.finish('completed');
    await call.clock.advance(2_400);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.transcript).toEqual(['assistant: 您好，我是智能助理。']);
  });

  it('is not stopped by a greeting, which asks for no other answer', async () => {
    const call = await answered({});
    await call.clock.advance(200);
    await call.calleeSpeaks(700);
    expect(call.leg.clears).toEqual([]);
    expect(call.conversation.ignored).toBe(1);
  });
});
