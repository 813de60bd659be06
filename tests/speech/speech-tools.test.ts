import { describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { FliteSynthesiser } from './flite.js';
import { recogniseSpeech } from './pocketsphinx.js';

const ready = (await requirement('flite')) && (await requirement('pocketsphinx'));
const SENTENCES = [
  'your appointment is on thursday at nine',
  'your appointment is on friday at ten',
  'please call me back',
];

describe.runIf(ready)('the speech that proves audio right', () => {
  it.each(SENTENCES)('says and understands %j among others', async (sentence) => {
    const audio = await new FliteSynthesiser().speak(sentence);
    expect(await recogniseSpeech(audio.bytes, SENTENCES)).toBe(sentence);
  });

  it('finds no such words in half of the audio, or in what was played backwards', async () => {
    const { bytes } = await new FliteSynthesiser().speak(SENTENCES[0] as string);
    expect(await recogniseSpeech(bytes.slice(0, bytes.length / 2), SENTENCES)).not.toBe(SENTENCES[0]);
    expect(await recogniseSpeech(Uint8Array.from(bytes).reverse(), SENTENCES)).not.toBe(SENTENCES[0]);
  });
});
