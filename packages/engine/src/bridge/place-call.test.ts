import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../call/call-event.js';
import type { CallDependencies, CallRequest } from '../place-call.js';
import {
  CountingIds,
  ManualClock,
  ScriptedCarrier,
  type ScriptedCarrierOptions,
  ScriptedConversations,
  type ScriptedConversationsOptions,
  ScriptedSynthesiser,
} from '../testing/index.js';
import { placeCall } from './place-call.js';

interface Options {
  carrier?: ScriptedCarrierOptions;
  conversations?: ScriptedConversationsOptions;
  dependencies?: Partial<CallDependencies>;
  request?: Partial<CallRequest>;
}

function place(options: Options = {}) {
  const clock = new ManualClock();
  const carrier = new ScriptedCarrier(clock, options.carrier);
  const conversations = new ScriptedConversations(options.conversations);
  const synthesiser = new ScriptedSynthesiser();
  const events: CallEvent[] = [];
  const running = placeCall(
    { callId: 'call-1', to: '+8613800138000', brief: { requirement: '通知您明天上午9点开会' }, ...options.request },
    {
      carrier,
      conversations,
      synthesiser,
      clock,
      ids: new CountingIds(),
      onEvent: (event) => events.push(event),
      ...options.dependencies,
    },
  );
  const of = <Type extends CallEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<CallEvent, { type: Type }> => event.type === type);
  return { clock, carrier, conversations, synthesiser, events, of, running };
}

describe('a call from dial to hang-up', () => {
  it('opens the conversation while it rings, speaks at the answer, and ends after the last words', async () => {
    const { clock, carrier, conversations, events, of, running } = place();
    const { leg } = carrier;
    const { conversation } = conversations;
    leg.accept('CA1');
    await clock.advance(500);
    leg.ring();
    conversation.ready();
    conversation.say('a1', '您好，请问是王先生吗？', 2_000);
    expect(leg.given).toEqual([]);
    await clock.advance(4_500);
    leg.answer();
    expect(leg.given[0]?.at).toBe(clock.now());
    await clock.advance(2_500);
    conversation.listener.calleeSpeaking();
    await clock.advance(700);
    conversation.listener.calleeSilent();
    conversation.calleeSaid('u1', '是我。', clock.now() - 700);
    await clock.advance(300);
    conversation.say('a2', '明天上午9点开会，再见。', 2_400);
    conversation.finish('completed', { goalAchieved: true, summary: '已通知' });
    await clock.advance(2_600);
    expect(leg.hungUpAt).toBeNull();
    await clock.advance(100);
    const end = await running.ended;
    expect(end).toEqual({
      endReason: 'completed',
      detail: 'The conversation came to its end.',
      answeredAt: 5_000,
      endedAt: 11_150,
      talkMs: 6_150,
      outcome: { goalAchieved: true, summary: '已通知', facts: {}, doNotCall: false },
    });
    expect(of('utterance').map(({ utterance }) => [utterance.role, utterance.text])).toEqual([
      ['assistant', '您好，请问是王先生吗？'],
      ['user', '是我。'],
      ['assistant', '明天上午9点开会，再见。'],
    ]);
    expect(of('turn').map(({ latency }) => latency)).toEqual([
      { turn: 1, toFirstAudio: 0, toCarrier: 0, toHeard: 0 },
      { turn: 2, toFirstAudio: 300, toCarrier: 300, toHeard: 300 },
    ]);
    expect(events.at(-1)?.type).toBe('ended');
    expect(clock.pending).toBe(0);
    expect(conversation.closed).toBe(true);
    expect(conversation.reports).toEqual([
      { utteranceId: 'a1', heardMs: 2_000, interrupted: false },
      { utteranceId: 'a2', heardMs: 2_400, interrupted: false },
    ]);
  });
});
