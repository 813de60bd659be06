import {
  type Callee,
  type CalleeLine,
  HEARD_SILENCE_AFTER_MS,
  type Language,
  type Timer,
  type Voice,
} from '@ringback/engine';
import { cuesOf } from './cues.js';
import type { HandOver, Rule, Script, Words } from './script.js';

/** From the end of a question to its answer: 300 to 900 ms, as people in conversation take. */
const REACTION_MS = [300, 900] as const;
/** Behind a statement more may follow: nobody falls in before a pause between two sentences is over. */
const PAUSE_MS = 500;
/** Nothing heard for so long: 喂？ More than a caller that thinks needs, and less than makes one hang up. */
const UNEASY_AFTER_MS = 6_000;
/** After so many 喂？ nobody waits any longer. */
const UNEASY_TIMES = 3;
/** After both said goodbye the line may stay open that long before this side hangs up. */
const LEAVING_MS = 3_000;
/** Nobody talks with a stranger for longer, and no simulated call lasts for ever: far more than any script needs. */
const PATIENCE_MS = 300_000;
/** From one murmur to the next, while the AI goes on. */
const MURMUR_EVERY_MS = 2_500;
/** In words a minute: a murmur is a quarter of a second, half of what the same word takes as an answer. */
const MURMUR_RATE = 300;

const UNEASY: Words = {
  zh: ['喂？', '喂？听得到吗？', '喂？有人吗？'],
  en: ['Hello?', 'Hello? Can you hear me?', 'Is anybody there?'],
};
const GOODBYE: Words = { zh: ['好的，再见。', '嗯，再见。', '再见。'], en: ['OK, goodbye.', 'Bye.', 'Thanks, bye.'] };

export interface PersonOptions {
  script: Script;
  language: Language;
  voice: Voice;
  /** Of whoever a {@link HandOver} brings to the phone. */
  otherVoice: Voice;
}

/**
 * Somebody who really listens: gathers the words that were heard, waits until the AI has been quiet for a human moment, and then follows
 * the first rule of the script that fits them. Beside the script every person greets if nobody speaks, says goodbye in answer to a
 * goodbye and hangs up some seconds after, asks 喂？ when nothing is heard, and in the end hangs up.
 */
export class Person implements Callee {
  readonly #line: CalleeLine;
  readonly #language: Language;
  #script: Script;
  #voice: Voice;
  readonly #otherVoice: Voice;
  readonly #followed = new Map<Rule, number>();

  /** Words of the AI's turn so far. */
  #heard = '';
  #answers = 0;
  #acts = 0;
  /** The answers that had been given at the last interruption: between two answers there is one at most. */
  #interruptedAt = -1;
  #hearing = false;
  #speaking = false;
  /** Somebody else is being fetched, or this side is about to hang up: nothing is answered. */
  #away = false;
  #leaving = false;
  #uneasy = 0;
  /** What is due next in the quiet: an answer, a greeting, a 喂？. */
  #next: Timer | undefined;
  #meanwhile: Timer | undefined;

  constructor(line: CalleeLine, options: PersonOptions) {
    this.#line = line;
    this.#script = options.script;
    this.#language = options.language;
    this.#voice = options.voice;
    this.#otherVoice = options.otherVoice;
  }

  answered(): void {
    this.#line.clock.after(PATIENCE_MS, () => this.#line.hangUp());
    this.#greetSoon();
  }

  heardSpeech(): void {
    this.#hearing = true;
    this.#uneasy = 0;
    this.#next?.cancel();
    this.#listenAlong();
  }

  heardSilence(): void {
    this.#hearing = false;
    this.#meanwhile?.cancel();
    this.#await();
  }

  heardWords(words: string): void {
    this.#heard = joined(this.#heard, words);
    this.#await();
  }

  heardKey(): void {
    // A tone in a person's ear says nothing to them.
  }

  ended(): void {
    this.#away = true;
  }

