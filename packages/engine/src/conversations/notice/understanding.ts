import type { Addressee } from './addressee.js';
import { chineseIntents } from './chinese-understanding.js';
import { englishIntents } from './english-understanding.js';
import type { Intent } from './intent.js';
import { readMenu } from './phone-menu.js';

export interface Understanding {
  /** Never empty; `unknown` stands alone. */
  intents: ReadonlySet<Intent>;
  /** For `menu`: the key that suits reaching a person best, or null where staying on the line does. */
  key: string | null;
  /** Nothing but a sound of assent ("嗯", "mm-hmm"): an answer after a question, but only a sign of listening while one is spoken to. */
  murmur: boolean;
}

const MURMUR = /^(?:[嗯恩唔哦噢啊对是好m\s\p{P}]|mh+m|uh[ -]?huh|right|yeah|okay|ok|i see)+$/u;

/** Longest text that is looked at, in characters: more than a minute of speech; what follows adds nothing to a notice. */
const LONGEST = 600;

/**
 * Tells what words mean, in Mandarin and English both, whatever the call's language. Pure. It errs on the side of privacy: `affirm` is
 * given only for plain words of confirmation, never together with anything that speaks against it.
 *
 * @param addressee whom the notice is for, so that their name is recognised; null where nobody is named.
 */
export function understand(text: string, addressee: Addressee | null): Understanding {
  const words = text.normalize('NFKC').toLowerCase().replaceAll('’', "'").replaceAll('‘', "'").trim().slice(0, LONGEST);
  const found = new Set<Intent>([...chineseIntents(words, addressee), ...englishIntents(words, addressee)]);
  const menu = readMenu(words);
  // A machine's words are no answer to anything. Voicemail that offers keys too is still voicemail.
  if (found.has('voicemail')) return { intents: new Set(['voicemail']), key: null, murmur: false };
  if (menu !== null) return { intents: new Set(['menu']), key: menu.key, murmur: false };
  // Orders may hold any words at all, "say yes" among them.
  if (found.has('orders')) return only(found, ['orders', 'do_not_call', 'goodbye']);
  settle(found);
  if (found.size === 0) found.add('unknown');
  return { intents: found, key: null, murmur: MURMUR.test(words) };
}

function only(found: ReadonlySet<Intent>, kept: readonly Intent[]): Understanding {
  return { intents: new Set(kept.filter((intent) => found.has(intent))), key: null, murmur: false };
}

const AGAINST_IDENTITY: readonly Intent[] = ['wrong_person', 'other_person', 'other_name', 'not_here', 'unclear'];

/** Takes out what other intents in the same words make untrue. */
function settle(found: Set<Intent>): void {
  if (AGAINST_IDENTITY.some((intent) => found.has(intent))) {
    found.delete('affirm');
    if (found.has('wrong_person') || found.has('other_person') || found.has('not_here')) found.delete('unclear');
  }
  if (found.has('affirm') && found.has('deny')) {
    found.delete('affirm');
    found.delete('deny');
    found.add('unclear');
  }
  if (found.has('do_not_call')) {
    for (const weaker of ['busy', 'decline', 'deny', 'hold_on', 'fetches', 'question_other'] as const)
      found.delete(weaker);
  }
  if (found.has('decline')) found.delete('deny');
  if (found.has('busy') || found.has('not_here') || found.has('is_ai')) {
    found.delete('hold_on');
    found.delete('fetches');
  }
  if (found.has('fetches')) found.add('hold_on');
  if (found.has('repeat')) {
    for (const weaker of ['deny', 'question_other', 'what_about', 'acknowledge'] as const) found.delete(weaker);
  }
  const asked = ['who_is_calling', 'what_about', 'is_ai', 'question_when', 'question_where', 'question_who'] as const;
  if (asked.some((intent) => found.has(intent)) || found.has('greeting')) found.delete('question_other');
  if (found.has('who_is_calling')) found.delete('question_who');
}
