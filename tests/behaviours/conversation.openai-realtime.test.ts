import {
  FRAME_BYTES,
  MULAW_SILENCE,
  MulawAudio,
  OpenaiRealtimeConversations,
  TonesSynthesiser,
} from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { type MindContext, RealtimeStandin, SpokenWords } from '@ringback/standins';
import { describe, expect, it } from 'vitest';
import type { ConversationBehaviour } from './conversation.js';
import type { ConversationRig } from './conversation-rig.js';
import { CONVERSATION_CHECKS } from './conversation-suite.js';

const voice = new TonesSynthesiser();

/** Says what it is told to say exactly, and otherwise something. */
function* respond({ instructions, heard }: MindContext): Generator<{ say: string }> {
  const last = instructions.split('\n').at(-1) as string;
  if (last.startsWith('"')) yield { say: JSON.parse(last) as string };
  else yield { say: heard === '' ? 'Good day, this is the AI assistant of Ms Li.' : 'Thank you, I have noted that.' };
}

async function openRig(): Promise<ConversationRig> {
  const clock = new ManualClock();
  const spokenWords = new SpokenWords();
  const standin = new RealtimeStandin({
    mind: { begin: () => ({ respond }) },
    spokenWords,
    synthesiser: voice,
    clock,
    latency: { connectMs: 0, firstDeltaMs: 300, deltaEveryMs: 15, transcriptionMs: 400 },
  });
  const { url } = await standin.start();
  const conversations = new OpenaiRealtimeConversations({ apiKey: 'sk-test', baseUrl: url });
  return {
    conversations,
    clock,
    brief: { requirement: 'Tell Thomas that the meeting is tomorrow at nine.', language: 'en' },
    words: 'Yes, this is Thomas speaking.',
    async say(conversation, words) {
      const { bytes } = await voice.speak(words, { language: 'en', pitch: 70 });
      const line = Buffer.concat([silence(400), bytes, silence(800)]);
      const wordsAt = Math.floor((400 * 8 + bytes.length / 2) / FRAME_BYTES) * FRAME_BYTES;
      for (let at = 0; at < line.length; at += FRAME_BYTES) {
        const audio = MulawAudio.fromBytes(line.subarray(at, at + FRAME_BYTES));
        // Known by its very text, as all audio within the process.
        if (at === wordsAt) spokenWords.remember(audio.base64, words);
        conversation.hear(audio);
        await clock.advance(20);
      }
    },
    until: (condition) => clock.advanceUntil(condition, 60_000, 5),
    async close() {
      await conversations.close();
      await standin.stop();
    },
  };
}

const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(MULAW_SILENCE);

describe('openai-realtime as a conversation', () => {
  it('can do everything that is checked', async () => {
    const rig = await openRig();
    const needed = [...CONVERSATION_CHECKS.values()].flatMap(({ needs }) => needs ?? []);
    expect(needed.filter((capability) => rig.conversations.capabilities[capability] !== true)).toEqual([]);
    await rig.close();
  });

  it.each([...CONVERSATION_CHECKS.keys()])('%s', async (behaviour: ConversationBehaviour) => {
    const rig = await openRig();
    try {
      await CONVERSATION_CHECKS.get(behaviour)?.check(rig);
    } finally {
      await rig.close();
    }
    // What is left are the stand-in's own, of events that it would have sent.
    await rig.clock.advance(60_000);
    expect(rig.clock.pending).toBe(0);
  });
});
