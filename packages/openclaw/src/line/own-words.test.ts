import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownSentences, TonesSynthesiser } from '@ringback/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordedWords } from './own-words.js';

describe('words of our own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supercall-words-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are said as they were recorded, and others by tones', async () => {
    const [sentence] = ownSentences();
    const file = join(folder, 'words.json');
    writeFileSync(file, JSON.stringify([{ ...sentence, mulaw: Buffer.from([1, 2, 3]).toString('base64') }]));
    const words = await recordedWords(pathToFileURL(file));
    const { text = '', language = 'en' } = sentence ?? {};
    expect([...(await words.speak(text, { language })).bytes]).toEqual([1, 2, 3]);
    const tones = await new TonesSynthesiser().speak('Something else.', { language: 'en' });
    expect((await words.speak('Something else.', { language: 'en' })).bytes).toEqual(tones.bytes);
  });

  it('that are missing are missed at once, and not when a model fails', async () => {
    await expect(recordedWords(pathToFileURL(join(folder, 'none.json')))).rejects.toThrow('install the plugin anew');
  });
});
