import type { Callee, CalleeLine, Language, Timer, Voice } from '@ringback/engine';
import { type Words, words } from './script.js';
import { tone } from './tones.js';

const GREETING = words(
  '您好，您拨打的用户暂时无法接听，请在嘀声后留言。',
  "Hi, you've reached my voicemail. I can't take your call right now. Please leave a message after the tone.",
);
/** What a mailbox takes at most, and how long a pause ends the message. */
const LONGEST_MESSAGE_MS = 60_000;
const MESSAGE_PAUSE_MS = 5_000;

const MENU = words(
  '您好，欢迎致电阳光科技。转接人工请按1，查询营业时间请按2，重听请按井号键。',
  'Thank you for calling Sunrise Trading. To speak with a person, press 1. For opening hours, press 2. To hear this again, press the pound key.',
);
const HOURS = words('营业时间是周一至周五，九点到十八点。', 'We are open Monday to Friday, nine to six.');
const NO_SUCH_KEY = words('输入有误。', 'That is not a valid option.');
const CONNECTING = words('正在为您转接，请稍候。', 'Please hold while we connect you.');
const MENU_GOODBYE = words('感谢您的来电，再见。', 'Thank you for calling. Goodbye.');
/** After the menu it waits so long for a key before it says it again, and says it so often. */
const KEY_WAIT_MS = 5_000;
const MENU_TIMES = 3;

/** One wording is all a machine has. */
function text(spoken: Words, language: Language): string {
  return spoken[language] as string;
}

interface MachineOptions {
  language: Language;
  voice: Voice;
}

/** A mailbox: speaks at once and over everybody, beeps, records, and hangs up when the message is over. */
export class Voicemail implements Callee {
  readonly #line: CalleeLine;
  readonly #options: MachineOptions;
  #recording = false;
  #hearing = false;
  #pause: Timer | undefined;

  constructor(line: CalleeLine, options: MachineOptions) {
    this.#line = line;
    this.#options = options;
  }

  answered(): void {
    const { language, voice } = this.#options;
    void this.#line.say(text(GREETING, language), voice);
    void this.#line.send(tone(1000, 800)).then(() => this.#line.clock.after(0, () => this.#record()));
  }

  heardSpeech(): void {
    this.#hearing = true;
    this.#pause?.cancel();
  }

  heardSilence(): void {
    this.#hearing = false;
    this.#waitForMore();
  }

  heardWords(): void {
    // It records and understands nothing.
  }

  heardKey(): void {
    // Mailboxes of other people take no keys from callers.
  }

  ended(): void {
    this.#recording = false;
  }

  #record(): void {
    this.#recording = true;
    this.#line.clock.after(LONGEST_MESSAGE_MS, () => this.#line.hangUp());
    this.#waitForMore();
  }

  #waitForMore(): void {
    this.#pause?.cancel();
    if (!this.#recording || this.#hearing) return;
    this.#pause = this.#line.clock.after(MESSAGE_PAUSE_MS, () => this.#line.hangUp());
  }
}

/**
 * A phone menu: key 1, really heard as a tone, brings a person to the phone; otherwise it says its menu again, and after the third time
 * hangs up. It does not understand what is said.
 */
export class PhoneMenu implements Callee {
  readonly #line: CalleeLine;
  readonly #options: MachineOptions & { person: () => Callee };
  #said = 0;
  /** Counts what it says, so that what was stopped does not go on. */
  #turn = 0;
  #wait: Timer | undefined;
  #connecting = false;
  #person: Callee | undefined;

  constructor(line: CalleeLine, options: MachineOptions & { person: () => Callee }) {
    this.#line = line;
    this.#options = options;
  }

  answered(): void {
    this.#sayMenu();
  }

  heardSpeech(): void {
    this.#person?.heardSpeech();
  }

  heardSilence(): void {
    this.#person?.heardSilence();
  }

  heardWords(words: string): void {
    this.#person?.heardWords(words);
  }

  heardKey(digit: string): void {
    if (this.#person !== undefined) this.#person.heardKey(digit);
    if (this.#connecting) return;
    this.#wait?.cancel();
    this.#line.stop();
    if (digit === '1') this.#connect();
    else if (digit === '#') this.#sayMenu();
    else this.#say(digit === '2' ? HOURS : NO_SUCH_KEY, () => this.#sayMenu());
  }

  ended(): void {
    this.#person?.ended();
  }

  #sayMenu(): void {
    this.#said += 1;
    if (this.#said > MENU_TIMES) {
      this.#say(MENU_GOODBYE, () => this.#line.hangUp());
      return;
    }
    this.#say(MENU, () => {
      this.#wait = this.#line.clock.after(KEY_WAIT_MS, () => this.#sayMenu());
    });
  }

  #connect(): void {
    this.#connecting = true;
    this.#say(CONNECTING, () => {
      // One ring as the caller hears it in China: 450 Hz, one second (ITU-T E.180).
      void this.#line.send(tone(450, 1000)).then(() =>
        this.#line.clock.after(1500, () => {
          this.#person = this.#options.person();
          this.#person.answered();
        }),
      );
    });
  }

  /** A key in the middle of it stops it, and then `then` does not run. */
  #say(spoken: Words, then: () => void): void {
    this.#turn += 1;
    const turn = this.#turn;
    void this.#line.say(text(spoken, this.#options.language), this.#options.voice).then(() =>
      this.#line.clock.after(0, () => {
        if (turn === this.#turn) then();
      }),
    );
  }
}

/** Picks up and says nothing at all. Hangs up after a minute, longer than any caller asks into the silence. */
export class Silent implements Callee {
  readonly #line: CalleeLine;

  constructor(line: CalleeLine) {
    this.#line = line;
  }

  answered(): void {
    this.#line.clock.after(60_000, () => this.#line.hangUp());
  }

  heardSpeech(): void {}
  heardSilence(): void {}
  heardWords(): void {}
  heardKey(): void {}
  ended(): void {}
}
