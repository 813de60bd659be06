import { createHmac } from 'node:crypto';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { isSigned, readForm } from './webhook-signature.js';

const KEY = '12345';
const URL_GIVEN = 'https://example.com/myapp.php?foo=1&bar=2';
const BODY = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212';
const request = { url: URL_GIVEN, params: readForm(BODY), body: BODY };
const signed = (headers: Record<string, string>, over: Partial<typeof request> = {}): boolean =>
  isSigned(twilio.validateRequest, KEY, { ...request, ...over, headers });
const sign = (url: string): string => twilio.getExpectedTwilioSignature(KEY, url, request.params);

describe('the signature of a webhook', () => {
  it("is Twilio's own example", () => {
    expect(signed({ 'x-twilio-signature': 'L/OH5YylLD5NRKLltdqwSvS0BnU=' })).toBe(true);
    expect(signed({ 'x-twilio-signature': 'L/OH5YylLD5NRKLltdqwSvS0BnX=' })).toBe(false);
    expect(signed({})).toBe(false);
  });

  it.each([
    ['https://example.com:443/myapp.php?foo=1&bar=2', true],
    ['https://example.com/myapp.php/?foo=1&bar=2', true],
    ['https://example.com:443/myapp.php/?foo=1&bar=2', true],
    ['https://example.com:8443/myapp.php?foo=1&bar=2', false],
    ['http://example.com/myapp.php?foo=1&bar=2', false],
    ['https://example.com/myapp.php?foo=1', false],
    ['https://example.org/myapp.php?foo=1&bar=2', false],
  ])('over %s holds for the URL that was given: %s', (url, holds) => {
    expect(signed({ 'x-twilio-signature': sign(url) })).toBe(holds);
  });

  it.each([
    'wss://h.example/media',
    'wss://h.example:443/media',
    'wss://h.example/media/',
    'wss://h.example:443/media/',
  ])('of an upgrade over %s holds', (url) => {
    const signature = twilio.getExpectedTwilioSignature(KEY, url, {});
    const upgrade = { url: 'wss://h.example/media', params: {}, body: '' };
    expect(signed({ 'x-twilio-signature': signature }, upgrade)).toBe(true);
    expect(signed({ 'x-twilio-signature': signature }, { ...upgrade, url: 'https://h.example/media' })).toBe(false);
  });

  it("of SignalWire's in its own header, over the body as it is", () => {
    const hex = (key: string): string =>
      createHmac('sha1', key)
        .update(URL_GIVEN + BODY)
        .digest('hex');
    expect(signed({ 'x-signalwire-signature': hex(KEY) })).toBe(true);
    expect(signed({ 'x-signalwire-signature': hex('another') })).toBe(false);
    expect(signed({ 'x-signalwire-signature': sign(URL_GIVEN) })).toBe(true);
  });

  it('counts every value of a name that comes more than once, and names that objects have', () => {
    expect(readForm('a=1&a=2&b=&a=3')).toEqual({ a: ['1', '2', '3'], b: '' });
    expect(Object.keys(readForm('__proto__=1&constructor=2'))).toEqual(['__proto__', 'constructor']);
  });
});
