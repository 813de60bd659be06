import type { BriefReading } from './brief-reading.js';
import type { DialogueState, Line } from './dialogue-state.js';
import { PHRASES, type Phrases } from './phrases.js';

/** The turns of one notice, put together from its brief and the phrases of its language. */
export class NoticeScript {
  readonly reading: BriefReading;
  readonly phrases: Phrases;
  /** Whom to ask for, or null for the phone's owner. */
  readonly asked: string | null;

  constructor(reading: BriefReading) {
    this.reading = reading;
    this.phrases = PHRASES[reading.language];
    this.asked = reading.addressee?.asked ?? null;
  }

  /** The first words: who it is, that it is an AI, and whom it wants to speak with. */
  opening(): Line[] {
    const { openingLine } = this.reading;
    if (openingLine === null) return this.introduction();
    const discloses = saysAi(openingLine);
    // The brief's own words may ask already; then that it is an AI is said with the matter.
    if (asksForThem(openingLine, this.reading)) return [{ text: openingLine, role: 'identity', discloses, index: -1 }];
    const first: Line = { text: openingLine, role: 'words', discloses, index: -1 };
    if (discloses) return [first, identity(this.phrases.whetherItIs(this.asked))];
    return [first, { ...identity(this.phrases.aiAsksWhetherItIs(this.asked)), discloses: true }];
  }

  /** Its own introduction, for a person who did not hear the opening. */
  introduction(): Line[] {
    return [
      disclosure(this.phrases.introduction(this.reading.persona)),
      identity(this.phrases.whetherItIs(this.asked)),
    ];
  }

  whetherItIs(): Line {
    return identity(this.phrases.whetherItIs(this.asked));
  }

  confirmItIs(): Line {
    return identity(this.phrases.confirmItIs(this.asked));
  }

  confirmByKey(): Line {
    return identity(this.phrases.confirmByKey(this.asked));
  }

  helloWhetherItIs(): Line {
    return identity(this.phrases.helloWhetherItIs(this.asked));
  }

  /** As much of the matter, from a sentence on, as is said in one turn: one or two sentences, the last with a question behind it. */
  matterFrom(next: number): Line[] {
    const { matter, asks } = this.reading;
    const left = matter.length - next;
    const count = left <= 2 ? 1 : 2;
    const lines: Line[] = matter
      .slice(next, next + count)
      .map((text, offset) => ({ text, role: 'matter', discloses: false, index: next + offset }));
    if (left === 1 && !asks) lines.push(question(this.phrases.didYouHear));
    return lines;
  }

  didYouHear(): Line {
    return question(this.phrases.didYouHear);
  }

  anythingElse(): Line {
    return question(this.phrases.anythingElse);
  }
}

/** Words of its own. */
export function words(text: string): Line {
  return { text, role: 'words', discloses: false, index: -1 };
}

/** Words that say that it is an AI. */
export function disclosure(text: string): Line {
  return { text, role: 'words', discloses: true, index: -1 };
}

function identity(text: string): Line {
  return { text, role: 'identity', discloses: false, index: -1 };
}

function question(text: string): Line {
  return { text, role: 'question', discloses: false, index: -1 };
}

/** Whether words say that an AI is speaking. */
function saysAi(text: string): boolean {
  return /(?<![a-z])A\.?I(?![a-z])|人工智能|智能(?:语音)?助[手理]|语音助[手理]|机器人|artificial intelligence|automated|virtual assistant|robot/i.test(
    text,
  );
}

/** Whether an opening line already asks whether it speaks with the right person. */
function asksForThem(openingLine: string, { addressee }: BriefReading): boolean {
  if (!/[?？]\s*[”’]?$/u.test(openingLine)) return false;
  const asked = (
    openingLine
      .split(/(?<=[。！？!?.])\s*/u)
      .filter(Boolean)
      .at(-1) ?? ''
  ).toLowerCase();
  if (addressee === null)
    return /机主|本人|您是|你是.{1,8}吗|owner|speaking (?:to|with)|\bis (?:this|that)\b|are you /u.test(asked);
  return [addressee.asked, addressee.name, ...addressee.names].some((name) => asked.includes(name.toLowerCase()));
}

/**
 * What will probably be said next, most likely first: to be synthesised before it is wanted. Behind the call's own sentences stand
 * phrases that are the same in all calls, so that only the first call of a process has them made.
 */
export function likelyLines(script: NoticeScript, state: DialogueState): string[] {
  const { phrases } = script;
  const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);
  switch (state.stage) {
    case 'ringing':
    case 'opening':
    case 'identifying':
      return [
        ...texts(script.matterFrom(0)),
        ...[phrases.goodbyeWrongPerson, phrases.yesIAmAnAi, phrases.takeYourTime, phrases.notFollowed],
        ...[phrases.goodbyeNotHere, phrases.goodbyeDoNotCall, phrases.goodbyeBusy, phrases.notUnderstood],
      ];
    case 'holding':
    case 'menu':
      return texts(script.introduction());
    case 'delivering': {
      const said = (state.speaking ?? []).filter(({ role }) => role === 'matter').at(-1);
      const next = said === undefined ? state.next : said.index + 1;
      return [
        ...(next < script.reading.matter.length ? texts(script.matterFrom(next)) : []),
        ...[phrases.goodbye, phrases.onceMore, phrases.anythingElse, phrases.cannotAnswer, phrases.willPassOn],
        ...[phrases.notFollowed, phrases.yesIAmAnAi],
      ];
    }
    case 'acknowledging':
      return [phrases.goodbye];
    case 'closing':
    case 'finished':
      return [];
  }
}
