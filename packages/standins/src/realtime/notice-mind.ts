import { NoticeTalk, type NoticeTurn } from '@ringback/engine';
import type { Mind, MindContext, MindSession, Thought } from './mind.js';

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
    let talk: NoticeTalk | null = null;
    let saidLast = '';
    const say = (turn: NoticeTurn): Iterable<Thought> => {
      if (turn.say !== '') saidLast = turn.say;
      return thoughts(turn);
    };
    return {
      respond: (context) => {
        const brief = briefOf(context.instructions);
        const chinese = /\p{Script=Han}/u.test(brief.requirement);
        const task = taskOf(context.instructions);
        const words = exactWords(context.instructions);
        if (talk === null) {
          talk = new NoticeTalk(brief, chinese ? '+8613800138000' : '+12025550100');
          const opening = talk.opening();
          return say(words === null ? opening : { ...opening, say: words });
        }
        if (words !== null) return [{ say: words }];
        if (task !== null && GOODBYE.test(task)) return [{ say: chinese ? '谢谢您，再见。' : 'Thank you, goodbye.' }];
        return say(talk.heard(context.heard, heardOfLast(context, saidLast)));
      },
    };
  }
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

/** Of the last turn: the history keeps nothing of speech that was cut off. */
function heardOfLast({ history }: MindContext, said: string): number {
  const last = history.findLast((one) => one.kind === 'assistant');
  if (last?.kind !== 'assistant' || last.words === said) return 1;
  // Where it was cut nobody knows: the transcript is gone with what was not heard.
  return 0.5;
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
