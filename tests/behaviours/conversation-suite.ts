import type { ConcludeReason, ConversationCapabilities, ConversationEnd } from '@ringback/engine';
import { CountingIds } from '@ringback/engine/testing';
import { expect } from 'vitest';
import type { ConversationBehaviour } from './conversation.js';
import { type ConversationRig, Talk } from './conversation-rig.js';

type Check = (rig: ConversationRig) => Promise<void>;

/** The check of each behaviour, and the capability without which it is not asked. */
export const CONVERSATION_CHECKS = new Map<
  ConversationBehaviour,
  { check: Check; needs?: keyof ConversationCapabilities }
>();

function verify(behaviour: ConversationBehaviour, check: Check, needs?: keyof ConversationCapabilities): void {
  CONVERSATION_CHECKS.set(behaviour, needs === undefined ? { check } : { check, needs });
}

/** Longer than anything that a conversation does by itself soon. */
const A_WHILE_MS = 3_000;

verify('open.tells-nothing-from-inside', async (rig) => {
  const talk = new Talk(rig);
  expect(talk.count).toBe(0);
  await rig.until(() => talk.all('ready').length > 0);
});

verify('open.becomes-ready', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  expect(talk.all('ready')).toHaveLength(1);
  expect(talk.told[0]?.[0]).toBe('ready');
});

verify(
  'open.prepares-its-opening',
  async (rig) => {
    const talk = new Talk(rig);
    await rig.until(() => talk.all('ready').length > 0);
    talk.conversation.answered('unknown');
    await rig.until(() => talk.said.length > 0);
    expect(talk.said[0]?.ms).toBeGreaterThan(200);
    expect(talk.said[0]?.text).toMatch(/\p{L}/u);
  },
  'prepares',
);

verify('open.many-at-once', async (rig) => {
  const ids = new CountingIds();
  const talks = [1, 2, 3].map((number) => new Talk(rig, `call-${number}`, ids));
  for (const talk of talks) await talk.begin();
  const [first, ...others] = talks as [Talk, ...Talk[]];
  await first.exchange();
  await rig.until(() => first.words.length > 0);
  expect(others.map((talk) => [talk.words.length, talk.all('calleeSpeaking').length])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  const all = talks.flatMap(({ utterances }) => utterances.map(({ id }) => id));
  expect(new Set(all).size).toBe(all.length);
});

verify('speech.ends-once', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  await talk.exchange();
  await rig.clock.advance(A_WHILE_MS);
  const ended = talk.all('speechEnded');
  expect(new Set(ended).size).toBe(ended.length);
  expect(talk.late).toBe(0);
  for (const { ms, text } of talk.said) {
    expect(ms).toBeGreaterThan(0);
    expect(text).toMatch(/\p{L}/u);
  }
});

verify(
  'speech.is-stopped',
  async (rig) => {
    const talk = new Talk(rig);
    await rig.until(() => talk.all('ready').length > 0);
    talk.conversation.answered('unknown');
    await rig.until(() => talk.utterances.length > 0);
    const [opening] = talk.utterances;
    talk.interrupt(opening?.id as string, 100);
    const given = opening?.ms;
    await rig.clock.advance(A_WHILE_MS);
    expect(opening?.ms).toBe(given);
    expect(talk.late).toBe(0);
  },
  'truncates',
);

verify('callee.voice-is-told', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  await talk.exchange();
  await talk.hear();
  await rig.say(talk.conversation, rig.words);
  await rig.until(() => talk.all('calleeSilent').length >= 2);
  const voice = talk.told
    .map(([event]) => event)
    .filter((event) => event === 'calleeSpeaking' || event === 'calleeSilent');
  expect(voice.length % 2).toBe(0);
  expect(voice.every((event, at) => event === (at % 2 === 0 ? 'calleeSpeaking' : 'calleeSilent'))).toBe(true);
});

verify('callee.words-are-told', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  await talk.exchange();
  await rig.until(() => talk.words.some(({ final }) => final));
  await rig.clock.advance(A_WHILE_MS);
  expect(new Set(talk.words.map(({ utteranceId }) => utteranceId)).size).toBe(1);
  expect(talk.words.filter(({ final }) => final)).toHaveLength(1);
  expect(talk.words.at(-1)).toMatchObject({ text: rig.words, final: true });
});

verify('callee.words-name-their-time', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  await rig.clock.advance(A_WHILE_MS);
  const before = rig.clock.now();
  await rig.say(talk.conversation, rig.words);
  const after = rig.clock.now();
  await rig.until(() => talk.words.some(({ final }) => final));
  const { startedAt, endedAt } = talk.words.at(-1) as { startedAt: number; endedAt: number };
  expect(startedAt).toBeGreaterThanOrEqual(before - 100);
  expect(endedAt).toBeGreaterThan(startedAt);
  expect(endedAt).toBeLessThanOrEqual(after);
});

verify('callee.is-answered', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  const before = talk.said.length;
  await talk.exchange();
  expect(talk.said.length).toBeGreaterThan(before);
});

verify('callee.keys-are-safe', async (rig) => {
  const talk = new Talk(rig);
  talk.conversation.hearKey('1');
  await talk.begin();
  for (const key of ['0', '#', '*', '9']) talk.conversation.hearKey(key);
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.all('failed')).toEqual([]);
});

verify('mailbox.greeting-is-not-talked-to', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  const before = talk.utterances.length;
  talk.conversation.mailbox('greeting', 'Please call us back.');
  await rig.say(talk.conversation, 'You have reached a mailbox.');
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.utterances).toHaveLength(before);
  expect(talk.finished).toBeNull();
});

