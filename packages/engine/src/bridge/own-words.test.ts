import { describe, expect, it } from 'vitest';
import type { Language } from '../speech/synthesiser.js';
import { ScriptedSynthesiser } from '../testing/index.js';
import { type OwnWords, ownWords, speakOwnWords } from './own-words.js';

const ALL: OwnWords[] = ['apology', 'time_limit', 'out_of_balance', 'stopping', 'no_response'];

describe('the bridge’s own words', () => {
  it('exist in each language, say goodbye, and leave out what shell clients of the API cut at', () => {
    for (const language of ['zh', 'en'] satisfies Language[]) {
      for (const words of ALL) {
        expect(ownWords(words, language)).toMatch(language === 'zh' ? /再见。$/ : /[Gg]oodbye\.$/);
        expect(ownWords(words, language)).not.toMatch(/["[\]{}]/);
      }
    }
  });

  it('are a goodbye in every case but one: the phrase for a pause', () => {
    expect(ownWords('one_moment', 'zh')).toBe('请稍等。');
    expect(ownWords('one_moment', 'en')).toBe('One moment, please.');
  });

  it('are made once for all calls', async () => {
    const synthesiser = new ScriptedSynthesiser();
    const audio = await Promise.all([1, 2, 3].map(() => speakOwnWords(synthesiser, 'apology', 'zh')));
    expect(new Set(audio).size).toBe(1);
    await speakOwnWords(synthesiser, 'apology', 'en');
    expect(synthesiser.spoken.map(({ voice }) => voice.language)).toEqual(['zh', 'en']);
  });

  it('are tried again where they could not be made', async () => {
    const synthesiser = new ScriptedSynthesiser();
    synthesiser.fails = true;
    await expect(speakOwnWords(synthesiser, 'apology', 'zh')).rejects.toMatchObject({ code: 'speech_failed' });
    synthesiser.fails = false;
    expect((await speakOwnWords(synthesiser, 'apology', 'zh')).durationMs).toBeGreaterThan(0);
  });
});
