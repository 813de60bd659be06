import type { Language } from '../../speech/synthesiser.js';
import type { ConcludeReason } from '../conversation.js';
import { withoutFullStop } from './sentences.js';

/**
 * Every sentence that the conversation says of its own accord. `asked` is whom the notice is for, or null for the phone's owner. No
 * sentence holds ASCII double quotes or square brackets: shell clients of the compatible API cut a transcript at those.
 */
export interface Phrases {
  introduction(persona: string | null): string;
  /** The question of identity. */
  whetherItIs(asked: string | null): string;
  /** The same with the words that it is an AI, for an opening line of the caller's own that lacks them. */
  aiAsksWhetherItIs(asked: string | null): string;
  /** Once more, after an answer that was not clear. */
  confirmItIs(asked: string | null): string;
  /** With keys, where words were not understood. */
  confirmByKey(asked: string | null): string;
  iAmAnAi: string;
  yesIAmAnAi: string;
  /** Who is calling, before the identity is confirmed and after. */
  whoIsCalling(persona: string | null, asked: string | null): string;
  whoIsSpeaking(persona: string | null): string;
  /** What it is about, before the identity is confirmed. */
  aNoticeFor(asked: string | null): string;
  notFollowed: string;
  notUnderstood: string;
  /** The question of identity, into a silence. */
  helloWhetherItIs(asked: string | null): string;
  areYouStillThere: string;
  takeYourTime: string;
  onceMore: string;
  thatWasAll: string;
  didYouHear: string;
  anythingElse: string;
  theNoticeSays(sentence: string): string;
  cannotAnswer: string;
  willPassOn: string;
  goodbye: string;
  goodbyeWrongPerson: string;
  goodbyeNotHere: string;
  goodbyeDoNotCall: string;
  goodbyeBusy: string;
  goodbyeDeclined: string;
  goodbyeNotUnderstood: string;
  /** After it was interrupted again and again. */
  goodbyeInterrupted: string;
  goodbyeNobody: string;
  goodbyeBecause: Readonly<Record<ConcludeReason, string>>;
}

const CHINESE: Phrases = {
  introduction: (persona) =>
    persona === null
      ? '您好，我是AI语音助手，有一则通知要转达。'
      : `您好，这里是${persona}，我是AI语音助手，有一则通知要转达。`,
  whetherItIs: (asked) => (asked === null ? '请问您是机主本人吗？' : `请问您是${asked}吗？`),
  aiAsksWhetherItIs: (asked) =>
    asked === null ? '我是AI语音助手，请问您是机主本人吗？' : `我是AI语音助手，请问您是${asked}吗？`,
  confirmItIs: (asked) => (asked === null ? '麻烦您确认一下，您是机主本人吗？' : `麻烦您确认一下，您是${asked}吗？`),
  confirmByKey: (asked) =>
    asked === null
      ? '如果您是机主本人，请说是，或者按1；如果不是，请按2。'
      : `如果您是${asked}，请说是，或者按1；如果不是，请按2。`,
  iAmAnAi: '我是AI语音助手。',
  yesIAmAnAi: '是的，我是AI语音助手，不是真人。',
  whoIsCalling: (persona, asked) =>
    `${persona === null ? '' : `这里是${persona}，`}我是AI语音助手，受托给${asked ?? '机主'}转达一则通知。`,
  whoIsSpeaking: (persona) => `${persona === null ? '' : `这里是${persona}，`}我是AI语音助手，受托给您转达这则通知。`,
  aNoticeFor: (asked) => `这是给${asked ?? '机主'}的一则通知，要先确认身份才能说。`,
  notFollowed: '抱歉，这个我做不了，我只负责转达通知。',
  notUnderstood: '抱歉，我没听明白。',
  helloWhetherItIs: (asked) => `喂，您好，请问您是${asked ?? '机主本人'}吗？`,
  areYouStillThere: '请问您还在听吗？',
  takeYourTime: '好的，我等您。',
  onceMore: '好的，我再说一遍。',
  thatWasAll: '通知就是这些。',
  didYouHear: '请问您听清楚了吗？',
  anythingElse: '请问还有别的问题吗？',
  theNoticeSays: (sentence) => `通知里说的是，${sentence}`,
  cannotAnswer: '这个我不清楚，我会转告委托方。',
  willPassOn: '好的，我会把您的话转告委托方。',
  goodbye: '好的，感谢您的接听，再见。',
  goodbyeWrongPerson: '不好意思，打错了，打扰您了，再见。',
  goodbyeNotHere: '好的，那我不打扰了，谢谢您，再见。',
  goodbyeDoNotCall: '好的，以后不会再打这个电话了，很抱歉打扰您，再见。',
  goodbyeBusy: '好的，我会转告委托方您现在不方便，先不打扰了，再见。',
  goodbyeDeclined: '好的，那就不打扰您了，再见。',
  goodbyeNotUnderstood: '抱歉，我没能听明白，就先不打扰您了，再见。',
  goodbyeInterrupted: '看来现在不太方便说话，我先不打扰您了，再见。',
  goodbyeNobody: '没有听到您的回应，我先挂断了，再见。',
  goodbyeBecause: {
    time_limit: '抱歉，通话时间到了，我先挂断了，再见。',
    out_of_balance: '抱歉，这次通话需要到此结束了，再见。',
    stopping: '抱歉，系统需要中断这次通话，我先挂断了，再见。',
    no_response: '没有听到您的回应，我先挂断了，再见。',
  },
};

