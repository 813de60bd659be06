import type { Language } from '@ringback/engine';
import { liToYuan } from '../../billing/money.js';
import type { CallRecordWithTranscript } from '../../calls/call-record.js';
import { type Cell, csvLine } from '../csv.js';
import { END_REASON_SENTENCES } from '../messages.js';
import { toV1CallWithTranscript } from './call.js';

/** How a file for people says things. */
export interface FileWords {
  language: Language;
  /** Whose time of day: minutes from UTC. */
  utcOffsetMinutes: number;
}

const SAID = {
  zh: {
    speaker: { assistant: 'AI', user: '对方' },
    status: { queued: '排队中', dialing: '拨号中', ringing: '响铃中', in_progress: '通话中', ended: '已结束' },
    goal: { yes: '是', no: '否' },
    colon: '：',
  },
  en: {
    speaker: { assistant: 'AI', user: 'Callee' },
    status: { queued: 'queued', dialing: 'dialling', ringing: 'ringing', in_progress: 'in progress', ended: 'ended' },
    goal: { yes: 'yes', no: 'no' },
    colon: ': ',
  },
} as const;

interface Column {
  heading: Readonly<Record<Language, string>>;
  /** The heading also names whose time of day it is. */
  timed?: true;
  cell(call: CallRecordWithTranscript, words: FileWords): Cell;
}

const COLUMNS: readonly Column[] = [
  { heading: { zh: '通话编号', en: 'Call' }, cell: (call) => call.callId },
  { heading: { zh: '号码', en: 'Number' }, cell: (call) => call.phoneWritten },
  { heading: { zh: '国际格式号码', en: 'Number (E.164)' }, cell: (call) => call.phone },
  { heading: { zh: '批次', en: 'Campaign' }, cell: (call) => call.campaign },
  { heading: { zh: '状态', en: 'Status' }, cell: (call, { language }) => SAID[language].status[call.status] },
  {
    heading: { zh: '结束原因', en: 'End' },
    cell: (call, { language }) => (call.endReason === null ? null : END_REASON_SENTENCES[call.endReason][language]),
  },
  { heading: { zh: '受理时间', en: 'Accepted' }, timed: true, cell: (call, words) => timeOfDay(call.createdAt, words) },
  {
    heading: { zh: '接听时间', en: 'Answered' },
    timed: true,
    cell: (call, words) => timeOfDay(call.answeredAt, words),
  },
  { heading: { zh: '结束时间', en: 'Ended' }, timed: true, cell: (call, words) => timeOfDay(call.endedAt, words) },
  { heading: { zh: '通话秒数', en: 'Seconds' }, cell: (call) => call.durationSeconds },
  {
    heading: { zh: '费用（元）', en: 'Cost (CNY)' },
    cell: (call) => (call.costLi === null ? null : liToYuan(call.costLi)),
  },
  {
    heading: { zh: '目标达成', en: 'Goal achieved' },
    cell: ({ goalAchieved }, { language }) =>
      goalAchieved === null ? null : SAID[language].goal[goalAchieved ? 'yes' : 'no'],
  },
  { heading: { zh: '摘要', en: 'Summary' }, cell: (call) => call.summary },
  { heading: { zh: '要求', en: 'Requirement' }, cell: (call) => call.requirement },
  { heading: { zh: '结果', en: 'Result' }, cell: ({ result }) => (result === null ? null : JSON.stringify(result)) },
  {
    heading: { zh: '对话', en: 'Transcript' },
    cell: ({ transcript }, { language }) => {
      const { speaker, colon } = SAID[language];
      return transcript.map(({ role, text }) => `${speaker[role]}${colon}${text}`).join('\n');
    },
  },
];

/** Calls as a table: one line each. */
export async function* callsCsv(
  batches: AsyncIterable<CallRecordWithTranscript[]>,
  words: FileWords,
): AsyncGenerator<string, void, undefined> {
  yield csvLine(COLUMNS.map(({ heading, timed }) => headed(heading, timed === true, words)));
  for await (const batch of batches)
    for (const call of batch) yield csvLine(COLUMNS.map(({ cell }) => cell(call, words)));
}

/** Calls as one JSON array, as the API gives them with their transcripts. */
export async function* callsJson(
  batches: AsyncIterable<CallRecordWithTranscript[]>,
): AsyncGenerator<string, void, undefined> {
  let before = '[';
  for await (const batch of batches)
    for (const call of batch) {
      yield `${before}${JSON.stringify(toV1CallWithTranscript(call))}`;
      before = ',\n';
    }
  yield before === '[' ? '[]\n' : ']\n';
}

/** What was said in one call as a table: one line an utterance. */
export function* transcriptCsv(call: CallRecordWithTranscript, words: FileWords): Generator<string, void, undefined> {
  const zh = words.language === 'zh';
  yield csvLine([
    headed({ zh: '时间', en: 'Time' }, true, words),
    zh ? '通话开始后秒数' : 'Seconds from the start',
    zh ? '说话人' : 'Speaker',
    zh ? '内容' : 'Words',
    zh ? '被打断' : 'Interrupted',
  ]);
  const startedAt = call.startedAt ?? call.createdAt;
  for (const { role, text, startedAt: at, interrupted } of call.transcript) {
    const said = SAID[words.language];
    yield csvLine([
      timeOfDay(startedAt + at, words),
      Math.round(at / 100) / 10,
      said.speaker[role],
      text,
      interrupted ? said.goal.yes : null,
    ]);
  }
}

function headed(heading: Readonly<Record<Language, string>>, timed: boolean, words: FileWords): string {
  const text = heading[words.language];
  if (!timed) return text;
  const zone = offset(words.utcOffsetMinutes);
  return words.language === 'zh' ? `${text}（${zone}）` : `${text} (${zone})`;
}

/** `2026-11-25 22:38:46`, which spreadsheets read as a time. */
function timeOfDay(instantMs: number | null, { utcOffsetMinutes }: FileWords): string | null {
  if (instantMs === null) return null;
  return new Date(instantMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

function offset(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
