import type { CallStatus, EndReason } from '@ringback/client';
import { screenWords } from '../i18n/i18n.js';

/** What the API's own words for a call mean, for every screen that shows one. */
export const useCallWords = screenWords('call', {
  zh: {
    queued: '排队中',
    dialing: '拨号中',
    ringing: '响铃中',
    in_progress: '通话中',
    ended: '已结束',
    completed: '正常完成',
    callee_hung_up: '对方挂断',
    hung_up: '主动挂断',
    no_answer: '无人接听',
    busy: '对方正忙',
    rejected: '对方拒接',
    unreachable: '无法接通',
    voicemail: '语音信箱',
    wrong_number: '不是本人',
    no_response: '无人应答',
    time_limit: '超过时长',
    out_of_balance: '余额不足',
    model_failure: 'AI 故障',
    carrier_failure: '线路故障',
    interrupted: '服务中断',
    cancelled: '已取消',
    rehearsal: '演练',
    goalYes: '目标达成',
    goalNo: '目标未达成',
    goalUnknown: '无法判断',
    assistant: 'AI',
    user: '对方',
    seconds: '{{count}} 秒',
    minutes: '{{minutes}} 分 {{seconds}} 秒',
  },
  en: {
    queued: 'Queued',
    dialing: 'Dialling',
    ringing: 'Ringing',
    in_progress: 'In progress',
    ended: 'Ended',
    completed: 'Completed',
    callee_hung_up: 'Callee hung up',
    hung_up: 'Hung up by us',
    no_answer: 'No answer',
    busy: 'Busy',
    rejected: 'Declined',
    unreachable: 'Unreachable',
    voicemail: 'Voicemail',
    wrong_number: 'Wrong number',
    no_response: 'Nobody spoke',
    time_limit: 'Time limit',
    out_of_balance: 'Balance ran out',
    model_failure: 'AI failed',
    carrier_failure: 'Carrier failed',
    interrupted: 'Interrupted',
    cancelled: 'Cancelled',
    rehearsal: 'Rehearsal',
    goalYes: 'Goal achieved',
    goalNo: 'Goal not achieved',
    goalUnknown: 'Cannot be told',
    assistant: 'AI',
    user: 'Callee',
    seconds: '{{count}} s',
    minutes: '{{minutes}} min {{seconds}} s',
  },
});

export const STATUSES: readonly CallStatus[] = ['queued', 'dialing', 'ringing', 'in_progress', 'ended'];

export const END_REASONS: readonly EndReason[] = [
  'completed',
  'callee_hung_up',
  'hung_up',
  'no_answer',
  'busy',
  'rejected',
  'unreachable',
  'voicemail',
  'wrong_number',
  'no_response',
  'time_limit',
  'out_of_balance',
  'model_failure',
  'carrier_failure',
  'interrupted',
  'cancelled',
];

const GOALS = { yes: 'goalYes', no: 'goalNo', unknown: 'goalUnknown' } as const;

/** The word for what came of a call. */
export function goalWord(achieved: boolean | null): 'goalYes' | 'goalNo' | 'goalUnknown' {
  return achieved === null ? GOALS.unknown : achieved ? GOALS.yes : GOALS.no;
}
