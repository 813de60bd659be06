import type { Language } from '../../speech/synthesiser.js';

/** What a notice says of its own accord on a line where it hears a voice and keys, and no words; beside the phrases of every notice. */
export interface KeypadPhrases {
  /** Behind the introduction: whom it is for, and how to get it. Whoever says anything is given it. */
  offer(asked: string | null): string;
  /** Into a silence. */
  offerAgain(asked: string | null): string;
  /** Behind the matter. */
  choices: string;
  /** Behind a matter that asks something. */
  answers: string;
  heardNoWords: string;
  noSuchKey: string;
  goodbyeConfirmed: string;
  goodbyeNotConfirmed: string;
  goodbyeAnswered: string;
  /** It was played, and the callee said something that was not understood. */
  goodbyePlayed: string;
}

export const KEYPAD_PHRASES: Readonly<Record<Language, KeypadPhrases>> = {
  zh: {
    offer: (asked) =>
      `${asked === null ? '' : `这则通知是给${asked}的。`}这条线路上我能听到声音，但听不懂说的话：要听通知，请随便说句话，或者按1；如果不是您的，请按2。`,
    offerAgain: (asked) => `喂，您好，${asked === null ? '' : `有一则通知给${asked}，`}要听请随便说句话，或者按1。`,
    choices: '确认收到请按1，没有收清楚请按2，再听一遍请按9。',
    answers: '回答是请按1，回答不是请按2，再听一遍请按9。',
    heardNoWords: '我听到您说话了，但是听不懂内容，请按键回答。',
    noSuchKey: '这个按键没有用处。',
    goodbyeConfirmed: '好的，已记下您确认收到，感谢您的接听，再见。',
    goodbyeNotConfirmed: '好的，已记下您没有确认，我会转告委托方，再见。',
    goodbyeAnswered: '好的，已记下您的回答，感谢您的接听，再见。',
    goodbyePlayed: '我会转告委托方，通知已经播放，您说了话但是没有按键。感谢您的接听，再见。',
  },
  en: {
    offer: (asked) =>
      `${asked === null ? '' : `It is for ${asked}. `}On this line I can hear you, but I can’t understand words. To hear the message, just say something or press 1, and if it is not for you, please press 2.`,
    offerAgain: (asked) =>
      `Hello, ${asked === null ? 'I have a message' : `I have a message for ${asked}`}. To hear it, just say something or press 1.`,
    choices: 'Press 1 to confirm that you got it, 2 if you did not, or 9 to hear it again.',
    answers: 'Press 1 for yes, 2 for no, or 9 to hear it again.',
    heardNoWords: 'I heard you speak, but I can’t understand the words, so please answer with a key.',
    noSuchKey: 'That key does nothing here.',
    goodbyeConfirmed: 'Thank you, I have noted that you got it. Goodbye.',
    goodbyeNotConfirmed: 'All right, I have noted that you did not confirm it, and I will pass that on. Goodbye.',
    goodbyeAnswered: 'Thank you, I have noted your answer. Goodbye.',
    goodbyePlayed:
      'I will pass on that the message was played, and that you spoke but pressed no key. Thank you, goodbye.',
  },
};
