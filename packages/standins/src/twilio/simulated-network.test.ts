import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { simulatedCallees } from '../callees/directory.js';
import { SpokenWords } from '../spoken-words.js';
import { type Bench, bench } from './testing/bench.js';
import type { TwilioStandinOptions } from './twilio-standin.js';

let at: Bench;
afterEach(() => at.stop());

/** Twenty times as fast as life: a call of half a minute is over in a second and a half. */
async function network(options: Partial<TwilioStandinOptions> = {}): Promise<void> {
  const clock = realClock(20);
  const synthesiser = new TonesSynthesiser();
  const simulator = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  at = await bench({ network: simulator, clock, synthesiser, ...options });
}

describe('over simulated callees', () => {
  it.each([
    ['+12025550111', 'busy', 'busy', '486'],
    ['+12025550112', 'never answers', 'no-answer', '487'],
    ['+12025550113', 'rejects', 'busy', '603'],
    ['+12025550114', 'unreachable', 'failed', '404'],
  ])('a call to %s (%s) ends as %s', async (to, _, status, sip) => {
    await network();
    const { sid } = await at.call({ to, timeout: 20 });
    expect((await at.standin.ended(sid)).status).toBe(status);
    const last = at.receiver.received.find(({ params }) => params.CallStatus === status);
    expect(last?.params).toMatchObject({ SipResponseCode: sip, CallDuration: '0', Duration: '0' });
  });

  it('a person hears the words that go with the audio, and answers them', async () => {
    const words = new SpokenWords();
    await network({ words });
    const { sid } = await at.call();
    const stream = await at.receiver.stream();
    const speech = await new TonesSynthesiser().speak('Goodbye, and thank you.', { language: 'en' });
    words.remember(speech.base64, 'Goodbye, and thank you.');
    stream.send({ event: 'media', media: { payload: speech.base64 } });
    stream.send({ event: 'mark', mark: { name: 'said' } });
    await at.receiver.until(() => stream.messages.some(({ event }) => event === 'mark'));
    // Says goodbye in answer to a goodbye, as audio, and then leaves: without the words it would ask "Hello?" for half a minute.
    const call = await at.standin.ended(sid);
    expect(call.status).toBe('completed');
    expect(Number(call.duration)).toBeLessThan(20);
    const silence = Buffer.alloc(160, 0xff).toString('base64');
    expect(stream.messages.some(({ media }) => media !== undefined && media.payload !== silence)).toBe(true);
    const frames = stream.messages.filter(({ event }) => event === 'media');
    const numbers = frames.map(({ media }) => Number(media?.timestamp));
    expect(numbers.every((timestamp, index) => index === 0 || timestamp - (numbers[index - 1] as number) === 20)).toBe(
      true,
    );
    // Frames of 20 ms for as long as the stream was open.
    expect(Math.abs(frames.length * 0.02 - Number(call.duration))).toBeLessThan(3);
  });
});

describe('machine detection', () => {
  const MAILBOX = '+12025550115';
  const PERSON = '+12025550100';
  const SILENT = '+12025550119';

  it.each([
    [PERSON, 'Enable', 'human'],
    [PERSON, 'DetectMessageEnd', 'human'],
    [MAILBOX, 'Enable', 'machine_start'],
    [MAILBOX, 'DetectMessageEnd', 'machine_end_beep'],
    [SILENT, 'Enable', 'unknown'],
  ])('of %s by %s finds %s before it asks for TwiML', async (to, machineDetection, answeredBy) => {
    await network();
    at.receiver.twiml.set('/twiml', '<Response><Hangup/></Response>');
    const { sid } = await at.call({ to, machineDetection });
    expect((await at.standin.ended(sid)).answered_by).toBe(answeredBy);
    const asked = at.receiver.received.find(({ path }) => path === '/twiml');
    expect(asked?.params.AnsweredBy).toBe(answeredBy);
    expect((await at.client.calls(sid).fetch()).answeredBy).toBe(answeredBy);
  });

  it('that is asynchronous lets the call go on, and tells later', async () => {
    await network();
    const { sid } = await at.call({
      to: MAILBOX,
      machineDetection: 'DetectMessageEnd',
      asyncAmd: 'true',
      asyncAmdStatusCallback: 'https://calls.example.com/amd',
    });
    const stream = await at.receiver.stream();
    expect(at.receiver.received.find(({ path }) => path === '/twiml')?.params.AnsweredBy).toBeUndefined();
    const told = await at.receiver.until(() => at.receiver.received.find(({ path }) => path === '/amd'));
    expect(told.valid).toBe(true);
    expect(told.params).toEqual({
      CallSid: sid,
      AccountSid: at.standin.accountSid,
      AnsweredBy: 'machine_end_beep',
      MachineDetectionDuration: expect.stringMatching(/^\d{4,5}$/),
    });
    stream.socket.close();
    expect(await at.standin.ended(sid)).toMatchObject({ status: 'completed', answered_by: 'machine_end_beep' });
  });

  it('takes what the test says about who answers', async () => {
    await network({ whoAnswers: () => 'fax' });
    at.receiver.twiml.set('/twiml', '<Response><Hangup/></Response>');
    const { sid } = await at.call({ machineDetection: 'Enable' });
    expect((await at.standin.ended(sid)).answered_by).toBe('fax');
  });

  it('is left out where keys are to be sent at the answer', async () => {
    await network();
    at.receiver.twiml.set('/twiml', '<Response><Hangup/></Response>');
    const { sid } = await at.call({ to: MAILBOX, machineDetection: 'Enable', sendDigits: '1' });
    expect((await at.standin.ended(sid)).answered_by).toBe(null);
  });
});
