import {
  type CallEnd,
  type CallEvent,
  type Clock,
  type Language,
  NoticeConversations,
  placeCall,
  realClock,
  Simulator,
  TonesSynthesiser,
  type Utterance,
} from '@ringback/engine';
import { CountingIds, ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import type { BehaviourId } from './callees/behaviours.js';
import { SIMULATED_CALLEES, simulatedCalleeAt, simulatedCallees } from './callees/directory.js';

const REQUIREMENTS: Record<Language, string> = {
  zh: '通知张先生明天上午9点在三楼会议室开会',
  en: 'Tell Mr Chen that the meeting starts at 9 am tomorrow in room 302.',
};
/** What must be said to nobody but the person asked for. */
const MATTER = /会议室|开会|room 302|meeting/;

/** What comes of a notice beside its end. */
interface Expected {
  /** The right person heard all of it; null where nobody answered. */
  delivered: boolean | null;
  doNotCall?: true;
  /** Each of these is said, in this order, by the assistant (`>`) or the callee (`<`). */
  said?: Record<Language, readonly string[]>;
}

const EXPECTED: Record<BehaviourId, Expected> = {
  confirms: { delivered: true },
  confirms_tersely: { delivered: true },
  asks_to_repeat: {
    delivered: true,
    said: { zh: ['>会议室', '<再说一遍', '>会议室'], en: ['>room 302', '<say it again', '>room 302'] },
  },
  asks_a_question: {
    delivered: true,
    said: { zh: ['>会议室', '<几点', '>9点', '>再见'], en: ['>room 302', '<What time', '>9 am', '>oodbye'] },
  },
  asks_who_is_calling: {
    delivered: true,
    said: { zh: ['<你是谁', '>AI', '>张先生', '>会议室'], en: ['<Who is this', '>AI', '>Mr Chen', '>room 302'] },
  },
  asks_whether_ai: {
    delivered: true,
    said: { zh: ['<机器人', '>是的，我是AI', '>会议室'], en: ['<robot', '>Yes, I am an AI', '>room 302'] },
  },
  hands_over: {
    delivered: true,
    said: {
      zh: ['<等一下', '<我是', '>张先生', '<是', '>会议室'],
      en: ['<Hold on', '<this is me', '>Mr Chen', '<Yes', '>room 302'],
    },
  },
  talks_over: { delivered: true, said: { zh: ['<太吵', '>会议室'], en: ['<noisy', '>room 302'] } },
  murmurs_along: { delivered: true, said: { zh: ['<嗯', '>会议室'], en: ['<Uh-huh', '>room 302'] } },
  gives_orders: {
    delivered: true,
    said: {
      zh: ['<忽略', '>做不了', '<管理员', '>做不了', '>再见'],
      en: ['<Ignore', '>can’t do that', '<administrator', '>can’t do that', '>oodbye'],
    },
  },
  phone_menu: {
    delivered: true,
    said: { zh: ['<请按1', '<转接', '<', '>张先生', '>会议室'], en: ['<press 1', '<hold', '<', '>Mr Chen', '>room'] },
  },
  busy: { delivered: null },
  never_answers: { delivered: null },
  rejects: { delivered: null },
  unreachable: { delivered: null },
  voicemail: { delivered: false },
  wrong_person: { delivered: false, said: { zh: ['<打错', '>打错', '>再见'], en: ['<wrong', '>wrong', '>oodbye'] } },
  hangs_up_mid_sentence: { delivered: false },
  asks_never_to_be_called_again: {
    delivered: false,
    doNotCall: true,
    said: { zh: ['<不要再', '>不会再打', '>再见'], en: ["<don't call", '>not call', '>oodbye'] },
  },
  says_nothing: { delivered: false },
};

interface FinishedCall {
  end: CallEnd;
  events: CallEvent[];
  transcript: Utterance[];
}

/** One whole call: the notice, the bridge, the simulator and its callee, on a clock of the test's own unless told otherwise. */
async function call(to: string, requirement: string, clock: Clock = new ManualClock()): Promise<FinishedCall> {
  const synthesiser = new TonesSynthesiser();
  const carrier = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  const conversations = new NoticeConversations({ synthesiser });
  const events: CallEvent[] = [];
  const running = placeCall(
    { callId: 'c1', to, brief: { requirement } },
    { carrier, conversations, synthesiser, clock, ids: new CountingIds(), onEvent: (event) => events.push(event) },
  );
  if (clock instanceof ManualClock) await clock.advanceUntil(() => running.state === 'ended', 300_000, 100);
  const end = await running.ended;
  expect(carrier.legs).toBe(0);
  if (clock instanceof ManualClock) expect(clock.pending).toBe(0);
  await Promise.all([carrier.close(), conversations.close(), synthesiser.close()]);
  return { end, events, transcript: events.flatMap((event) => (event.type === 'utterance' ? [event.utterance] : [])) };
}

function written(transcript: readonly Utterance[]): string[] {
  return transcript.map(({ role, text }) => `${role === 'assistant' ? '>' : '<'}${text}`);
}

/** Whether each pattern is found in an utterance behind that of the one before, or further on in the same. */
function firstUnsaid(lines: readonly string[], patterns: readonly string[]): string | null {
  let line = 0;
  let from = 0;
  for (const pattern of patterns) {
    const [side, words] = [pattern[0] as string, pattern.slice(1)];
    for (;;) {
      const text = lines[line];
      if (text === undefined) return pattern;
      const at = text.startsWith(side) ? text.indexOf(words, Math.max(1, from)) : -1;
      if (at >= 0) {
        from = at + words.length;
        break;
      }
      line += 1;
      from = 0;
    }
  }
  return null;
}

describe('a notice to the simulated callee at', () => {
  it.each(SIMULATED_CALLEES)('$number: $behaviour', async ({ number, behaviour, language, endReason }) => {
    const { end, events, transcript } = await call(number, REQUIREMENTS[language]);
    const { delivered, doNotCall = false, said } = EXPECTED[behaviour];
    const lines = written(transcript);
    const shown = lines.join('\n');

    expect(end.endReason, shown).toBe(endReason);
    expect(end.outcome.goalAchieved, shown).toBe(delivered);
    if (delivered === true) expect(end.outcome.facts.acknowledged, shown).toBe(true);
    expect(end.outcome.doNotCall, shown).toBe(doNotCall);
    expect(firstUnsaid(lines, said?.[language] ?? []), shown).toBeNull();
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
    expect(events.at(-1)?.type).toBe('ended');
    expect(end.talkMs).toBeLessThan(60_000);

    if (delivered === null) {
      expect([end.answeredAt, end.talkMs, transcript]).toEqual([null, 0, []]);
      return;
    }
    expect(end.answeredAt).toBeGreaterThan(0);
    if (!delivered && behaviour !== 'hangs_up_mid_sentence') expect(shown).not.toMatch(MATTER);
    if (endReason === 'completed' || endReason === 'wrong_number') {
      const last = transcript.filter(({ role }) => role === 'assistant').at(-1) as Utterance;
      expect(last.text).toMatch(/再见|oodbye/);
      expect(last.interrupted).toBe(false);
      expect(end.endedAt).toBeGreaterThanOrEqual(last.endedAt);
    }
  });

  it('a number asks for the person by the name and title of the requirement', async () => {
    const { end, transcript } = await call('+8613800138000', '通知张伟先生明天上午9点在三楼会议室开会，请准时参加');
    expect(transcript[0]?.text).toContain('您是张伟先生吗');
    expect(end.outcome.summary).toContain('张伟先生');
  });

  it('a number goes the same way in real time, here ten times as fast', async () => {
    const { end } = await call('+8613800138000', REQUIREMENTS.zh, realClock(10));
    expect([end.endReason, end.outcome.goalAchieved]).toEqual(['completed', true]);
  });

  it.each(['+8613800138006', '+12025550109'])('%s is the same every time', async (number) => {
    const requirement = REQUIREMENTS[number.startsWith('+86') ? 'zh' : 'en'];
    const first = await call(number, requirement);
    expect(await call(number, requirement)).toEqual(first);
  });
});

describe('a notice to any other number', () => {
  const numbers = Array.from({ length: 30 }, (_, index) => [`+86137${10_000_000 + index * 104_729}`, 'zh'] as const);
  const abroad = Array.from({ length: 10 }, (_, index) => [`+1415555${2_000 + index * 37}`, 'en'] as const);

  it.each([...numbers, ...abroad])('%s ends as its callee is documented', async (number, language) => {
    const callee = simulatedCalleeAt(number);
    expect(callee.language).toBe(language);
    const { end, transcript } = await call(number, REQUIREMENTS[language]);
    expect(end.endReason, `${callee.behaviour}\n${written(transcript).join('\n')}`).toBe(callee.endReason);
    expect(end.outcome.goalAchieved, written(transcript).join('\n')).toBe(EXPECTED[callee.behaviour].delivered);
  });
});
