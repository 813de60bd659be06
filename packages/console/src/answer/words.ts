import { screenWords } from '../i18n/i18n.js';

export const useAnswerWords = screenWords('answer', {
  zh: {
    title: '来电',
    lead: '有人让 AI 给您打电话，您可以在这个页面上接听。',
    rules: '与您通话的是 AI，不是真人。您的声音会传到给您发送此链接的服务，通话可能会被录音。',
    incomplete: '这个链接不完整：请重新打开对方发给您的整个链接。',
    connecting: '正在连接…',
    waiting: '已准备好，等待来电。请不要关闭这个页面。',
    used: '这个链接已经用完：它的通话已经结束，或者已被撤销，不能再次使用。',
    refused: '这个链接已经无效：它可能已被使用、已过期或已撤销。请向发送者要一个新的。',
    lost: '连接中断，正在重连…',
    headset: '建议戴上耳机，接听时浏览器会询问是否允许使用麦克风。',
  },
  en: {
    title: 'A call for you',
    lead: 'Somebody has an AI call you, and you can answer on this page.',
    rules:
      'You will speak with an AI, not with a person. Your voice goes to the service that this link was sent from, and the call may be recorded.',
    incomplete: 'This link is not complete: open the whole link that was sent to you.',
    connecting: 'Connecting …',
    waiting: 'Ready, and waiting for the call. Keep this page open.',
    used: 'This link is done: its call is over, or it was taken back. It cannot be used again.',
    refused:
      'This link is good no more: it was used, has expired, or was taken back. Ask whoever sent it for a new one.',
    lost: 'Connection lost, connecting again …',
    headset: 'A headset is best. When you answer, the browser asks whether the page may use your microphone.',
  },
});
