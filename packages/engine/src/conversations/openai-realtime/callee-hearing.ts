import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import type { ConversationListener } from '../conversation.js';
import { AudioClock } from './audio-clock.js';
import { CalleeAudio } from './callee-audio.js';
import { CalleeTurns, type TurnTimes } from './callee-turns.js';
import type { SessionLine } from './session-line.js';

/**
 * The callee's side of a talk: what is heard goes to the session as it comes, and is kept until some session has understood it
 * ({@link CalleeAudio}); what the session finds in it are {@link CalleeTurns}.
 */
export class CalleeHearing {
  readonly #audio = new CalleeAudio();
  readonly #clock: Clock;
  readonly #line: SessionLine;
  readonly #sessionTime = new AudioClock();
  #listened = false;
  readonly turns: CalleeTurns;

  constructor(line: SessionLine, listener: ConversationListener, ids: Ids, times: TurnTimes, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
    this.turns = new CalleeTurns(listener, ids, times, this.#sessionTime, () => clock.now());
    // What is heard before there is a session that can be told.
    this.#audio.hold();
  }

  /** Fifty times a second: nothing here that need not be. */
  hear(audio: MulawAudio): void {
    const now = this.#clock.now();
    this.#audio.keep(audio, now);
    if (!this.#listened) return;
    this.#line.append(audio);
    this.#sessionTime.appended(audio.durationMs, now);
  }

  /** A session was configured and hears from now on. @param again it must be told what none has understood. */
  sessionHears(again: boolean): void {
    this.#listened = true;
    this.turns.restart();
    if (!again) return;
    for (const { audio, at } of this.#audio.kept) {
      this.#line.append(audio);
      this.#sessionTime.appended(audio.durationMs, at);
    }
  }

  /** No session hears. */
  sessionLost(): void {
    this.#listened = false;
  }

  /** What is heard from now on, and the last second, must be understood. @param forgetting what was heard before was. */
  hold(forgetting = false): void {
    if (forgetting && !this.turns.speaking) this.#audio.clear();
    this.#audio.hold();
  }

  /** What was heard was understood, unless the callee is speaking. */
  release(): void {
    if (!this.turns.speaking) this.#audio.release();
  }

  close(): void {
    this.#audio.clear();
  }
}
