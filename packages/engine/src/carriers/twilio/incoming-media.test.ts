import { describe, expect, it } from 'vitest';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { IncomingMedia, MEDIA_PREFIX, MediaReader, readStreamMessage } from './incoming-media.js';

const PAYLOAD = Buffer.alloc(160, 7).toString('base64');

describe('a message of a media stream', () => {
  it.each([
    `{"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"2","timestamp":"25","payload":"${PAYLOAD}"},"streamSid":"MZ1"}`,
    `{"event":"media","media":{"payload":"${PAYLOAD}","timestamp":"25"}}`,
    `{ "event": "media", "media": { "timestamp": 25, "payload": "${PAYLOAD}" } }`,
    `{"streamSid":"MZ1","media":{"payload":"${PAYLOAD.replaceAll('/', '\\/')}","timestamp":"25"},"event":"media"}`,
  ])('brings its payload: %s', (text) => {
    expect(readStreamMessage(Buffer.from(text))).toEqual({ event: 'media', payload: PAYLOAD, timestamp: 25 });
  });

  it.each([
    ['{"event":"connected","protocol":"Call","version":"1.0.0"}', { event: 'connected' }],
    [
      '{"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"my \\"label"}}',
      { event: 'mark', name: 'my "label' },
    ],
    [
      '{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"5","dtmf":{"track":"inbound_track","digit":"1"}}',
      { event: 'dtmf', digit: '1' },
    ],
    [
      '{"event":"stop","sequenceNumber":"5","stop":{"accountSid":"AC1","callSid":"CA1"},"streamSid":"MZ1"}',
      { event: 'stop' },
    ],
    ['{"event":"something new"}', null],
    ['{"event":"media","media":{"payload":"AA=="}}', { event: 'media', payload: 'AA==', timestamp: Number.NaN }],
    ['{"event":"media","media":{"timestamp":"20"}}', undefined],
    ['{"event":"media"', undefined],
    ['{"event":"start","start":{}}', undefined],
    ['{"event":"dtmf"}', undefined],
    ['null', undefined],
    ['[]', undefined],
    ['', undefined],
  ])('%s', (text, message) => {
    expect(readStreamMessage(Buffer.from(text))).toEqual(message);
  });
});

describe('the audio of a stream, found in the bytes', () => {
  const inside = (text: string): [Buffer, number, number] => [
    Buffer.from(`before${text}"payload":"behind"`),
    6,
    6 + text.length,
  ];

  it('is the same as that of the parsed message, as the numbers grow and the order changes', () => {
    const found: [string, number][] = [];
    const reader = new MediaReader();
    const expected: [string, number][] = [];
    for (const [index, timestamp] of [0, 20, 980, 1_000, 99_980, 100_000, 40].entries()) {
      const payload = Buffer.alloc(index === 3 ? 80 : 160, index).toString('base64');
      const media = `"track":"inbound","chunk":"${index}","timestamp":"${timestamp}","payload":"${payload}"`;
      const turned = `"payload":"${payload}","timestamp":"${timestamp}"`;
      const text = `${MEDIA_PREFIX},"sequenceNumber":"${index}","media":{${index === 5 ? turned : media}},"streamSid":"MZ1"}`;
      found.push([reader.read(...inside(text))?.base64 ?? '', reader.timestamp]);
      expected.push([payload, timestamp]);
    }
    expect(found).toEqual(expected);
  });

  it.each([
    `${MEDIA_PREFIX},"media":{"timestamp":"20"}}`,
    `${MEDIA_PREFIX},"media":{"payload":"${PAYLOAD}"}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"","payload":"${PAYLOAD}"}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"2x","payload":"${PAYLOAD}"}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"-20","payload":"${PAYLOAD}"}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"20","payload":""}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"20","payload":"a\\/b="}}`,
    `${MEDIA_PREFIX},"media":{"timestamp":"20","payload":"${PAYLOAD}`,
    MEDIA_PREFIX,
  ])('is left to the parser: %s', (text) => {
    expect(new MediaReader().read(...inside(text))).toBeNull();
  });
});

/** What is heard of frames with these timestamps: `.` is a frame of silence that was put in, `#` one that came. */
function heard(...timestamps: number[]): string {
  const media = new IncomingMedia();
  const audio = MulawAudio.fromBase64(PAYLOAD);
  return timestamps.map((timestamp) => `${'.'.repeat(media.missingBefore(audio, timestamp))}#`).join('');
}

describe('gaps in the timestamps', () => {
  it.each([
    ['none', [0, 20, 40], '###'],
    ['a stream that begins later', [140, 160, 180], '###'],
    ['one frame lost', [0, 20, 60], '##.#'],
    ['several lost', [0, 100, 120], '#....##'],
    ['wavering by less than a frame', [0, 25, 38, 60, 99, 100, 119], '#######'],
    ['drifting, which is made up for by whole frames', [0, 27, 54, 81, 108, 135], '###.###'],
    ['without timestamps', [Number.NaN, Number.NaN], '##'],
    ['going back', [100, 120, 0, 140], '####'],
  ])('%s: %j', (_, timestamps, frames) => {
    expect(heard(...timestamps)).toBe(frames);
  });

  it('beyond ten seconds are filled with ten seconds, and time counts anew', () => {
    const frames = heard(0, 20, 60_000, 60_020, 60_080);
    expect(frames).toBe(`##${'.'.repeat(500)}##..#`);
  });
});
