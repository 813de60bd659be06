import { type CallAnswer, THIRD_PARTY } from './call-answer.js';

/**
 * A text of somebody else's as one line between quotes, out of which nothing leads: line breaks, quotes, control characters and angle brackets
 * are written as escapes.
 */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A call for a model to read: what came of it, then what was said, quoted. */
export function callText(call: CallAnswer): string {
  const lines = [`Call ${call.call_id} to ${quoted(call.phone)}: ${stateOf(call)}.`];
  if (call.over) {
    const goal = { true: 'achieved', false: 'not achieved', null: 'cannot be told' }[`${call.goal_achieved}`];
    lines.push(`Goal: ${goal}. Talk: ${call.duration_seconds ?? 0} s. Cost: ${call.cost ?? 0} ${call.currency}.`);
    if (call.summary !== null) lines.push(`Summary: ${quoted(call.summary)}`);
    if (call.result !== null) lines.push(`Result: ${escaped(JSON.stringify(call.result))}`);
  } else {
    if (call.status === 'queued' && call.not_before > call.created_at)
      lines.push(`It is not dialled before ${call.not_before}.`);
    lines.push('It is not over. get_call with wait: true goes on waiting; end_call hangs up.');
  }
  if (call.transcript.length === 0) return [...lines, 'Nothing was said yet.'].join('\n');
  return [
    ...lines,
    THIRD_PARTY,
    '<transcript>',
    ...call.transcript.map(
      ({ speaker, text, interrupted }) => `${speaker}: ${quoted(text)}${interrupted ? ' (interrupted)' : ''}`,
    ),
    '</transcript>',
  ].join('\n');
}

function stateOf({ status, end_reason, rehearsal }: CallAnswer): string {
  const state = status === 'ended' ? `ended, ${end_reason}` : status.replace('_', ' ');
  return rehearsal ? `rehearsal, ${state}` : state;
}

/** JSON has no other place for these than within its texts. */
function escaped(json: string): string {
  return json.replace(/[<>]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
