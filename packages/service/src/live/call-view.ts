import type { CallEvent, CallState, Speaker } from '@ringback/engine';

/** What was said last, or is being said. */
export interface LastWords {
  role: Speaker;
  text: string;
  /** False: it is being said. */
  final: boolean;
}

/** Of a call that goes on, what whoever looks at all of them wants to see. Kept as events come, which costs nothing while nobody looks. */
export class CallView {
  state: CallState = 'dialing';
  /** Milliseconds since 1970; null before the answer. */
  answeredAt: number | null = null;
  words: LastWords | null = null;

  /** @param now milliseconds since 1970. */
  take(event: CallEvent, now: number): void {
    switch (event.type) {
      case 'state':
        this.state = event.state;
        if (event.state === 'in_progress') this.answeredAt ??= now;
        break;
      case 'partial':
        this.words = { role: event.role, text: event.text, final: false };
        break;
      case 'utterance':
        this.words = { role: event.utterance.role, text: event.utterance.text, final: true };
        break;
    }
  }
}
