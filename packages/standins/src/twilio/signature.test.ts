import { describe, expect, it } from 'vitest';
import { signedUrl, twilioSignature } from './signature.js';

describe('a signature', () => {
  it('is the one of the published example', () => {
    const params = {
      To: '+18005551212',
      From: '+14158675310',
      Digits: '1234',
      Caller: '+14158675310',
      CallSid: 'CA1234567890ABCDE',
    };
    expect(twilioSignature('12345', 'https://example.com/myapp.php?foo=1&bar=2', params)).toBe(
      'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    );
  });

  it.each([
    ['https://a.example/x?y=1', 'https://a.example:443/x?y=1', 'https://a.example/x?y=1'],
    ['wss://a.example', 'wss://a.example:443', 'wss://a.example'],
    ['http://a.example/', 'http://a.example:80/', 'http://a.example/'],
    ['https://a.example:8443/x', 'https://a.example:8443/x', 'https://a.example/x'],
    ['http://[::1]:99/x', 'http://[::1]:99/x', 'http://[::1]/x'],
  ])('may be over %s with its port or without', (url, withPort, without) => {
    expect([signedUrl(url, undefined), signedUrl(url, 'explicit'), signedUrl(url, 'omitted')]).toEqual([
      url,
      withPort,
      without,
    ]);
  });
});
