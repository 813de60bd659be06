import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.js';
import { TwilioCarrier } from './twilio-carrier.js';
import type { TwilioCarrierOptions } from './twilio-options.js';

const options: TwilioCarrierOptions = {
  accountSid: `AC${'a'.repeat(32)}`,
  authToken: 'token',
  from: '+15005550006',
  publicAddress: { url: null, verify: async () => undefined, seen: () => undefined },
  clock: new ManualClock(),
};

describe('options of the carrier twilio', () => {
  it.each([
    [{ accountSid: '' }, /accountSid is missing/],
    [{ accountSid: `SK${'a'.repeat(32)}` }, /apiKey/],
    [{ authToken: '' }, /authToken is missing/],
    [{ apiUrl: 'space.signalwire.com' }, /apiUrl/],
    [{ apiKey: { sid: 'SK1', secret: '' } }, /apiKey/],
    [{ from: [] }, /from/],
    [{ from: '2025550100' }, /E\.164/],
  ])('%j are refused', (over, message) => {
    expect(() => new TwilioCarrier({ ...options, ...over })).toThrow(message);
    expect(() => new TwilioCarrier({ ...options, ...over })).toThrow(
      expect.objectContaining({ code: 'invalid_twilio_options' }),
    );
  });

  it('may name a project of SignalWire with its address', () => {
    const apiUrl = 'https://space.signalwire.com/api/laml';
    expect(() => new TwilioCarrier({ ...options, accountSid: 'b08dacad-a0b6', apiUrl })).not.toThrow();
  });
});
