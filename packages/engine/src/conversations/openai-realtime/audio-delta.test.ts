import { describe, expect, it } from 'vitest';
import { audioDelta, DELTA_FORM, receivedAudioDelta, receivedWordsDelta, wordsDelta } from './audio-delta.js';

const EVENT = {
  type: 'response.output_audio.delta',
  event_id: 'event_1',
  response_id: 'resp_1',
  item_id: 'item_1',
  output_index: 0,
  content_index: 0,
  delta: Buffer.alloc(1_200, 7).toString('base64'),
};

describe('the audio of an event', () => {
  it('is cut out as it stands, wherever its type and ids are', () => {
    const expected = { responseId: 'resp_1', itemId: 'item_1', audio: EVENT.delta };
    const { delta, type, ...rest } = EVENT;
    for (const event of [EVENT, { ...EVENT, obfuscation: 'aJ4' }, { delta, ...rest, type }, { type, delta, ...rest }]) {
      const found = audioDelta(JSON.stringify(event));
      expect({ ...found, audio: found?.audio.base64 }).toEqual(expected);
    }
  });

  it('is left to the parser where anything is written otherwise', () => {
    const { item_id: _item, ...nameless } = EVENT;
    for (const text of [
      JSON.stringify(EVENT, null, 2),
      JSON.stringify(nameless),
      JSON.stringify({ ...EVENT, delta: 'a/b' }).replace('a/b', 'a\\/b'),
      JSON.stringify({ ...EVENT, item_id: 'a"b' }),
      JSON.stringify(EVENT).slice(0, 400),
      '{"delta":"',
      '',
    ]) {
      expect(audioDelta(text), text.slice(0, 60)).toBeNull();
    }
  });

  it('is found in the bytes, where the ids stand before it', () => {
    const read = (event: unknown): ReturnType<typeof receivedAudioDelta> => {
      const text = JSON.stringify(event);
      return receivedAudioDelta(Buffer.from(`before${text}"behind"`), 6, 6 + text.length);
    };
    expect(JSON.stringify(EVENT).startsWith(DELTA_FORM.prefix.toString())).toBe(true);
    for (const event of [EVENT, { ...EVENT, obfuscation: 'aJ4' }]) {
      const found = read(event);
      expect({ ...found, audio: found?.audio.base64 }).toEqual({
        responseId: 'resp_1',
        itemId: 'item_1',
        audio: EVENT.delta,
      });
    }
    const { delta, item_id, ...rest } = EVENT;
    const others = [
      { ...rest, delta },
      { ...rest, delta, item_id },
      rest,
      { ...EVENT, delta: '"a"' },
      { ...EVENT, type: 'response.output_audio.done' },
      { ...EVENT, type: 'response.output_audio_transcript.delta' },
    ];
    for (const event of others) {
      expect(read(event)).toBeNull();
    }
    const cut = JSON.stringify(EVENT).slice(0, 600);
    expect(receivedAudioDelta(Buffer.from(cut), 0, cut.length)).toBeNull();
  });

  it('is not found in what is said, whatever that is', () => {
    const said = { ...EVENT, type: 'response.output_audio_transcript.delta', delta: JSON.stringify(EVENT) };
    expect(audioDelta(JSON.stringify(said))).toBeNull();
    expect(audioDelta(JSON.stringify({ delta: 'x', transcript: JSON.stringify(EVENT), type: 'other' }))).toBeNull();
  });
});

describe('the words of an event', () => {
  const said = { ...EVENT, type: 'response.output_audio_transcript.delta', delta: ' 您好, Ms Li' };

  it('are cut out as they stand', () => {
    const expected = { responseId: 'resp_1', itemId: 'item_1', words: ' 您好, Ms Li' };
    const { delta, ...rest } = said;
    for (const event of [said, { ...said, obfuscation: 'aJ4' }, { delta, ...rest }]) {
      expect(wordsDelta(JSON.stringify(event))).toEqual(expected);
    }
    expect(wordsDelta(JSON.stringify({ ...said, delta: '' }))).toEqual({ ...expected, words: '' });
  });

  it('are left to the parser where a character is escaped, and are not taken for audio nor audio for them', () => {
    for (const delta of ['"Yes," she said', 'one\ntwo', 'a\\b']) {
      expect(wordsDelta(JSON.stringify({ ...said, delta }))).toBeNull();
    }
    expect(wordsDelta(JSON.stringify(EVENT))).toBeNull();
    expect(audioDelta(JSON.stringify(said))).toBeNull();
    expect(wordsDelta(JSON.stringify({ ...EVENT, delta: JSON.stringify(said) }))).toBeNull();
  });

  it('are found in the bytes where they are ASCII, and are the same', () => {
    const read = (text: string): ReturnType<typeof receivedWordsDelta> => {
      const data = Buffer.from(`before${text}"behind"`);
      return receivedWordsDelta(data, 6, data.length - 8);
    };
    const ascii = { ...said, delta: ' Good afternoon, Ms Li' };
    expect(JSON.stringify(ascii).startsWith(DELTA_FORM.prefix.toString())).toBe(true);
    for (const event of [ascii, { ...ascii, obfuscation: 'aJ4' }, { ...ascii, delta: '' }]) {
      const text = JSON.stringify(event);
      expect(read(text)).toEqual(wordsDelta(text));
      expect(read(text)).not.toBeNull();
    }
    const others = [said, { ...ascii, delta: '"Yes"' }, { ...ascii, item_id: 'é' }, EVENT];
    for (const event of others) expect(read(JSON.stringify(event))).toBeNull();
    expect(read(JSON.stringify(ascii).slice(0, 50))).toBeNull();
    expect(read(JSON.stringify({ ...ascii, delta: 'x'.repeat(5_000) }))).toBeNull();
  });
});
