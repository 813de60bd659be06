import {
  type Conversation,
  encodeMulaw,
  MulawAudio,
  NoticeConversations,
  seededRandom,
  TonesSynthesiser,
} from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_BEHAVIOURS, type ConversationBehaviour } from './conversation.js';
import type { ConversationRig } from './conversation-rig.js';
import { CONVERSATION_CHECKS } from './conversation-suite.js';

const WORD_MS = 200;
const SILENCE = MulawAudio.fromBytes(new Uint8Array(160).fill(0xff));

function openRig(withCaptions = true): ConversationRig {
  const clock = new ManualClock();
  const noise = seededRandom(7);
  const frame = (): MulawAudio =>
    MulawAudio.fromBytes(encodeMulaw(Int16Array.from({ length: 160 }, () => (noise() - 0.5) * 8_000)));
  const frames = async (conversation: Conversation, ms: number, make: () => MulawAudio): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 20) {
      conversation.hear(make());
      await clock.advance(20);
    }
  };
  let captions = 0;
  return {
    conversations: new NoticeConversations({ synthesiser: new TonesSynthesiser() }),
    clock,
    captions: withCaptions,
    brief: { requirement: 'Tell Thomas that the meeting is tomorrow at nine.', language: 'en' },
    words: 'Yes, this is Thomas.',
    async say(conversation, words) {
      captions += 1;
      const captionId = `caption-${captions}`;
      await frames(conversation, 400, () => SILENCE);
      const startedAt = clock.now();
      const parts = words.split(' ');
      for (const at of parts.keys()) {
        await frames(conversation, WORD_MS, frame);
        const text = parts.slice(0, at + 1).join(' ');
        const final = at === parts.length - 1;
        if (withCaptions) conversation.hearCaption({ captionId, text, final, startedAt, endedAt: clock.now() });
      }
      await frames(conversation, 700, () => SILENCE);
    },
    until: (condition) => clock.advanceUntil(condition, 60_000),
    close: async () => undefined,
  };
}

describe('conversation behaviours', () => {
  it('are each cited by a check', () => {
    expect([...CONVERSATION_CHECKS.keys()].sort()).toEqual(Object.keys(CONVERSATION_BEHAVIOURS).sort());
  });
});

describe('notice as a conversation', () => {
  it('can do everything that is checked', () => {
    const { capabilities } = openRig().conversations;
    const needed = [...CONVERSATION_CHECKS.values()].flatMap(({ needs }) => needs ?? []);
    expect(needed.filter((capability) => capabilities[capability] !== true)).toEqual([]);
  });

  it.each([...CONVERSATION_CHECKS.keys()])('%s', async (behaviour: ConversationBehaviour) => {
    const rig = openRig();
    await CONVERSATION_CHECKS.get(behaviour)?.check(rig);
    await rig.conversations.close();
    expect(rig.clock.pending).toBe(0);
  });
});

describe('notice on a carrier without captions, as a conversation', () => {
  // Those that wait for words.
  const words = ['callee.words-are-told', 'callee.words-name-their-time', 'open.many-at-once', 'aside.hears'];
  const behaviours = [...CONVERSATION_CHECKS.keys()].filter((behaviour) => !words.includes(behaviour));

  it.each(behaviours)('%s', async (behaviour: ConversationBehaviour) => {
    const rig = openRig(false);
    await CONVERSATION_CHECKS.get(behaviour)?.check(rig);
    await rig.conversations.close();
    expect(rig.clock.pending).toBe(0);
  });
});
