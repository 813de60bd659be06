import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RingbackError } from '@ringback/engine';
import { silentAudio } from '@ringback/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lostClose } from './calls/call-record.js';
import { portInUse, Rig, WISH } from './testing/rig.js';

describe('the plugin at work', () => {
  let rig: Rig;
  const rigs: Rig[] = [];
  const newRig = (...options: ConstructorParameters<typeof Rig>): Rig => {
    rig = new Rig(...options);
    rigs.push(rig);
    return rig;
  };

  beforeEach(async () => {
    rig = newRig();
    await rig.supercall.start();
  });

  afterEach(async () => {
    for (const one of rigs.splice(0)) await one.remove();
  });

  const pending = (): string[] => readdirSync(join(rig.folder, 'calls')).filter((name) => name.endsWith('.json'));

  /** A call that was answered, and in which the callee has said a word. */
  async function talking(wish = WISH): Promise<string> {
    const record = await rig.supercall.place(wish);
    rig.carrier.leg.accept('CA1');
    rig.carrier.leg.ring();
    rig.conversations.conversation.ready();
    rig.carrier.leg.answer();
    rig.conversations.conversation.calleeSaid('u1', 'Hello?', rig.clock.now(), rig.clock.now() + 500);
    await rig.clock.advance(4_000);
    return record?.callId as string;
  }

  it('has a call on the disk before it is dialled', async () => {
    let seen: string[] = [];
    rig = newRig({
      onDial: (leg) => {
        const [log = ''] = readdirSync(rig.logs);
        seen = [
          readFileSync(join(rig.logs, log), 'utf8'),
          readFileSync(join(rig.folder, 'calls', pending()[0] ?? ''), 'utf8'),
        ];
        expect(leg.request.to).toBe(WISH.to);
      },
    });
    await rig.supercall.place(WISH);
    expect(JSON.parse(seen[0]?.split('\n')[0] ?? '')).toMatchObject({
      type: 'call',
      order: { to: WISH.to, goal: WISH.goal },
    });
    expect(JSON.parse(seen[1] ?? '')).toMatchObject({ phase: 'dialled', order: { sessionKey: WISH.sessionKey } });
  });

  it('shows the states of a call as its users know them', async () => {
    const record = await rig.supercall.place(WISH);
    const callId = record?.callId as string;
    const state = async (): Promise<string | undefined> => (await rig.supercall.find(callId))?.state;
    const { leg } = rig.carrier;
    const { conversation } = rig.conversations;
    const states = [await state()];
    leg.accept('CA1');
    leg.ring();
    states.push(await state());
    conversation.ready();
    leg.answer();
    states.push(await state());
    conversation.listener.speech('a1', silentAudio(480), 'Hello ');
    conversation.listener.speech('a1', silentAudio(480), 'there.');
    conversation.listener.speechEnded('a1', 'Hello there.');
    await rig.clock.advance(600);
    states.push(await state());
    await rig.clock.advance(1_000);
    states.push(await state());
    leg.pressKey('1');
    states.push(await state());
    leg.end('callee_hung_up');
    await rig.until(() => rig.supercall.list().length === 0);
    states.push(await state());
    expect(states).toEqual(['initiated', 'ringing', 'answered', 'speaking', 'listening', 'active', 'hangup-user']);
  });

  it('tells of the end once it is written, and finds the call again after a restart', async () => {
    const callId = await talking();
    rig.conversations.conversation.listener.usage({
      kind: 'response',
      model: 'm',
      input: { text: 0, audio: 0, image: 0 },
      cached: { text: 0, audio: 0, image: 0 },
      output: { text: 0, audio: 0, image: 0 },
      costNanoUsd: 12_500_000,
    });
    rig.conversations.conversation.listener.finish('completed', {
      goalAchieved: true,
      summary: 'Confirmed.',
      facts: { confirmed: true },
      doNotCall: false,
    });
    await rig.clock.advance(1_000);
    await rig.until(() => rig.told.length === 1);
    expect(rig.told[0]).toMatch(/Goal reached: yes\.[\s\S]*user: "Hello\?"/);
    expect(await rig.pending.all()).toMatchObject([{ phase: 'handed', carrierReference: 'CA1' }]);
    const again = await rig.make().find(callId);
    expect(again).toMatchObject({
      state: 'completed',
      cost: 0.0125,
      close: { result: { confirmed: true }, summary: 'Confirmed.' },
      transcript: [{ speaker: 'user', text: 'Hello?' }],
    });
    expect(again).toEqual(await rig.supercall.find(callId));
    expect(await rig.supercall.end(callId)).toBe(true);
    expect(await rig.supercall.end('no-such-call')).toBe(false);
  });

  it('gives a result only where it fits the schema that was asked for', async () => {
    const schema = { type: 'object', properties: { time: { type: 'string' } }, required: ['time'] };
    const callId = await talking({ ...WISH, resultSchema: schema } as never);
    const finish = { goalAchieved: false, summary: '', facts: { time: 9 }, doNotCall: false };
    rig.conversations.conversation.listener.finish('completed', finish);
    await rig.clock.advance(1_000);
    await rig.until(() => rig.told.length === 1);
    expect((await rig.supercall.find(callId))?.close?.result).toBeNull();
  });

  it('refuses the sixth call with words, also where all come at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 7 }, () => rig.supercall.place(WISH)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).message] : []));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatch(
      /^5 calls are under way, as many as plugins\.entries\.supercall\.config\.maxConcurrentCalls/,
    );
    rig.carrier.legs[0]?.end('busy');
    await rig.until(() => rig.supercall.list().length === 4);
    expect(await rig.supercall.place(WISH)).not.toBeNull();
  });

  it('gives a slot back for a call that was not placed', async () => {
    rig.dead = new RingbackError('public_path_dead', 'The public path is dead.');
    for (let n = 0; n < 6; n += 1) await expect(rig.supercall.place(WISH)).rejects.toThrow('The public path is dead.');
    rig.dead = null;
    for (let n = 0; n < 5; n += 1) await rig.supercall.place(WISH);
    expect([rig.carrier.legs.length, pending().length]).toEqual([5, 5]);
  });

  it('does not crash on a busy port, says so, and works once it is free', async () => {
    rig = newRig();
    rig.refusals.push(portInUse(), portInUse());
    await rig.supercall.start();
    expect(rig.said).toEqual([expect.stringContaining('plugins.entries.supercall.config.serve.port')]);
    await expect(rig.supercall.place(WISH)).rejects.toThrow('serve.port to another port');
    expect(await rig.supercall.place(WISH)).not.toBeNull();
    expect(await rig.supercall.examine()).toContainEqual(expect.objectContaining({ what: 'line', ok: true }));
  });

  it('dials nothing where it cannot write', async () => {
    mkdirSync(rig.logs, { recursive: true });
    const { writeFileSync, rmSync } = await import('node:fs');
    rmSync(rig.logs, { recursive: true });
    writeFileSync(rig.logs, 'in the way');
    chmodSync(rig.logs, 0o600);
    await expect(rig.supercall.place(WISH)).rejects.toThrow('its transcript cannot be written');
    expect(rig.carrier.legs).toHaveLength(0);
  });

  it('never calls again who asked not to be called', async () => {
    await talking();
    const outcome = { goalAchieved: false, summary: '', facts: {}, doNotCall: true };
    rig.conversations.conversation.listener.finish('completed', outcome);
    await rig.clock.advance(1_000);
    await rig.until(() => rig.told.length === 1);
    expect(rig.told[0]).toContain('do not call this number any more');
    await expect(rig.make().place(WISH)).rejects.toThrow('asked not to be called again');
    expect(await rig.supercall.place({ ...WISH, to: '+12025550101' })).not.toBeNull();
  });

  it('lets calls say goodbye when it stops, and leaves what is to be told to the next run', async () => {
    await talking();
    const stopped = rig.supercall.stop();
    expect(rig.conversations.conversation.concluded).toEqual(['stopping']);
    rig.conversations.conversation.listener.finish('interrupted', {
      goalAchieved: null,
      summary: '',
      facts: {},
      doNotCall: false,
    });
    await rig.clock.advance(1_000);
    await stopped;
    expect([rig.told, rig.closed]).toEqual([[], 1]);
    expect(await rig.pending.all()).toMatchObject([{ phase: 'ended' }]);
    await expect(rig.supercall.place(WISH)).rejects.toThrow('The gateway is stopping');
    await rig.make().start();
    await rig.until(() => rig.told.length === 1);
    expect(rig.told[0]).toContain('It ended as error');
  });

  it('hangs up on a call that does not end in time', async () => {
    await talking();
    const stopped = rig.supercall.stop();
    // The conversation says nothing: the bridge's own goodbye may take its time, and no longer.
    await rig.clock.advance(12_000);
    await rig.clock.advance(8_000);
    await stopped;
    expect(rig.carrier.leg.hungUpAt).not.toBeNull();
    expect(rig.closed).toBe(1);
  });

  it('ends at its carrier, closes and tells of a call that a crash cut off', async () => {
    rig = newRig({ lookUp: 'under_way' });
    await rig.supercall.place(WISH);
    const [left] = await rig.pending.all();
    // The process is gone; another one comes.
    const after = rig.make();
    await after.start();
    await rig.until(() => rig.told.length === 1);
    expect(rig.told[0]).toContain('It was still going on, and was ended now.');
    const callId = left?.order.callId as string;
    expect(await after.find(callId)).toMatchObject({
      state: 'error',
      close: { ...lostClose(''), detail: expect.stringContaining('The gateway stopped') },
    });
  });

  it('checks everything for a dry run, and dials nobody', async () => {
    expect(await rig.supercall.place(WISH, true)).toBeNull();
    expect([rig.carrier.legs.length, rig.supercall.list().length]).toEqual([0, 0]);
    for (let n = 0; n < 5; n += 1) await rig.supercall.place(WISH);
  });
});
