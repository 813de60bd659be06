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

  it.concurrent.each(SIMULATED_CALLEES)(
    '$number: $behaviour',
    { timeout: 60_000 },
    async ({ number, language, endReason }) => {
      const call = line.place({ requirement: REQUIREMENTS[language], language }, {}, number);
      const end = await call.running.ended;
      const shown = call.transcript.join('\n');
      expect(end.endReason, shown).toBe(endReason);
      if (end.answeredAt !== null) expect(shown).toMatch(/^assistant: .*AI/m);
    },
  );
});