verify('mailbox.gets-its-message', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  const before = talk.utterances.length;
  talk.conversation.mailbox('greeting', 'Please call us back.');
  talk.conversation.mailbox('recording', 'Please call us back.');
  await rig.until(() => talk.finished !== null);
  expect(talk.utterances.slice(before).map(({ text }) => text)).toEqual(['Please call us back.']);
  expect(talk.finished?.end).toBe('voicemail');
});

async function concludes(rig: ConversationRig, reason: ConcludeReason, end: ConversationEnd): Promise<Talk> {
  const talk = new Talk(rig);
  await talk.begin();
  const before = talk.utterances.length;
  talk.conversation.conclude(reason);
  await rig.until(() => talk.finished !== null);
  expect(talk.finished?.end).toBe(end);
  expect(talk.utterances.length).toBeGreaterThan(before);
  expect(talk.told.at(-1)?.[0]).toBe('finish');
  return talk;
}

verify('conclude.time-limit', async (rig) => void (await concludes(rig, 'time_limit', 'time_limit')));
verify('conclude.out-of-balance', async (rig) => void (await concludes(rig, 'out_of_balance', 'out_of_balance')));
verify('conclude.stopping', async (rig) => void (await concludes(rig, 'stopping', 'interrupted')));
verify('conclude.no-response', async (rig) => void (await concludes(rig, 'no_response', 'no_response')));

verify('conclude.once', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  talk.conversation.conclude('time_limit');
  talk.conversation.conclude('stopping');
  await rig.until(() => talk.finished !== null);
  talk.conversation.conclude('no_response');
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.all('finish')).toEqual(['time_limit']);
});

/** A talk in which a person speaks in the conversation's place. */
async function aside(rig: ConversationRig): Promise<Talk> {
  const talk = new Talk(rig);
  await talk.begin();
  talk.conversation.standAside();
  return talk;
}

verify('aside.says-nothing', async (rig) => {
  const talk = await aside(rig);
  const { length } = talk.utterances;
  await rig.say(talk.conversation, rig.words);
  talk.conversation.hearKey('1');
  talk.conversation.silence();
  await rig.clock.advance(60_000);
  expect(talk.utterances).toHaveLength(length);
  expect(talk.all('pressKeys')).toEqual([]);
  expect(talk.finished).toBeNull();
});

verify('aside.hears', async (rig) => {
  const talk = await aside(rig);
  await rig.say(talk.conversation, rig.words);
  await rig.until(() => talk.words.some(({ final }) => final));
  expect(talk.words.at(-1)?.text).toBe(rig.words);
});

verify('aside.goes-on', async (rig) => {
  const talk = await aside(rig);
  await rig.say(talk.conversation, rig.words);
  await rig.clock.advance(A_WHILE_MS);
  const before = talk.said.length;
  talk.conversation.goOn({ note: null, how: 'handed_back' });
  await rig.until(() => talk.said.length > before);
  await talk.hear();
  await talk.exchange();
});

verify('aside.concludes', async (rig) => {
  const talk = await aside(rig);
  talk.conversation.goOn({ note: null, how: 'ending' });
  talk.conversation.conclude('time_limit');
  await rig.until(() => talk.finished !== null);
  expect(talk.finished?.end).toBe('time_limit');
  expect(talk.said.length).toBe(2);
});

verify('finish.is-last', async (rig) => {
  const talk = await concludes(rig, 'time_limit', 'time_limit');
  const { length } = talk.utterances;
  await talk.hear();
  await rig.say(talk.conversation, rig.words);
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.utterances).toHaveLength(length);
  expect(talk.all('finish')).toHaveLength(1);
});

verify('outcome.at-any-time', async (rig) => {
  const talk = new Talk(rig);
  const shape = {
    goalAchieved: expect.toSatisfy((value: unknown) => value === null || typeof value === 'boolean'),
    summary: expect.any(String),
    facts: expect.any(Object),
    doNotCall: false,
  };
  expect(talk.conversation.outcome()).toEqual(shape);
  await talk.begin();
  await talk.exchange();
  expect(talk.conversation.outcome()).toEqual(shape);
  talk.conversation.close();
  expect(talk.conversation.outcome()).toEqual(shape);
});

verify('close.tells-nothing-more', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  const { count } = talk;
  for (let time = 0; time < 2; time += 1) {
    talk.conversation.close();
    talk.conversation.answered('human');
    talk.conversation.hearKey('1');
    talk.conversation.ignore();
    talk.conversation.silence();
    talk.conversation.resumed(talk.utterances[0]?.id as string);
    talk.conversation.played(talk.utterances[0]?.id as string, 10, true);
    talk.conversation.mailbox('recording', 'Hello.');
    talk.conversation.whisper('Say something.', true);
    talk.conversation.standAside();
    talk.conversation.goOn({ note: null, how: 'handed_back' });
    talk.conversation.conclude('stopping');
  }
  await rig.say(talk.conversation, rig.words);
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.count).toBe(count);
});

verify('close.leaves-no-timer', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  await talk.exchange();
  talk.conversation.close();
  await rig.conversations.close();
  await rig.until(() => rig.clock.pending === 0);
});

verify('close.all', async (rig) => {
  const talk = new Talk(rig);
  await talk.begin();
  const { count } = talk;
  await rig.conversations.close();
  await rig.say(talk.conversation, rig.words);
  await rig.clock.advance(A_WHILE_MS);
  expect(talk.count).toBe(count);
  expect(() => new Talk(rig)).toThrowError(expect.objectContaining({ code: 'conversations_closed' }));
});
