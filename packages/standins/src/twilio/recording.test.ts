import { decodeMulaw, decodeWav, FRAME_BYTES, MulawAudio } from '@ringback/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench } from './testing/bench.js';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at.stop());

const [LOUD, SOFT, SILENCE] = [0x10, 0x40, 0xff];
const level = (byte: number): number => decodeMulaw(Uint8Array.of(byte))[0] as number;
const recorded = {
  record: true,
  recordingStatusCallback: 'https://calls.example.com/recording',
  recordingStatusCallbackEvent: ['in-progress', 'completed'],
};

async function file(url: string): Promise<Int16Array[]> {
  const { accountSid, authToken } = at.standin;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const answer = await fetch(url, { headers: { authorization } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/x-wav']);
  return decodeWav(new Uint8Array(await answer.arrayBuffer())).channels;
}

/** A call in which the caller plays half a second, and the callee says a second. */
async function recordedCall(over: Record<string, unknown> = {}) {
  const { sid, leg, stream } = await at.streaming({ ...recorded, ...over });
  stream.send({ event: 'media', media: { payload: Buffer.alloc(4000, LOUD).toString('base64') } });
  stream.send({ event: 'mark', mark: { name: 'played' } });
  await at.receiver.until(() => stream.messages.some(({ event }) => event === 'mark'));
  leg.sound(MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(SOFT)), 50);
  leg.end();
  await at.standin.ended(sid);
  const told = at.receiver.received.filter(({ path }) => path === '/recording');
  return {
    sid,
    told,
    url: told.find(({ params }) => params.RecordingStatus === 'completed')?.params.RecordingUrl as string,
  };
}

describe('a recording', () => {
  it('has the callee and the caller on channels of their own, side by side', async () => {
    const { sid, told, url } = await recordedCall({ recordingChannels: 'dual' });
    expect(told.map(({ valid, params }) => [valid, params.RecordingStatus]).sort()).toEqual([
      [true, 'completed'],
      [true, 'in-progress'],
    ]);
    const [callee = new Int16Array(), caller = new Int16Array()] = await file(url);
    expect([callee.length, caller.length]).toEqual([8000, 8000]);
    expect([callee[0], callee[7999]]).toEqual([level(SOFT), level(SOFT)]);
    expect([caller[0], caller[3999], caller[4000]]).toEqual([level(LOUD), level(LOUD), level(SILENCE)]);
    const last = at.receiver.received.find(({ params }) => params.CallStatus === 'completed');
    expect(last?.params).toMatchObject({ RecordingUrl: url, RecordingDuration: '1' });
    const [shown] = await at.client.calls(sid).recordings.list();
    expect(shown).toMatchObject({
      callSid: sid,
      channels: 2,
      duration: '1',
      source: 'OutboundAPI',
      status: 'completed',
    });
    expect((await at.client.recordings(shown?.sid as string).fetch()).callSid).toBe(sid);
  });

  it('is one channel unless told, of both sides or of one', async () => {
    const both = await recordedCall();
    const [mixed = new Int16Array(), ...others] = await file(`${both.url}.wav`);
    expect([others, mixed[0], mixed[7999]]).toEqual([[], Math.max(-32_768, level(LOUD) + level(SOFT)), level(SOFT)]);
    await at.stop();
    at = await bench();
    const inbound = await recordedCall({ recordingTrack: 'inbound' });
    expect((await file(inbound.url))[0]?.[0]).toBe(level(SOFT));
  });

  it('can be deleted', async () => {
    const { sid } = await recordedCall();
    const [shown] = await at.client.calls(sid).recordings.list();
    expect(await at.client.recordings(shown?.sid as string).remove()).toBe(true);
    await expect(at.client.recordings(shown?.sid as string).fetch()).rejects.toMatchObject({ code: 20404 });
  });

  it('does not hold what was cleared, and is none where nobody asked or answered', async () => {
    const { sid, leg, stream } = await at.streaming({ ...recorded, recordingChannels: 'dual' });
    stream.send({ event: 'media', media: { payload: Buffer.alloc(80_000, LOUD).toString('base64') } });
    stream.send({ event: 'clear' });
    stream.send({ event: 'mark', mark: { name: 'cleared' } });
    await at.receiver.until(() => stream.messages.some(({ event }) => event === 'mark'));
    leg.sound(undefined, 50);
    leg.end();
    await at.standin.ended(sid);
    const told = at.receiver.received.find(({ params }) => params.RecordingStatus === 'completed');
    expect((await file(told?.params.RecordingUrl as string))[1]?.every((sample) => sample === level(SILENCE))).toBe(
      true,
    );
    const unanswered = await at.call(recorded);
    (await at.leg(1)).end('busy');
    await at.standin.ended(unanswered.sid);
    expect(await at.client.calls(unanswered.sid).recordings.list()).toEqual([]);
  });
});
