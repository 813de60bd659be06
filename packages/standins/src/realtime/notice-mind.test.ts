import { describe, expect, it } from 'vitest';
import type { MindContext, Remembered, Thought } from './mind.js';
import { NoticeMind } from './notice-mind.js';

const INSTRUCTIONS = `# What the call is for\n<brief>\n"requirement": "Tell Mr Chen that the meeting starts at 9 am \\u003ctomorrow\\u003e."\n</brief>`;

function thoughts(history: Remembered[], instructions = INSTRUCTIONS): Thought[] {
  const context: MindContext = {
    sessionId: 's',
    instructions,
    history,
    heard: '',
    tools: [],
    mustCall: false,
    modality: 'audio',
    idle: false,
    outOfBand: false,
    metadata: null,
  };
  return [...(new NoticeMind().begin().respond(context, new AbortController().signal) as Iterable<Thought>)];
}

const said = (history: Remembered[], instructions?: string): string =>
  thoughts(history, instructions)
    .map((one) => ('say' in one ? one.say : ''))
    .join('');

const user = (words: string): Remembered => ({ kind: 'user', words });
const assistant = (words: string): Remembered => ({ kind: 'assistant', words });

describe('the mind that follows a brief', () => {
  const opening = said([]);

  it('says that it is an AI, and asks whom it speaks with', () => {
    expect(opening).toMatch(/AI assistant.*Mr Chen\?/);
  });

  it('tells the matter to the right person, and hangs up when it was understood', () => {
    const matter = said([assistant(opening), user('Yes, speaking.')]);
    expect(matter).toContain('the meeting starts at 9 am');
    const last = thoughts([assistant(opening), user('Yes, speaking.'), assistant(matter), user('Yes, got it.')]);
    expect(last.at(-1)).toMatchObject({ call: 'hang_up', arguments: { goal_achieved: true, end: 'completed' } });
  });

  it('knows nothing but the history: what was made and never said has not happened', () => {
    expect(said([assistant(opening), user('Uh-huh.')])).toBe('');
    expect(said([assistant(opening), user('Uh-huh.'), user('Yes, speaking.')])).toContain('the meeting');
  });

  it('says words that it is given as they are, and goodbye where it is asked to', () => {
    const exact = `${INSTRUCTIONS}\n\nSay the words in the following JSON string:\n"One \\"word\\" for \\u003cword\\u003e."`;
    expect(said([assistant(opening)], exact)).toBe('One "word" for <word>.');
    expect(said([], exact)).toBe('One "word" for <word>.');
    expect(said([assistant(opening)], `${INSTRUCTIONS}\n\n# Now\nSay goodbye politely.`)).toContain('goodbye');
  });

  it('asks into a silence only where it is told to', () => {
    expect(said([assistant(opening)])).toBe('');
    expect(
      said([assistant(opening)], `${INSTRUCTIONS}\n\n# Now\nThe callee has been silent. Ask whether they are there.`),
    ).toMatch(/\?$/);
  });

  it('presses the key that a menu names, and listens then', () => {
    const menu = user('Thank you for calling. To speak with a person, press 1. For opening hours, press 2.');
    expect(thoughts([assistant(opening), menu])).toEqual([{ call: 'send_keys', arguments: { digits: '1' } }]);
    const pressed: Remembered[] = [
      { kind: 'call', callId: 'c', name: 'send_keys', arguments: '{"digits":"1"}' },
      { kind: 'result', callId: 'c', output: '{}' },
    ];
    expect(thoughts([assistant(opening), menu, ...pressed])).toEqual([]);
  });

  it('speaks without a brief, too', () => {
    expect(said([], 'You are friendly.')).not.toBe('');
  });
});
