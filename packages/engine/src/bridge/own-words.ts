import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { ConcludeReason } from '../conversations/conversation.js';
import type { Language, Synthesiser } from '../speech/synthesiser.js';

/** What the bridge says by itself where the conversation cannot. All but `one_moment` are the last words of a call. */
export type OwnWords = 'apology' | 'one_moment' | ConcludeReason;

/** The callee has not been told what any of this is about by then, perhaps, so it names no matter and no party. */
const WORDS: Readonly<Record<Language, Readonly<Record<OwnWords, string>>>> = {
  zh: {
    apology: '非常抱歉，系统出了点问题，通话只能先到这里。打扰您了，再见。',
    one_moment: '请稍等。',
    time_limit: '不好意思，这次通话的时间到了，先说到这里。谢谢您，再见。',
    out_of_balance: '不好意思，这次通话只能先到这里。谢谢您，再见。',
    stopping: '不好意思，这次通话需要先结束。谢谢您，再见。',
    no_response: '好像听不到您的声音，我先挂断了。再见。',
  },
  en: {
    apology: 'I am very sorry, a technical problem has come up and I have to end this call. Goodbye.',
    one_moment: 'One moment, please.',
    time_limit: 'I am sorry, our time for this call is up. Thank you, goodbye.',
    out_of_balance: 'I am sorry, I have to end this call here. Thank you, goodbye.',
    stopping: 'I am sorry, I have to end this call now. Thank you, goodbye.',
    no_response: 'I cannot hear you, so I will hang up now. Goodbye.',
  },
};

/**
 * The few sentences that the bridge can say, made when they are first needed and kept for as long as their synthesiser is: where a model
 * fails for two hundred calls at once, the apology is spoken two hundred times and made once.
 */
const made = new WeakMap<Synthesiser, Map<string, Promise<MulawAudio>>>();

/** Every sentence that the bridge may say by itself: for a synthesiser that has them made beforehand. */
export function ownSentences(): { language: Language; text: string }[] {
  return (Object.keys(WORDS) as Language[]).flatMap((language) =>
    Object.values(WORDS[language]).map((text) => ({ language, text })),
  );
}

export function ownWords(words: OwnWords, language: Language): string {
  return WORDS[language][words];
}

/** The audio of these words. Rejects as the synthesiser does; a failure is not kept. */
export function speakOwnWords(synthesiser: Synthesiser, words: OwnWords, language: Language): Promise<MulawAudio> {
  let kept = made.get(synthesiser);
  if (kept === undefined) {
    kept = new Map();
    made.set(synthesiser, kept);
  }
  const key = `${language}:${words}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const speaking = synthesiser.speak(WORDS[language][words], { language });
  kept.set(key, speaking);
  speaking.catch(() => kept.delete(key));
  return speaking;
}
