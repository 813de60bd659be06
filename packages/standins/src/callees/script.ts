import type { Language } from '@ringback/engine';
import type { Cue } from './cues.js';

/** The same thing to say in both languages; of several wordings one is drawn. */
export type Words = Record<Language, string | readonly string[]>;

/** What a person does about a turn of the AI's. Of a script's rules the first that fits is followed. */
export interface Rule {
  /** Any of these cues; `anything` fits every turn. */
  when: readonly (Cue | 'anything')[];
  /** How often in a call it may be followed; without it, always. */
  times?: number;
  /** Without words the person listens on. */
  say?: Words;
  /** What comes after the words. */
  then?: 'hang_up' | HandOver;
}

/** Somebody else comes to the phone, with another voice. */
export interface HandOver {
  to: Script;
  /** How long that takes. */
  afterMs: number;
}

/** What a person does while the AI is speaking. */
export interface WhileListening {
  /** Only once the person has answered the AI so often. */
  afterAnswers: number;
  /** How often in a call at most; without it, always. */
  times?: number;
  /** How long after the AI began to speak. */
  afterMs: number;
  /**
   * `murmur`: a sign of listening, again and again while the AI goes on. `interrupt`: once between two answers at most; what the AI had
   * said so far is forgotten.
   */
  act: 'murmur' | 'interrupt' | 'hang_up';
  /** Said over the AI's words. */
  say?: Words;
}

/** How a person behaves on the phone. */
export interface Script {
  /** Said on picking up, unless the AI speaks first. */
  greeting: Words;
  /** In answer to a goodbye, in place of the usual. */
  goodbye?: Words;
  /** Goodbyes and silence are every person's own affair and need no rule. */
  rules: readonly Rule[];
  whileListening?: WhileListening;
}

export function words(zh: string | readonly string[], en: string | readonly string[]): Words {
  return { zh, en };
}

/** Whenever one of the cues is heard. */
export function on(when: Rule['when'][number] | Rule['when'], say?: Words, then?: Rule['then']): Rule {
  const cues = typeof when === 'string' ? [when] : when;
  return { when: cues, ...(say === undefined ? {} : { say }), ...(then === undefined ? {} : { then }) };
}

/** The first time that one of the cues is heard. */
export function once(when: Rule['when'][number] | Rule['when'], say?: Words, then?: Rule['then']): Rule {
  return { ...on(when, say, then), times: 1 };
}
