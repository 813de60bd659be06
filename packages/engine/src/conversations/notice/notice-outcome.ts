import { NO_OUTCOME, type Outcome } from '../../call/outcome.js';
import type { BriefReading } from './brief-reading.js';
import type { DialogueState } from './dialogue-state.js';

/**
 * What came of a notice so far. Facts: `identity_confirmed`, `delivered`, `acknowledged`, `call_back_later` and `asked_not_to_call` always;
 * `callee_questions` (those it could not answer), `reply` (`yes` or `no`, where the notice asked something) and `pressed_keys` where there
 * are any. Of the callee's own words they hold nothing but those questions, cut short.
 */
export function noticeOutcome(reading: BriefReading, state: DialogueState): Outcome {
  if (state.stage === 'ringing') return NO_OUTCOME;
  const delivered = state.confirmed && state.heard >= reading.matter.length;
  const facts: Record<string, unknown> = {
    identity_confirmed: state.confirmed,
    delivered,
    acknowledged: state.acknowledged,
    call_back_later: state.callLater,
    asked_not_to_call: state.doNotCall,
  };
  if (state.questions.length > 0) facts.callee_questions = [...state.questions];
  if (state.reply !== null) facts.reply = state.reply;
  if (state.pressed !== '') facts.pressed_keys = state.pressed;
  const summary = reading.language === 'zh' ? chinese(reading, state, delivered) : english(reading, state, delivered);
  return { goalAchieved: delivered, summary, facts, doNotCall: state.doNotCall };
}

function chinese(reading: BriefReading, state: DialogueState, delivered: boolean): string {
  const who = reading.addressee?.asked ?? '机主';
  const first = delivered
    ? `通知已完整告知${who}，${state.acknowledged ? '对方已确认' : '对方未明确确认'}`
    : state.confirmed
      ? `已确认是${who}，但通知没有说完`
      : `${notReachedChinese(state, who)}，通知没有转达`;
  const also = [
    state.doNotCall ? '对方要求以后不要再打' : '',
    state.callLater ? '对方希望晚些时候再联系' : '',
    state.questions.length > 0 ? '对方有问题待答复' : '',
  ].filter((one) => one !== '');
  return `${first}。${also.length > 0 ? `${also.join('，')}。` : ''}`;
}

function notReachedChinese(state: DialogueState, who: string): string {
  switch (state.end) {
    case 'voicemail':
      return '接听的是语音信箱';
    case 'wrong_number':
      return `接听的不是${who}`;
    case 'no_response':
      return '接通后无人应答';
    default:
      return `没有确认到${who}本人`;
  }
}

function english(reading: BriefReading, state: DialogueState, delivered: boolean): string {
  const who = reading.addressee?.asked ?? 'the owner of the phone';
  const first = delivered
    ? `The whole message was given to ${who}, who ${state.acknowledged ? 'acknowledged it' : 'did not clearly acknowledge it'}`
    : state.confirmed
      ? `The call reached ${who}, but the message was not finished`
      : `${notReachedEnglish(state, who)}, so the message was not given`;
  const also = [
    state.doNotCall ? 'they asked not to be called again' : '',
    state.callLater ? 'they would rather be called later' : '',
    state.questions.length > 0 ? 'a question of theirs is open' : '',
  ].filter((one) => one !== '');
  const second = also.join(' and ');
  return `${first}.${second === '' ? '' : ` ${second.charAt(0).toUpperCase()}${second.slice(1)}.`}`;
}

function notReachedEnglish(state: DialogueState, who: string): string {
  switch (state.end) {
    case 'voicemail':
      return 'A mailbox answered';
    case 'wrong_number':
      return `Somebody other than ${who} answered`;
    case 'no_response':
      return 'Nobody spoke after the call was answered';
    default:
      return `It was not confirmed that ${who} was on the line`;
  }
}
