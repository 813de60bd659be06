import type { CallEvent } from '@ringback/client';
import { screenWords } from '../i18n/i18n.js';

const useWords = screenWords('deeds', {
  zh: {
    title: '人工操作',
    listen: '{{name}} 开始监听',
    listen_end: '{{name}} 停止监听',
    whisper: '{{name}} 耳语：{{text}}',
    keys: '{{name}} 按键',
    hang_up: '{{name}} 挂断',
    take_over: '{{name}} 接管了通话',
    hand_back: '{{name}} 交还给 AI',
    hand_back_note: '{{name}} 交还给 AI：{{text}}',
    take_back: 'AI 接回了通话',
  },
  en: {
    title: 'By people',
    listen: '{{name}} began to listen',
    listen_end: '{{name}} stopped listening',
    whisper: '{{name}} whispered: {{text}}',
    keys: '{{name}} pressed keys',
    hang_up: '{{name}} hung up',
    take_over: '{{name}} took the call over',
    hand_back: '{{name}} handed the call back',
    hand_back_note: '{{name}} handed the call back: {{text}}',
    take_back: 'The AI took the call back',
  },
});

/** What somebody did to a call, as a sentence with their name, and the title for all of these. */
export function useDeedText(): {
  title: string;
  textOf(event: Extract<CallEvent, { type: 'supervision' }>): string;
} {
  const say = useWords();
  return {
    title: say('title'),
    textOf({ action, by, text }) {
      if (action === 'hand_back' && text !== undefined) return say('hand_back_note', { name: by.name, text });
      return say(action, { name: by.name, text: text ?? '' });
    },
  };
}
