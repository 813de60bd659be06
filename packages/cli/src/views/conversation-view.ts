import type { CallEvent, Role } from '@ringback/client';
import type { Messages } from '../messages.js';
import { displayWidth, padToWidth, wrapToWidth } from '../terminal/display-width.js';
import { plainText } from '../terminal/plain-text.js';
import type { Terminal } from '../terminal/terminal.js';

/** How often the live line tells how long something has lasted. */
const TICK_MS = 500;

/**
 * A call as it happens: finished utterances as lines; what is being said, or what is waited for, on the live line of a terminal.
 */
export class ConversationView {
  readonly #terminal: Terminal;
  readonly #say: Messages;
  readonly #prefix: string;
  readonly #labelWidth: number;
  readonly #ticker: NodeJS.Timeout | undefined;
  #waitingFor: string;
  #waitingSince = performance.now();
  /** Utterances that are being said, the last one to grow at the end. */
  readonly #growing = new Map<string, { role: Role; text: string }>();

  /** @param prefix tells calls apart where several are watched at once: then there is no live line. */
  constructor(terminal: Terminal, say: Messages, prefix = '') {
    this.#terminal = terminal;
    this.#say = say;
    this.#prefix = prefix === '' ? '' : `${prefix}  `;
    this.#labelWidth = Math.max(displayWidth(say.ai), displayWidth(say.callee)) + 2;
    this.#waitingFor = say.connecting;
    if (terminal.interactive && prefix === '') this.#ticker = setInterval(() => this.#showLive(), TICK_MS);
  }

  tell(event: CallEvent): void {
    switch (event.type) {
      case 'state':
        this.#wait(this.#say.states[event.state] ?? event.state);
        break;
      case 'partial':
        this.#growing.delete(event.utterance_id);
        this.#growing.set(event.utterance_id, event);
        break;
      case 'utterance': {
        const { utterance_id, role, text, interrupted } = event.utterance;
        this.#growing.delete(utterance_id);
        this.#wait(this.#say.listening);
        if (text !== '') this.#print(role, text, interrupted);
        break;
      }
      case 'keys':
        this.#print(event.by, `[${event.digits}]`, false);
        break;
      case 'warning':
        this.#terminal.print(this.#prefix + this.#terminal.colours.yellow(plainText(`${event.code}: ${event.detail}`)));
        break;
      default:
    }
    this.#showLive();
  }

  close(): void {
    clearInterval(this.#ticker);
    this.#terminal.clearLive();
  }

  #wait(what: string): void {
    if (what === this.#waitingFor) return;
    this.#waitingFor = what;
    this.#waitingSince = performance.now();
  }

  #print(role: Role, text: string, interrupted: boolean): void {
    const { colours, columns, interactive } = this.#terminal;
    // What stands there is what was just finished: shown again below the line it would only flicker.
    this.#terminal.clearLive();
    const said = plainText(text) + (interrupted ? ' —' : '');
    const width = columns - this.#labelWidth - displayWidth(this.#prefix);
    const lines = interactive ? wrapToWidth(said, width) : [said];
    for (const [index, line] of lines.entries()) {
      const label = index === 0 ? this.#label(role) : ' '.repeat(this.#labelWidth);
      this.#terminal.print((this.#prefix === '' ? '' : colours.dim(this.#prefix)) + label + line);
    }
  }

  #label(role: Role): string {
    const { colours } = this.#terminal;
    return role === 'assistant'
      ? colours.cyan(padToWidth(this.#say.ai, this.#labelWidth))
      : colours.green(padToWidth(this.#say.callee, this.#labelWidth));
  }

  #showLive(): void {
    if (this.#ticker === undefined) return;
    const last = [...this.#growing.values()].at(-1);
    if (last !== undefined) {
      this.#terminal.live(this.#label(last.role), this.#labelWidth, plainText(last.text));
      return;
    }
    const seconds = Math.floor((performance.now() - this.#waitingSince) / 1000);
    const text = `${this.#waitingFor} … ${this.#say.seconds(seconds)}`;
    this.#terminal.live(this.#terminal.colours.dim(text), displayWidth(text), '');
  }
}
