import { AudioStore } from '../audio/audio-store.js';
import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { Leg } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';
import { HeardSpeech, type HeardSpeechEvents } from './heard-speech.js';
import { keyAudio } from './keys.js';
import { Playout } from './playout.js';
import { restOf, type SpokenRest } from './spoken-rest.js';
import { forgetHeard, heardOf, newSpoken, reaches, type SpokenUtterance } from './spoken-utterance.js';
import { type Pressed, UnheardSpeech } from './unheard-speech.js';

/**
 * An utterance that is still being made may come in pieces with gaps between them. A shorter gap than this is a part of speaking, as a
 * breath is; after a longer one the assistant counts as silent until it goes on.
 */
const GAP_MS = 400;

export interface AssistantSpeechEvents extends HeardSpeechEvents {
  /** The first audio of an utterance came from the conversation. */
  given(utteranceId: string): void;
  /** The first audio of an utterance went to the carrier; it begins to be heard at about `startsAt`. */
  queued(utteranceId: string, startsAt: number): void;
  /** Keys were pressed to their end. */
  keys(digits: string): void;
  /** The assistant has the turn, or no longer. */
  turn(speaking: boolean, opening: boolean): void;
  /** Something of ours can be heard on the line, or no longer. */
  audible(audible: boolean): void;
  /** All that was given was heard. */
  drained(): void;
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
  readonly #unheard = new UnheardSpeech();
  readonly #heard: HeardSpeech;
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
    this.#heard = new HeardSpeech(timers, events);
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
    return this.#unheard.audioBehind(this.#playout.heardMs());
  }

  /** Keys are being pressed, or wait to be. */
  get pressing(): boolean {
    return this.#unheard.pressing || this.#waiting.some(({ kind }) => kind === 'keys');
  }

  /** Mean power of what is heard now: of the next 100 ms; 0 where nothing is. */
  get power(): number {
    return this.#audible ? this.#unheard.powerBehind(this.#playout.heardMs()) : 0;
  }

  /** How much of the opening was heard, while it is being said; else null. */
  get openingHeardMs(): number | null {
    const { head } = this.#unheard;
    if (head?.kind !== 'utterance' || head.id !== this.#openingId) return null;
    return heardOf(head, this.#playout.heardMs());
  }

  /** The callee is on the line: what was held goes out. */
  release(): void {
    this.#released = true;
    this.#flush();
  }

  give(id: string, audio: MulawAudio, words: string | undefined): void {
    if (this.#closed || audio.byteLength === 0 || this.#heard.isOver(id)) return;
    if (this.#heard.givenOfCut(id, audio) || this.#finished) return;
    if (!this.#given.has(id)) {
      this.#given.add(id);
      this.#events.given(id);
      // Who begins the next utterance has given all of the one before: keys that waited for that are pressed now.
      this.#unheard.completeAll();
      this.#flush();
    }
    if (this.#mustWait(id)) this.#waiting.push({ kind: 'audio', id, audio, words });
    else this.#queue(id, audio, words);
  }

  ended(id: string, text: string): void {
    if (this.#closed || this.#heard.isOver(id) || this.#heard.endedOfCut(id, text)) return;
    if (this.#mustWait(id)) this.#waiting.push({ kind: 'ended', id, text });
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
    this.#unheard.completeAll();
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
    const line = this.#unheard.takeAll();
    const waiting = this.#waiting;
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
    this.#heard.cut(spoken, heardMs);
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
    const line = this.#unheard.takeAll();
    this.#heard.settleCuts();
    for (const one of line) {
      if (one.kind === 'utterance') this.#heard.breakOff(one, heardMs);
      else if (heardMs >= one.endMs) this.#events.keys(one.digits);
    }
  }

  #sayRest(id: string, { utteranceId, heardMs, stretches, text }: SpokenRest): void {
    for (const { audio, words } of stretches) {
      this.#queue(id, audio, words);
      const spoken = this.#unheard.find(id);
      if (spoken !== undefined) spoken.continues = { id: utteranceId, heardMs };
    }
    this.#complete(id, text);
  }

  #mustWait(id: string): boolean {
    if (!this.#released) return true;
    return this.#waiting.length > 0 && this.#unheard.find(id) === undefined;
  }

  #flush(): void {
    while (this.#released && !this.#closed) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      if (next.kind === 'keys' && this.#unheard.unfinished) return;
      this.#waiting.shift();
      // It may have come to its end while it waited.
      if (next.kind !== 'keys' && this.#heard.isOver(next.id)) continue;
      if (next.kind === 'keys') this.#pressNow(next.digits);
      else if (next.kind === 'audio') this.#queue(next.id, next.audio, next.words);
      else this.#complete(next.id, next.text);
    }
  }

  #queue(id: string, audio: MulawAudio, words: string | undefined, own = false): void {
    let spoken = this.#unheard.find(id);
    const isFirst = spoken === undefined;
    const startsAt = isFirst ? this.#timers.now() + this.#playout.remainingMs() : 0;
    if (spoken === undefined) {
      this.#unheard.completeAll();
      spoken = newSpoken(id, own, this.#finished);
      this.#openingId ??= id;
      this.#unheard.add(spoken);
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
    const spoken = this.#unheard.find(id);
    if (spoken === undefined) {
      this.#heard.endedWithoutAudio(id);
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
    this.#unheard.add(pressed);
    const audio = keyAudio(digits);
    pressed.endMs = startMs + audio.durationMs;
    this.#playout.play(audio, undefined, true);
    this.#tellTurn();
  }

  /** Tells what the playout has reached. */
  #progress(): void {
    const reachedMs = this.#playout.reachedMs;
    for (let head = this.#unheard.head; head !== undefined && !this.#closed; head = this.#unheard.head) {
      if (head.kind === 'keys') {
        if (!reaches(reachedMs, head.endMs)) break;
        this.#unheard.dropHead();
        this.#tellTurn();
        this.#events.keys(head.digits);
        continue;
      }
      this.#heard.hear(head, reachedMs);
      forgetHeard(head, reachedMs);
      if (head.complete && reaches(reachedMs, head.endMs)) {
        this.#unheard.dropHead();
        this.#tellTurn();
        this.#heard.heardWhole(head);
        continue;
      }
      this.#heard.tellPartial(head);
      break;
    }
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
    if (this.#unheard.unfinished) this.#gap = this.#timers.after(GAP_MS, silent);
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
    const { head } = this.#unheard;
    const speaking = this.#audible && head?.kind === 'utterance';
    if (speaking === this.#hasTurn) return;
    this.#hasTurn = speaking;
    this.#events.turn(speaking, speaking && head.id === this.#openingId);
  }
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