const ENGLISH: Phrases = {
  introduction: (persona) =>
    persona === null
      ? 'Hello, this is an AI assistant calling with a message.'
      : `Hello, this is ${persona}. I am an AI assistant calling with a message.`,
  whetherItIs: (asked) => `Am I speaking with ${asked ?? 'the owner of this phone'}?`,
  aiAsksWhetherItIs: (asked) => `I am an AI assistant. Am I speaking with ${asked ?? 'the owner of this phone'}?`,
  confirmItIs: (asked) => `Could you please confirm, am I speaking with ${asked ?? 'the owner of this phone'}?`,
  confirmByKey: (asked) =>
    `If you are ${asked ?? 'the owner of this phone'}, please say yes or press 1, and if you are not, please press 2.`,
  iAmAnAi: 'I am an AI assistant.',
  yesIAmAnAi: 'Yes, I am an AI assistant, not a person.',
  whoIsCalling: (persona, asked) =>
    `${persona === null ? 'This' : `I am calling for ${persona}. This`} is an AI assistant with a message for ${asked ?? 'the owner of this phone'}.`,
  whoIsSpeaking: (persona) =>
    `I am an AI assistant${persona === null ? '' : ` calling for ${persona}`}, and I was asked to give you this message.`,
  aNoticeFor: (asked) =>
    `It is a message for ${asked ?? 'the owner of this phone'}, and I need to know who I am speaking with first.`,
  notFollowed: 'I am sorry, I can’t do that, I am only here to pass on a message.',
  notUnderstood: 'I am sorry, I did not understand.',
  helloWhetherItIs: (asked) => `Hello, am I speaking with ${asked ?? 'the owner of this phone'}?`,
  areYouStillThere: 'Are you still there?',
  takeYourTime: 'Of course, I will wait.',
  onceMore: 'Of course, once more.',
  thatWasAll: 'That was the whole message.',
  didYouHear: 'Did you get that?',
  anythingElse: 'Is there anything else?',
  theNoticeSays: (sentence) => `Here is what the message says. ${sentence}`,
  cannotAnswer: 'I do not know that, but I will pass your question on.',
  willPassOn: 'Thank you, I will pass that on.',
  goodbye: 'Thank you for your time. Goodbye.',
  goodbyeWrongPerson: 'I am sorry, I have the wrong number. Sorry to bother you, goodbye.',
  goodbyeNotHere: 'All right, I will not keep you. Thank you, goodbye.',
  goodbyeDoNotCall: 'Understood, we will not call this number again. I am sorry for the trouble, goodbye.',
  goodbyeBusy: 'All right, I will pass on that it is not a good time. Goodbye.',
  goodbyeDeclined: 'All right, I will not keep you. Goodbye.',
  goodbyeNotUnderstood: 'I am sorry that I could not follow you. I will leave it there, goodbye.',
  goodbyeInterrupted: 'This does not seem to be a good moment, so I will not keep you. Goodbye.',
  goodbyeNobody: 'I can’t hear anybody, so I will hang up now. Goodbye.',
  goodbyeBecause: {
    time_limit: 'I am sorry, our time is up, so I have to hang up now. Goodbye.',
    out_of_balance: 'I am sorry, I have to end this call here. Goodbye.',
    stopping: 'I am sorry, the system has to end this call now. Goodbye.',
    no_response: 'I can’t hear anybody, so I will hang up now. Goodbye.',
  },
};

export const PHRASES: Readonly<Record<Language, Phrases>> = { zh: CHINESE, en: ENGLISH };

/** Somebody else's words, said as such: for a matter that could not safely be put in words for the callee. */
export function quoteOf(language: Language, words: string): string {
  return language === 'zh'
    ? `委托人让我转达的原话是，${quoted(words)}。`
    : `Here is the message in its own words, ${quoted(words)}.`;
}

/** A further sentence of such words; `goingOn` where the sentence before was quoted too. */
export function quoteOn(language: Language, words: string, goingOn: boolean): string {
  if (goingOn) return language === 'zh' ? `${quoted(words)}。` : `${quoted(words)}.`;
  return language === 'zh' ? `原话是，${quoted(words)}。` : `In its own words, ${quoted(words)}.`;
}

function quoted(words: string): string {
  return `“${withoutFullStop(words).replaceAll('“', '‘').replaceAll('”', '’')}”`;
}
