import type { RingbackError } from '../../errors.js';
import type { ClientEvents, ServerRefusal } from './client-events.js';
import { settingsRefused } from './failure.js';
import { answering, type SessionContents, sessionConfiguration } from './session-configuration.js';

/** A service that does without more of our settings than this speaks another protocol. */
const MOST_REFUSED_SETTINGS = 5;

export interface SessionSettingEvents {
  /** @param code the service's, with the setting's name in the protocol behind it. */
  refused(code: string): void;
  /** It refuses even the plainest. */
  failed(error: RingbackError): void;
}

/** How each session of a conversation is set up: as it was asked for, without what the service has refused before. */
export class SessionSetting {
  readonly #contents: SessionContents;
  readonly #events: ClientEvents;
  readonly #told: SessionSettingEvents;
  /** By their names in the protocol. */
  readonly #refused: string[] = [];
  #answers = true;

  constructor(contents: SessionContents, events: ClientEvents, told: SessionSettingEvents) {
    this.#contents = contents;
    this.#events = events;
    this.#told = told;
  }

  send(): void {
    const session = sessionConfiguration(this.#contents, this.#refused);
    this.#events.send({ type: 'session.update', session }, (refusal) => this.#withoutOne(refusal));
    if (!this.#answers) this.answerNothing();
  }

  /** From now on the service must not answer by itself; what it still does is for others to drop. */
  answerNothing(): void {
    this.#setAnswers(false);
  }

  /** It answers again as it was set up to. */
  answerAgain(): void {
    this.#setAnswers(true);
  }

  #setAnswers(answers: boolean): void {
    this.#answers = answers;
    this.#events.send({ type: 'session.update', session: answering(this.#contents, answers) }, () => false);
  }

  /** All of it was refused for one setting: it is done without that one. */
  #withoutOne({ param, code }: ServerRefusal): boolean {
    // What it began to say before it was set up has fixed its voice.
    const setting = code === 'cannot_update_voice' ? 'session.audio.output.voice' : (param ?? '');
    this.#refused.push(setting);
    this.#told.refused(`${code} ${setting}`.trim());
    if (this.#refused.length > MOST_REFUSED_SETTINGS) this.#told.failed(settingsRefused(setting));
    else this.send();
    return true;
  }
}
