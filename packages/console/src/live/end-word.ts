import type { EndReason } from '@ringback/client';
import type { SayLive } from './words.js';

/** Why a call is over, in a word or two. */
export function endWord(reason: EndReason | null, say: SayLive): string {
  if (reason === null) return say('unknown_end');
  return say(reason === 'interrupted' ? 'interrupted_end' : reason);
}
