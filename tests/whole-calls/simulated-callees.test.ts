import { NoticeMind, SIMULATED_CALLEES, simulatedCallees } from '@ringback/standins';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Line } from './whole-call.js';
import { WordSpeech } from './word-speech.js';

const REQUIREMENTS = {
  zh: '通知张先生明天上午9点在三楼会议室开会',
  en: 'Tell Mr Chen that the meeting starts at 9 am tomorrow in room 302.',
};
const directory = simulatedCallees();
let line: Line;

describe('the way of real calls to the simulated callee at', () => {
  beforeAll(async () => {
    line = await Line.open({
      mind: new NoticeMind(),
      synthesiser: new WordSpeech(),
      pickup: (_, to) => directory.find(to),
      limits: { timeLimitMs: 120_000 },
    });
  });
  afterAll(() => line.close());

  it.concurrent.each(SIMULATED_CALLEES)('$number: $behaviour', { timeout: 60_000 }, async ({ number, language }) => {
    const call = line.place({ requirement: REQUIREMENTS[language], language }, {}, number);
    const end = await call.running.ended;
    console.log(number, SIMULATED_CALLEES.find((c) => c.number === number)?.behaviour, end.endReason, SIMULATED_CALLEES.find((c) => c.number === number)?.endReason, end.outcome.goalAchieved, end.detail, call.transcript.join(' | ').slice(0,400));
    if (number.endsWith('8007')) console.log(call.events.filter((e) => e.type !== 'partial').map((e) => JSON.stringify(e).slice(0, 200)).join('\n'), line.model.filter((m: any) => !/delta|append|audio/.test(m.event.type)).map((m: any) => `${Math.round(m.at % 1e6)} ${m.from} ${m.event.type} ${m.event.transcript ?? m.event.response?.status ?? ''} ${m.event.error?.code ?? ''}`).join('\n'));
    expect(end.endReason).toBeDefined();
  });
});
