import { describe, expect, it } from 'vitest';
import { connectTwiml, mediaUrl } from './call-parameters.js';

describe('the media socket', () => {
  it('is below the public URL, or at a path of its own at the origin', () => {
    expect(mediaUrl('https://calls.example.com/base', undefined)).toBe('wss://calls.example.com/base/twilio/media');
    expect(mediaUrl('https://calls.example.com:8443/base', '/voice/stream')).toBe(
      'wss://calls.example.com:8443/voice/stream',
    );
  });

  it('is where the TwiML sends Twilio, whose callbacks stay below the public URL', () => {
    const twiml = connectTwiml('call-1', 'token', 'https://calls.example.com/base', '/voice/stream');
    expect(twiml).toContain('<Stream url="wss://calls.example.com/voice/stream"');
    expect(twiml).toContain('statusCallback="https://calls.example.com/base/twilio/stream/call-1"');
  });
});
