import { AudioStore } from '../audio/audio-store.js';
import { mulawPower } from '../audio/g711.js';
import { MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import type { Leg } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';
import { keyAudio } from './keys.js';
import { Playout } from './playout.js';
import { restOf, type SpokenRest } from './spoken-rest.js';
import {
  forgetHeard,
  heardOf,
  heardWords,
  newSpoken,
  reaches,
  type SpokenUtterance,
  wholeMs,
  wholeText,
} from './spoken-utterance.js';

/**
 * How long the words of an interrupted utterance may come after its interruption. Models tell them within a second of cancelling; while
 * they are awaited, nothing that was said later can be given out.
 */
const WORDS_WITHIN_MS = 2_000;

/**
 * An utterance that is still being made may come in pieces with gaps between them. A shorter gap than this is a part of speaking, as a
 * breath is; after a longer one the assistant counts as silent until it goes on.
 */
const GAP_MS = 400;

/** One thing the assistant said, as far as it was heard. Instants are the clock's. */
interface SaidByAssistant {
  utteranceId: string;
  text: string;
  startedAt: number;
  endedAt: number;
  interrupted: boolean;
}

export interface AssistantSpeechEvents {
  /** The first audio of an utterance came from the conversation. */
  given(utteranceId: string): void;
  /** The first audio of an utterance went to the carrier; it begins to be heard at about `startsAt`. */
  queued(utteranceId: string, startsAt: number): void;
  /** The callee began to hear it at `startedAt`. */
  began(utteranceId: string, startedAt: number): void;
  /** Heard so far. */
  partial(utteranceId: string, text: string): void;
  /** It is final. */
  said(said: SaidByAssistant): void;
  /** It is over, and the callee heard nothing of it that could be put into words. */
  unsaid(utteranceId: string): void;
  /** For the conversation: what became of it. */
  played(utteranceId: string, heardMs: number, interrupted: boolean): void;
  interrupted(utteranceId: string, heardMs: number, spokenMs: number): void;
  /** Keys were pressed to their end. */
  keys(digits: string): void;
  /** The assistant has the turn, or no longer. */
  turn(speaking: boolean, opening: boolean): void;
  /** Something of ours can be heard on the line, or no longer. */
  audible(audible: boolean): void;
  /** All that was given was heard. */
  drained(): void;
  warning(code: string, detail: string): void;
}

interface Pressed {
  kind: 'keys';
  digits: string;
  startMs: number;
  endMs: number;
}

/** An interrupted utterance whose words are not known yet. */
interface Cut {
  spoken: SpokenUtterance;
  wait: Timer;
}

type Waiting =
  | { kind: 'audio'; id: string; audio: MulawAudio; words: string | undefined }
  | { kind: 'ended'; id: string; text: string }
  | { kind: 'keys'; digits: string };

/**
 * Everything the assistant says and presses, on its way to the callee: what is given goes to the playout in order, and each utterance
 * becomes final with the words that were heard.
 *
 * - Before `release` (the answer) everything waits.
 * - Keys wait until the utterance before them was given completely.
 * - After an interruption, audio of the utterances that it cut is dropped however late it comes; keys are pressed all the same.
 * - After `finish` nothing new is taken from the conversation.
 */
export class AssistantSpeech {
  readonly #timers: CallTimers;
  readonly #events: AssistantSpeechEvents;
  readonly #playout: Playout;
  #released = false;
  #finished = false;
  #closed = false;
  #waiting: Waiting[] = [];
  /** In the order in which they are heard; those that are over are gone. */
  #line: (SpokenUtterance | Pressed)[] = [];
  readonly #cut = new Map<string, Cut>();
  /** Utterances that are over: whatever comes of them is dropped. */
  readonly #over = new Set<string>();
  readonly #given = new Set<string>();
  #openingId: string | null = null;
  #audible = false;
  #gap: Timer | null = null;
  #hasTurn = false;
  /** Of what was given and not heard, should it be cut and go on after all. */
  readonly #store = new AudioStore();
  /** What the last interruption cut, in spoken order. */
  #interrupted: readonly SpokenUtterance[] = [];

  constructor(leg: Leg, marksReturn: boolean, timers: CallTimers, events: AssistantSpeechEvents) {
    this.#timers = timers;
    this.#events = events;
    this.#playout = new Playout(leg, marksReturn, timers, {
      began: () => this.#setAudible(true),
      reached: () => this.#progress(),
      drained: () => this.#drained(),
      marksLost: () => events.warning('marks_lost', 'the carrier did not say in time that audio was played'),
    });
  }

  /** Something is queued or waits, and has not been heard. */
  get pending(): boolean {
    return this.#playout.playing || this.#waiting.length > 0;
  }

  get remainingMs(): number {
    return this.#playout.remainingMs();
  }

  /** What the carrier was given and the callee has not heard, in order. The bridge's own few words are not kept, and not among it. */
  unheard(): MulawAudio[] {
    const heardMs = this.#playout.heardMs();
    return this.#line.flatMap((one) => {
      if (one.kind === 'keys') return one.endMs <= heardMs ? [] : behind(keyAudio(one.digits), heardMs - one.startMs);
      return one.stretches.flatMap(({ audio, startMs, ms }) =>
        audio === null || startMs + ms <= heardMs ? [] : behind(audio.take(), heardMs - startMs),
      );
    });
  }

  /** Keys are being pressed, or wait to be. */
  get pressing(): boolean {
    return this.#line.some(({ kind }) => kind === 'keys') || this.#waiting.some(({ kind }) => kind === 'keys');
  }

  /** Mean power of what is heard now: of the next 100 ms; 0 where nothing is. */
  get power(): number {
    if (!this.#audible) return 0;
    const heardMs = this.#playout.heardMs();
    for (const one of this.#line) {
      if (one.endMs <= heardMs) continue;
      if (one.kind === 'keys') return KEYS_POWER;
      const stretch = one.stretches.find(({ startMs, ms }) => startMs + ms > heardMs);
      if (stretch === undefined) return 0;
      if (stretch.audio === null) return OWN_WORDS_POWER;
      const [rest] = behind(stretch.audio.take(), heardMs - stretch.startMs);
      return rest === undefined ? 0 : mulawPower(rest.bytes.subarray(0, POWER_OVER_BYTES));
    }
    return 0;
  }

  /** How much of the opening was heard, while it is being said; else null. */
  get openingHeardMs(): number | null {
    const [head] = this.#line;
    if (head?.kind !== 'utterance' || head.id !== this.#openingId) return null;
    return heardOf(head, this.#playout.heardMs());
  }

  /** The callee is on the line: what was held goes out. */
  release(): void {
    this.#released = true;
    this.#flush();
  }

  give(id: string, audio: MulawAudio, words: string | undefined): void {
    if (this.#closed || audio.byteLength === 0 || this.#over.has(id)) return;
    const cut = this.#cut.get(id);
    if (cut !== undefined) {
      // Dropped; its length still tells which part of the words was heard.
      cut.spoken.givenMs += audio.durationMs;
      return;
    }
    if (this.#finished) return;
    if (!this.#given.has(id)) {
      this.#given.add(id);
      this.#events.given(id);
      // Who begins the next utterance has given all of the one before: keys that waited for that are pressed now.
      this.#completeAll();
      this.#flush();
    }
    if (this.#mustWait(id)) this.#waiting.push({ kind: 'audio', id, audio, words });
    else this.#queue(id, audio, words);
  }

  ended(id: string, text: string): void {
    if (this.#closed || this.#over.has(id)) return;
    const cut = this.#cut.get(id);
    if (cut !== undefined) {
      cut.spoken.text = text;
      this.#settleCut(cut);
    } else if (this.#mustWait(id)) this.#waiting.push({ kind: 'ended', id, text });
    else this.#complete(id, text);
  }

  /** @param digits checked before. */
  press(digits: string): void {
    if (this.#closed || this.#finished) return;
    this.#waiting.push({ kind: 'keys', digits });
    this.#flush();
  }

  marked(name: string): void {
    this.#playout.marked(name);
  }

  /** Nothing more comes from the conversation; what it gave before is still heard. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#completeAll();
    this.#flush();
    this.#playout.markEnd();
    this.#progress();
  }

  /** Says words of the bridge's own, behind what is queued. */
  sayOwn(id: string, audio: MulawAudio, text: string): void {
    if (this.#closed) return;
    this.#queue(id, audio, text, true);
    this.#complete(id, text);
  }

  /** Drops what is not yet heard: the utterance being heard is cut to the words that were, those behind it were never said. */
  interrupt(): void {
    const heardMs = this.#playout.heardMs();
    const line = this.#line;
    const waiting = this.#waiting;
    this.#line = [];
    // Keys are commands, not speech: what was not pressed yet still will be, unless these are the last words.
    this.#waiting = this.#finished
      ? []
      : [
          ...line.filter((one) => one.kind === 'keys' && heardMs <= one.startMs).map(keysOf),
          ...waiting.filter((one) => one.kind === 'keys'),
        ];
    this.#playout.clear();
    this.#setAudible(false);

    const spoken = line.filter((one): one is SpokenUtterance => one.kind === 'utterance');
    this.#interrupted = this.#finished ? [] : [...spoken];
    for (const one of waiting) addWaiting(spoken, one);
    for (const one of spoken) this.#hear(one, heardMs);
    // Marked as cut before anybody is told: who is told may speak at once.
    const cuts = spoken.map((one) => this.#markCut(one));
    for (const [index, cut] of cuts.entries()) this.#tellCut(cut, index === 0);
    for (const one of line) {
      if (one.kind === 'keys' && (this.#finished || heardMs > one.startMs)) this.#pressed(one, heardMs);
    }
    this.#flush();
  }

  /**
   * Says the rest of what the last interruption cut.
   *
   * @param nextId names each rest, which is an utterance of its own in the transcript.
   * @returns the names of the utterances that go on, as the conversation knows them; null where not all of them can be said whole.
   */
  resume(nextId: () => string): string[] | null {
    const interrupted = this.#interrupted;
    this.#interrupted = [];
    if (this.#closed || this.#finished || this.pending) return null;
    const rests = interrupted.map(restOf);
    if (rests.length === 0 || rests.some((rest) => rest === null)) return null;
    for (const rest of rests as SpokenRest[]) this.#sayRest(nextId(), rest);
    return (rests as SpokenRest[]).map(({ utteranceId }) => utteranceId);
  }

  /** Lets go of what an interruption cut: it will not go on. */
  forgetInterrupted(): void {
    this.#interrupted = [];
  }

  /** The line is gone: what was heard is final and is told, and nothing more after that. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#gap?.cancel();
    const heardMs = this.#playout.heardMs();
    this.#playout.close();
    this.#waiting = [];
    const line = this.#line;
    this.#line = [];
    for (const cut of [...this.#cut.values()]) this.#settleCut(cut);
    for (const one of line) {
      if (one.kind === 'keys') {
        if (heardMs >= one.endMs) this.#events.keys(one.digits);
        continue;
      }
      this.#hear(one, heardMs);
      const whole = one.complete && reaches(one.heardMs, one.givenMs);
      this.#report(one, one.heardMs, !whole);
      this.#finalise(one, !whole);
    }
  }

  #sayRest(id: string, { utteranceId, heardMs, stretches, text }: SpokenRest): void {
    for (const { audio, words } of stretches) {
      this.#queue(id, audio, words);
      const spoken = this.#find(id);
      if (spoken !== undefined) spoken.continues = { id: utteranceId, heardMs };
    }
    this.#complete(id, text);
  }

  /** For the conversation: what became of an utterance, or of the whole that this is the rest of. */
  #report(spoken: SpokenUtterance, heardMs: number, interrupted: boolean): void {
    if (spoken.own) return;
    const { id, heardMs: before } = spoken.continues ?? { id: spoken.id, heardMs: 0 };
    this.#events.played(id, wholeMs(before + heardMs), interrupted);
  }

  #completeAll(): void {
    for (const one of this.#line) if (one.kind === 'utterance') one.complete = true;
  }

  #mustWait(id: string): boolean {
    if (!this.#released) return true;
    return this.#waiting.length > 0 && this.#find(id) === undefined;
  }

  #flush(): void {
    while (this.#released && !this.#closed) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      if (next.kind === 'keys' && this.#line.some((one) => one.kind === 'utterance' && !one.complete)) return;
      this.#waiting.shift();
      // It may have come to its end while it waited.
      if (next.kind !== 'keys' && this.#over.has(next.id)) continue;
      if (next.kind === 'keys') this.#pressNow(next.digits);
      else if (next.kind === 'audio') this.#queue(next.id, next.audio, next.words);
      else this.#complete(next.id, next.text);
    }
  }

  #find(id: string): SpokenUtterance | undefined {
    // From the end: what is being given is last, as a rule.
    for (let index = this.#line.length - 1; index >= 0; index -= 1) {
      const one = this.#line[index];
      if (one?.kind === 'utterance' && one.id === id) return one;
    }
    return undefined;
  }

  #queue(id: string, audio: MulawAudio, words: string | undefined, own = false): void {
    let spoken = this.#find(id);
    const isFirst = spoken === undefined;
    const startsAt = isFirst ? this.#timers.now() + this.#playout.remainingMs() : 0;
    if (spoken === undefined) {
      this.#completeAll();
      spoken = newSpoken(id, own, this.#finished);
      this.#openingId ??= id;
      this.#line.push(spoken);
    }
    const ms = audio.durationMs;
    const startMs = this.#playout.queuedMs;
    spoken.stretches.push({ startMs, ms, words, audio: own ? null : this.#store.keep(audio) });
    spoken.givenMs += ms;
    spoken.endMs = startMs + ms;
    this.#playout.play(audio, words, isFirst);
    if (isFirst) {
      this.#events.queued(id, startsAt);
      this.#tellTurn();
    }
  }

  #complete(id: string, text: string): void {
    const spoken = this.#find(id);
    if (spoken === undefined) {
      // Words without any audio: nobody heard them.
      this.#over.add(id);
      this.#events.played(id, 0, false);
      return;
    }
    spoken.complete = true;
    spoken.text = text;
    this.#playout.markEnd();
    this.#progress();
    this.#flush();
  }

  #pressNow(digits: string): void {
    const startMs = this.#playout.queuedMs;
    const pressed: Pressed = { kind: 'keys', digits, startMs, endMs: Number.POSITIVE_INFINITY };
    this.#line.push(pressed);
    const audio = keyAudio(digits);
    pressed.endMs = startMs + audio.durationMs;
    this.#playout.play(audio, undefined, true);
    this.#tellTurn();
  }

  /** Tells what the playout has reached. */
  #progress(): void {
    const reachedMs = this.#playout.reachedMs;
    for (let head = this.#line[0]; head !== undefined && !this.#closed; head = this.#line[0]) {
      if (head.kind === 'keys') {
        if (!reaches(reachedMs, head.endMs)) break;
        this.#line.shift();
        this.#tellTurn();
        this.#events.keys(head.digits);
        continue;
      }
      this.#hear(head, reachedMs);
      forgetHeard(head, reachedMs);
      if (head.complete && reaches(reachedMs, head.endMs)) {
        this.#line.shift();
        this.#tellTurn();
        this.#report(head, head.givenMs, false);
        this.#finalise(head, false);
        continue;
      }
      this.#tellPartial(head);
      break;
    }
  }

  /** Notes how much of an utterance was heard up to a position. */
  #hear(spoken: SpokenUtterance, positionMs: number): void {
    const heardMs = heardOf(spoken, positionMs);
    if (heardMs <= spoken.heardMs) return;
    const now = this.#timers.now();
    spoken.heardMs = heardMs;
    spoken.heardAt = now;
    if (spoken.startedAt !== null) return;
    const [first] = spoken.stretches;
    spoken.startedAt = now - (Math.min(positionMs, spoken.endMs) - (first?.startMs ?? positionMs));
    this.#events.began(spoken.id, spoken.startedAt);
  }

  #tellPartial(spoken: SpokenUtterance): void {
    if (spoken.heardMs <= 0) return;
    const text = heardWords(spoken);
    if (text === null || text === '' || text === spoken.partial) return;
    spoken.partial = text;
    this.#events.partial(spoken.id, text);
  }

  #finalise(spoken: SpokenUtterance, interrupted: boolean): void {
    this.#over.add(spoken.id);
    const text = spoken.heardMs <= 0 ? '' : interrupted ? heardWords(spoken) : wholeText(spoken);
    if (spoken.heardMs > 0 && text === null) {
      this.#events.warning('words_unknown', 'the conversation never told the words of what it said');
    }
    if (text === null || text.trim() === '') {
      this.#events.unsaid(spoken.id);
      return;
    }
    this.#events.said({
      utteranceId: spoken.id,
      text: text.trim(),
      startedAt: spoken.startedAt as number,
      endedAt: Math.max(spoken.startedAt as number, spoken.heardAt),
      interrupted,
    });
  }

  #markCut(spoken: SpokenUtterance): Cut {
    const cut: Cut = {
      spoken,
      wait: this.#timers.after(WORDS_WITHIN_MS, () => this.#settleCut(cut)),
    };
    this.#cut.set(spoken.id, cut);
    return cut;
  }

  #tellCut(cut: Cut, isFirst: boolean): void {
    const { spoken } = cut;
    // By the clock it was heard to its end, only its mark has not returned: nothing of it was cut.
    const whole = spoken.complete && reaches(spoken.heardMs, spoken.givenMs);
    const heardMs = wholeMs(spoken.heardMs);
    const spokenMs = wholeMs(spoken.givenMs);
    if (isFirst && !whole) this.#events.interrupted(spoken.id, heardMs, spokenMs);
    this.#report(spoken, heardMs, !whole);
    if (whole || spoken.heardMs <= 0 || heardWords(spoken) !== null) this.#settleCut(cut);
  }

  #settleCut(cut: Cut): void {
    if (!this.#cut.delete(cut.spoken.id)) return;
    cut.wait.cancel();
    const { spoken } = cut;
    this.#finalise(spoken, !(spoken.complete && reaches(spoken.heardMs, spoken.givenMs)));
  }

  #pressed(keys: Pressed, heardMs: number): void {
    if (reaches(heardMs, keys.endMs)) this.#events.keys(keys.digits);
    else this.#events.warning('keys_cut', 'keys were cut off while they were pressed');
  }

  #drained(): void {
    const silent = (): void => {
      this.#setAudible(false);
      // Whoever was told may have given more.
      if (!this.#playout.playing && this.#waiting.length === 0) this.#events.drained();
    };
    this.#gap?.cancel();
    this.#gap = null;
    const unfinished = this.#line.some((one) => one.kind === 'utterance' && !one.complete);
    if (unfinished) this.#gap = this.#timers.after(GAP_MS, silent);
    else silent();
  }

  #setAudible(audible: boolean): void {
    this.#gap?.cancel();
    this.#gap = null;
    if (audible !== this.#audible) {
      this.#audible = audible;
      this.#events.audible(audible);
    }
    this.#tellTurn();
  }

  #tellTurn(): void {
    const [head] = this.#line;
    const speaking = this.#audible && head?.kind === 'utterance';
    if (speaking === this.#hasTurn) return;
    this.#hasTurn = speaking;
    this.#events.turn(speaking, speaking && head.id === this.#openingId);
  }
}

/** As loud as its frames are as a rule: what was not kept is not measured. Speech on the phone is at −20 dBFS, keys at −10. */
const OWN_WORDS_POWER = 0.01;
const KEYS_POWER = 0.1;
/** 100 ms. */
const POWER_OVER_BYTES = 800;

/** What lies behind the first `ms`, if anything. */
function behind(audio: MulawAudio, ms: number): MulawAudio[] {
  const bytes = Math.round((ms * TELEPHONE_RATE) / 1000);
  if (bytes <= 0) return [audio];
  return bytes >= audio.byteLength ? [] : [MulawAudio.fromBytes(audio.bytes.subarray(bytes))];
}

function keysOf(one: SpokenUtterance | Pressed): Waiting {
  return { kind: 'keys', digits: (one as Pressed).digits };
}

/** Puts what waited behind keys among the utterances that an interruption cuts: none of it was heard. */
function addWaiting(spoken: SpokenUtterance[], one: Waiting): void {
  if (one.kind === 'keys') return;
  let waiting = spoken.find((other) => other.id === one.id);
  if (waiting === undefined) {
    waiting = newSpoken(one.id, false, false);
    spoken.push(waiting);
  }
  if (one.kind === 'audio') waiting.givenMs += one.audio.durationMs;
  else waiting.text = one.text;
}
