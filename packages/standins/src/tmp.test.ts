import { NoticeConversations, placeCall, Simulator, TonesSynthesiser, createSynthesiser } from '@ringback/engine';
import { CountingIds, ManualClock } from '@ringback/engine/testing';
import { it } from 'vitest';
import { simulatedCallees } from './callees/directory.js';
it.each((process.env.NUMS ?? '').split(','))('%s', async (to) => {
  const clock = new ManualClock();
  const synthesiser = process.env.ESPEAK ? await createSynthesiser({ kind: 'espeak' }) : new TonesSynthesiser();
  const carrier = new Simulator({ directory: simulatedCallees(), synthesiser, clock, onError: (e) => console.log('ERR', e) });
  const conversations = new NoticeConversations({ synthesiser });
  const events: any[] = [];
  const running = placeCall({ callId: 'c1', to, brief: { requirement: process.env.REQ ?? (to.startsWith('+86') ? '通知张伟先生明天上午9点在三楼会议室开会，请准时参加' : 'Tell Mr Chen that the meeting starts at 9 am tomorrow in room 302.') } },
    { carrier, conversations, synthesiser, clock, ids: new CountingIds(), onEvent: (e) => events.push(e) });
  let n = 0; while (running.state !== 'ended' && n++ < 20000) { await clock.advance(20); if (process.env.ESPEAK) await new Promise((r) => setTimeout(r, process.env.SLOW ? 20 : 2)); }
  const end = await running.ended;
  console.log([`@ ${to} ${end.endReason} ${end.talkMs} ${JSON.stringify(end.outcome)}`, ...events.filter((e) => ['utterance', 'interruption', 'keys', 'warning'].includes(e.type)).map((e) => e.type === 'utterance' ? `@ ${e.utterance.role === 'user' ? '<' : '>'} ${e.utterance.startedAt}-${e.utterance.endedAt} ${e.utterance.text}${e.utterance.interrupted ? ' [cut]' : ''}` : '@   ' + JSON.stringify(e))].join('\n'));
  await synthesiser.close();
}, 120000);
