import type { Language } from '../speech/synthesiser.js';

/** What a call is for. All text is data from whoever placed the call. */
export interface Brief {
  /** What to tell or find out, 1 to 4,000 characters. */
  requirement: string;
  /** Who the AI is, e.g. "the front desk of Lakeside Dental". */
  persona?: string;
  /** The exact first words, in place of the conversation's own. */
  openingLine?: string;
  /** The language to speak first; where absent it follows from the requirement and the number. */
  language?: Language;
  /**
   * `say` (the default): the first words come at once. `wait`: after the callee's own first words, or after 2.5 s of quiet.
   */
  opening?: 'say' | 'wait';
  /**
   * What a mailbox gets, where the carrier or the conversation finds one: nothing, the same as a person, or this message (1 to 1,000
   * characters) after its beep. Absent: as the conversation sees fit.
   */
  voicemail?: VoicemailPolicy;
  /** JSON Schema (2020-12) of what to find out. */
  resultSchema?: Record<string, unknown>;
}

export type VoicemailPolicy = 'hang_up' | 'talk' | { message: string };
