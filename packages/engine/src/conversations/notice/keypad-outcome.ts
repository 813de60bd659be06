import { NO_OUTCOME, type Outcome } from '../../call/outcome.js';
import type { BriefReading } from './brief-reading.js';
import type { KeypadState } from './keypad-dialogue.js';

/**
 * What is known of a notice on a line without words. Facts: `delivered` (all of it was played), `confirmed_by_key` (key 1: true, key 2: false; null where no key was
 * pressed), `callee_spoke` (something was said; what, is not known) and `words_understood`, which is false; `reply` (`yes` or `no`) where the notice asks something
 * and a key answered. Who was on the line is not known, so nothing says that the right person was.
 *
 * The goal is achieved where a key said so, not where the notice was only played.
 */
export function keypadOutcome(reading: BriefReading, state: KeypadState, delivered: boolean): Outcome {
  if (state.stage === 'ringing') return NO_OUTCOME;
  const confirmed = state.answer === null || state.heard === 0 ? null : state.answer === 'one';
  const replied = reading.asks && confirmed !== null;
  const facts: Record<string, unknown> = {
    delivered,
    confirmed_by_key: reading.asks ? (replied ? true : null) : confirmed,
    callee_spoke: state.spoken > 0,
    words_understood: false,
  };
  if (replied) facts.reply = confirmed ? 'yes' : 'no';
  const goalAchieved = !delivered ? false : reading.asks ? (replied ? true : null) : confirmed;
  return { goalAchieved, summary: summary(reading, state, delivered, confirmed), facts, doNotCall: false };
}

function summary(reading: BriefReading, state: KeypadState, delivered: boolean, confirmed: boolean | null): string {
  const zh = reading.language === 'zh';
  const pick = (chinese: string, english: string): string => (zh ? chinese : english);
  const first =
    state.end === 'wrong_number'
      ? pick(
          '对方按键表示通知不是给自己的，通知没有播放',
          'A key said that the message is not for them, and it was not played',
        )
      : state.end === 'voicemail'
        ? pick('接听的是语音信箱，通知没有播放', 'A mailbox answered, and the message was not played')
        : delivered
          ? pick('通知已完整播放', 'The whole message was played')
          : state.heard > 0
            ? pick('通知没有播放完', 'The message was not played to its end')
            : pick('通知没有播放', 'The message was not played');
  return `${[first, answered(reading, delivered, confirmed, pick), ...spoke(state, pick)].filter((one) => one !== '').join(pick('，', '; '))}${pick('。', '.')}`;
}

type Pick = (chinese: string, english: string) => string;

function answered(reading: BriefReading, delivered: boolean, confirmed: boolean | null, pick: Pick): string {
  if (confirmed === null) return delivered ? pick('对方没有按键确认', 'no key confirmed it') : '';
  if (reading.asks)
    return confirmed ? pick('对方按键回答“是”', 'a key answered yes') : pick('对方按键回答“不是”', 'a key answered no');
  return confirmed
    ? pick('对方按键确认收到', 'a key confirmed it')
    : pick('对方按键表示没有收清楚', 'a key said that they did not get it');
}

function spoke({ spoken }: KeypadState, pick: Pick): string[] {
  return spoken === 0 ? [] : [pick('对方说了话，但这条线路听不懂内容', 'the callee spoke, and was not understood')];
}
