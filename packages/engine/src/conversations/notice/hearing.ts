import type { DialogueState, Held, Line } from './dialogue-state.js';
import type { Intent } from './intent.js';

/** How much of a question must have been heard for an answer to be one to it: people answer before its last syllable. */
const ENOUGH_OF_A_QUESTION = 0.6;
/** For a mere sound of assent, which may as well be a sign of listening. */
const ENOUGH_FOR_A_MURMUR = 0.85;
/** A line counts as heard whole where at most a rounding of it is missing. */
const WHOLE = 0.999;

/** Said while it is being spoken to, these are signs of listening, or greetings that crossed its first words: no answers. */
const LISTENING: ReadonlySet<Intent> = new Set([
  'affirm',
  'acknowledge',
  'greeting',
  'thanks',
  'unknown',
  'what_about',
  'go_on',
]);
/** The opening answers these itself when it goes on. */
const ANSWERED_BY_OPENING: ReadonlySet<Intent> = new Set([...LISTENING, 'who_is_calling', 'deny', 'repeat', 'unclear']);

/** Takes down what the callee has heard. */
export function afterHearing(state: DialogueState, lines: readonly Line[], reach: number): DialogueState {
  const next: DialogueState = { ...state };
  let firstUnheard: number | null = null;
  for (const [position, line] of lines.entries()) {
    const share = reach - position;
    if (line.role === 'identity' && share >= ENOUGH_OF_A_QUESTION) next.identityHeard = true;
    if (share < WHOLE) {
      if (line.role === 'matter') firstUnheard ??= line.index;
      continue;
    }
    if (line.discloses) next.disclosed = true;
    if (line.role === 'matter') {
      next.next = line.index + 1;
      if (line.index === next.heard) next.heard += 1;
    }
  }
  if (firstUnheard !== null) next.next = firstUnheard;
  next.unheard = lines.filter((_, position) => reach - position < WHOLE).filter(({ role }) => role !== 'matter');
  return next;
}

/** Whether what was said beside a turn, without stopping it, wants an answer now that the turn is over. */
export function isAnswer(held: Held, lines: readonly Line[], state: DialogueState): boolean {
  const { intents, murmur } = held.understanding;
  const question = lines.findIndex(({ role }) => role === 'identity' || role === 'question');
  const enough = murmur ? ENOUGH_FOR_A_MURMUR : ENOUGH_OF_A_QUESTION;
  if (question >= 0 && held.during >= question + enough) return true;
  const signs = state.confirmed ? LISTENING : ANSWERED_BY_OPENING;
  return [...intents].some((intent) => !signs.has(intent));
}
