import { describe, expect, it } from 'vitest';
import { readStreamMessage } from './stream-message.js';

const read = (message: unknown): unknown => readStreamMessage(JSON.stringify(message), 'MZ1');

describe('a message of a server', () => {
  it('is media, a mark or a clear of this stream', () => {
    expect(read({ event: 'media', streamSid: 'MZ1', media: { payload: '//8=' } })).toEqual({
      event: 'media',
      payload: '//8=',
    });
    expect(read({ event: 'mark', streamSid: 'MZ1', mark: { name: 'a' } })).toEqual({ event: 'mark', name: 'a' });
    expect(read({ event: 'clear', streamSid: 'MZ1' })).toEqual({ event: 'clear' });
  });

  it.each([
    [null, 'not an object'],
    [[], 'not an object'],
    [{ event: 'clear' }, 'streamSid is not that of this stream'],
    [{ event: 'mark', streamSid: 'MZ1' }, 'mark is not an object'],
    [{ event: 'mark', streamSid: 'MZ1', mark: { name: '' } }, 'mark.name is not a text'],
    [{ event: 'media', streamSid: 'MZ1', media: { payload: 'AAA' } }, 'media.payload is not base64'],
    [{ event: 'media', streamSid: 'MZ1', media: { payload: 'AA-_' } }, 'media.payload is not base64'],
    [{ event: 'dtmf', streamSid: 'MZ1', dtmf: { digit: '1' } }, 'no event of a server: media, mark or clear'],
  ])('is not %j', (message, why) => {
    expect(read(message)).toBe(why);
  });
});