  /** Sets what comes next, where nobody speaks now. */
  #await(): void {
    if (this.#hearing || this.#speaking || this.#away) return;
    this.#next?.cancel();
    if (this.#heard !== '') {
      const least = /[?？吗呢么]\s*$/.test(this.#heard) ? REACTION_MS[0] : PAUSE_MS;
      const wait = Math.max(0, this.#reaction(least) - HEARD_SILENCE_AFTER_MS);
      this.#next = this.#line.clock.after(wait, () => this.#answer());
    } else if (this.#leaving) {
      this.#next = this.#line.clock.after(LEAVING_MS, () => this.#line.hangUp());
    } else {
      this.#next = this.#line.clock.after(UNEASY_AFTER_MS, () => this.#ask());
    }
  }

  #greetSoon(): void {
    this.#next?.cancel();
    this.#next = this.#line.clock.after(this.#reaction(), () => this.#say(this.#script.greeting));
  }

  /** Nothing was heard for a while. */
  #ask(): void {
    this.#uneasy += 1;
    if (this.#uneasy > UNEASY_TIMES) this.#line.hangUp();
    else this.#say(UNEASY, undefined, { wording: this.#uneasy - 1 });
  }

  #answer(): void {
    const cues = cuesOf(this.#heard);
    this.#heard = '';
    this.#answers += 1;
    this.#leaving = cues.has('goodbye');
    if (this.#leaving) {
      this.#say(this.#script.goodbye ?? GOODBYE);
      return;
    }
    const rule = this.#script.rules.find(
      (one) =>
        one.when.some((cue) => cue === 'anything' || cues.has(cue)) &&
        (this.#followed.get(one) ?? 0) < (one.times ?? Number.POSITIVE_INFINITY),
    );
    if (rule === undefined) {
      this.#await();
      return;
    }
    this.#followed.set(rule, (this.#followed.get(rule) ?? 0) + 1);
    const then = rule.then;
    if (then !== undefined) this.#away = true;
    this.#say(rule.say, () => {
      if (then === 'hang_up') this.#line.clock.after(this.#reaction(), () => this.#line.hangUp());
      else if (then !== undefined) this.#line.clock.after(then.afterMs, () => this.#handOver(then));
    });
  }

  #handOver(handOver: HandOver): void {
    this.#script = handOver.to;
    this.#voice = this.#otherVoice;
    this.#away = false;
    this.#heard = '';
    if (!this.#hearing) this.#greetSoon();
  }

  /** The AI has begun to speak. */
  #listenAlong(): void {
    const along = this.#script.whileListening;
    this.#meanwhile?.cancel();
    if (along === undefined || this.#speaking || this.#away || this.#answers < along.afterAnswers) return;
    const act = (): void => {
      if (this.#acts >= (along.times ?? Number.POSITIVE_INFINITY)) return;
      if (along.act === 'hang_up') {
        this.#line.hangUp();
      } else if (along.act === 'interrupt') {
        if (this.#interruptedAt === this.#answers) return;
        this.#interruptedAt = this.#answers;
        this.#acts += 1;
        this.#say(along.say, () => {
          this.#heard = '';
        });
      } else {
        this.#acts += 1;
        this.#say(along.say, undefined, { rate: MURMUR_RATE });
        this.#meanwhile = this.#line.clock.after(MURMUR_EVERY_MS, act);
      }
    };
    this.#meanwhile = this.#line.clock.after(along.afterMs, act);
  }

  /** Says one of the wordings, drawn unless it is named; `then` runs before what comes next is awaited. */
  #say(words: Words | undefined, then?: () => void, how: { wording?: number; rate?: number } = {}): void {
    if (words === undefined) {
      then?.();
      this.#await();
      return;
    }
    this.#next?.cancel();
    this.#speaking = true;
    const wordings = [words[this.#language]].flat();
    const text = wordings[how.wording ?? Math.floor(this.#line.random() * wordings.length)] as string;
    const voice = { ...this.#voice, rate: how.rate ?? this.#voice.rate };
    // Behind the promise the line's own clock takes over again, so that an error ends the leg.
    void this.#line.say(text, voice).then(() =>
      this.#line.clock.after(0, () => {
        this.#speaking = false;
        then?.();
        this.#await();
      }),
    );
  }

  #reaction(least: number = REACTION_MS[0]): number {
    return least + this.#line.random() * (REACTION_MS[1] - least);
  }
}

/** Stretches of one sentence come with their spaces, those of two sentences without; hanzi want none. */
function joined(before: string, after: string): string {
  const needsSpace = /[^\s\p{Script=Han}，。！？；：]$/u.test(before) && /^[^\s\p{P}\p{Script=Han}]/u.test(after);
  return needsSpace ? `${before} ${after}` : before + after;
}
