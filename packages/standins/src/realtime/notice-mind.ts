import { isMurmur, NoticeTalk, type NoticeTurn } from '@ringback/engine';
import type { Mind, MindContext, MindSession, Remembered, Thought } from './mind.js';

/** A JSON string that ends its line. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"$/;

/** Whether a task asks for a goodbye. */
const GOODBYE = /道别|goodbye/i;

/**
 * Follows a simple brief as a model would: it reads what to tell out of the session's instructions, which hold the brief in a block
 * `<brief>` of lines `"requirement": "…"`, and goes on by the rules of the conversation `notice`. What a single response is told to do (the
 * text behind a heading `# Now` or `# 现在` in its instructions, or words given as a JSON string to be said as they are) comes first.
 *
 * It shows the whole way of a call, and understands the simulated callees; it is no model.
 */
export class NoticeMind implements Mind {
  begin(): MindSession {
    return { respond: (context) => respond(context) };
  }
}

/** Like a model it has no memory but the session's history: what was made and never said has not happened. */
function respond(context: MindContext): Iterable<Thought> {
  const { history, instructions } = context;
  const brief = briefOf(instructions);
  const chinese = /\p{Script=Han}/u.test(brief.requirement);
  const words = exactWords(instructions);
  const talk = new NoticeTalk(brief, chinese ? '+8613800138000' : '+12025550100');
  const opening = talk.opening();
  if (!history.some(({ kind }) => kind === 'assistant' || kind === 'call')) {
    return thoughts(words === null ? opening : { ...opening, say: words });
  }
  if (words !== null) return [{ say: words }];
  const task = taskOf(instructions);
  if (task !== null && GOODBYE.test(task)) return [{ say: chinese ? '谢谢您，再见。' : 'Thank you, goodbye.' }];
  const { heard, heardOfLast, acted } = relive(talk, history);
  // It pressed keys and listens, or was only murmured at; into a silence it speaks when it is told to.
  if (heard === '' && (acted || task === null)) return [];
  return thoughts(talk.heard(heard, heardOfLast));
}

/**
 * Goes through what was said so far.
 *
 * @returns what was heard since the last turn, how much of that turn the callee heard, and whether it ended in something done.
 */
function relive(
  talk: NoticeTalk,
  history: readonly Remembered[],
): { heard: string; heardOfLast: number; acted: boolean } {
  let heard = '';
  let heardOfLast = 1;
  let acted = false;
  let before: Remembered['kind'] | null = null;
  let turns = 0;
  for (const item of history) {
    if (item.kind === 'user' && !isMurmur(item.words)) {
      // What was answered with nothing, as a menu's "please hold" is.
      if (heard !== '') {
        talk.heard(heard, heardOfLast);
        heardOfLast = 1;
      }
      heard = item.words;
    }
    if (item.kind === 'assistant' || (item.kind === 'call' && before !== 'assistant')) {
      if (turns > 0) talk.heard(heard, heardOfLast);
      turns += 1;
      heard = '';
      // Where it was cut nobody knows: the transcript is gone with what was not heard.
      heardOfLast = item.kind === 'assistant' && item.words === '' ? 0.5 : 1;
    }
    if (item.kind !== 'user') acted = item.kind !== 'assistant' && item.kind !== 'system';
    before = item.kind;
  }
  return { heard, heardOfLast, acted };
}

function briefOf(instructions: string): { requirement: string; persona?: string } {
  const block = /<brief>([\s\S]*?)<\/brief>/.exec(instructions)?.[1] ?? '';
  const field = (name: string): string | undefined => {
    const text = new RegExp(`"${name}": ("(?:[^"\\\\]|\\\\.)*")`).exec(block)?.[1];
    return text === undefined ? undefined : (JSON.parse(text) as string);
  };
  const persona = field('persona');
  return {
    requirement: field('requirement') ?? 'I only wanted to test this line.',
    ...(persona === undefined ? {} : { persona }),
  };
}

function taskOf(instructions: string): string | null {
  return /\n# (?:Now|现在)\n([\s\S]*)$/.exec(instructions)?.[1] ?? null;
}

/** The words that a response is told to say as they are: a JSON string on a last line of its own. */
function exactWords(instructions: string): string | null {
  const last = instructions.trim().split('\n').at(-1) ?? '';
  const text = last.startsWith('"') ? JSON_STRING.exec(last)?.[0] : undefined;
  if (text !== last || text === undefined) return null;
  return JSON.parse(text) as string;
}

function* thoughts({ say, press, finish }: NoticeTurn): Generator<Thought> {
  if (say !== '') yield { say };
  if (press !== '') yield { call: 'send_keys', arguments: { digits: press } };
  if (finish === null) return;
  const { goalAchieved, summary, doNotCall } = finish.outcome;
  const ends = ['completed', 'voicemail', 'wrong_number', 'no_response'];
  yield {
    call: 'hang_up',
    arguments: {
      goal_achieved: goalAchieved,
      summary,
      end: ends.includes(finish.end) ? finish.end : 'completed',
      do_not_call: doNotCall,
    },
  };
}
