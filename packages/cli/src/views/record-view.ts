import { type CallInfo, type CallModelUsage, isOver, type TurnLatency } from '@ringback/client';
import { formatInstant, formatUsd, formatYuan } from '../amounts.js';
import type { Messages } from '../messages.js';
import { displayWidth, padToWidth, wrapToWidth } from '../terminal/display-width.js';
import { plainText } from '../terminal/plain-text.js';
import type { Terminal } from '../terminal/terminal.js';

/** Whether the call did what it was for; where the conversation could not tell, whether it came to its own end. */
export function reachedGoal(info: CallInfo): boolean {
  return info.goal_achieved ?? info.end_reason === 'completed';
}

interface RecordParts {
  /** Also what was said: left out where it was just shown live. */
  transcript: boolean;
  latency: boolean;
  /** Further lines, as name and value. */
  more?: [string, string][];
}

/** A call's record for people. */
export function printRecord(terminal: Terminal, say: Messages, info: CallInfo, parts: RecordParts): void {
  const { field } = say;
  printFields(terminal, [
    [field.call, info.call_id],
    [field.phone, info.phones],
    [field.requirement, info.user_requirement],
    [field.status, statusOf(say, info)],
    ...(info.started_at == null ? [] : [pair(field.started, formatInstant(info.started_at))]),
    ...(isOver(info) ? settledFields(say, info) : []),
    ...(parts.more ?? []),
  ]);
  if (parts.transcript && info.call_content !== undefined && info.call_content.length > 0) {
    terminal.print();
    terminal.print(terminal.colours.bold(say.transcript));
    const width = Math.max(displayWidth(say.ai), displayWidth(say.callee));
    for (const { role, content } of info.call_content) {
      printField(terminal, role === 'assistant' ? say.ai : say.callee, content, width);
    }
  }
  if (parts.latency && info.latency !== undefined && info.latency.length > 0) {
    terminal.print();
    printLatency(terminal, say, info.latency);
  }
}

function settledFields(say: Messages, info: CallInfo): [string, string][] {
  const { field } = say;
  const fields: [string, string][] = [
    [field.duration, say.seconds(info.duration_seconds ?? 0)],
    [field.cost, formatYuan(info.cost ?? 0) + (info.billed ? '' : ` (${say.notBilled})`)],
  ];
  if (info.summary) fields.push([field.summary, info.summary]);
  const goal = { true: say.goalReached, false: say.goalNotReached, null: say.goalUnknown };
  if (info.goal_achieved !== undefined) fields.push([field.goal, goal[`${info.goal_achieved}`]]);
  const facts = Object.entries(info.result ?? {}).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  if (facts.length > 0) fields.push([field.result, facts.join(', ')]);
  if (info.recording_url) fields.push([field.recording, info.recording_url]);
  return fields;
}

/** What the model used and cost, beside what the account was charged. */
export function modelField(say: Messages, usage: CallModelUsage): [string, string] {
  const { model, responses, input, output, cost_usd, unpriced } = usage;
  const tokens = [input, output].reduce((sum, { text, audio, image }) => sum + text + audio + image, 0);
  let cost = cost_usd === null ? say.costUnknown : formatUsd(cost_usd);
  if (cost_usd !== null && unpriced.length > 0) cost = say.costWithout(cost, unpriced.join(', '));
  return [say.field.model, say.modelUsed(model, responses, tokens, cost)];
}

/** `busy: the line was busy`; the sentence in the reader's language, where the service's is in the account's. */
function statusOf(say: Messages, info: CallInfo): string {
  const rehearsal = info.rehearsal === true ? ` (${say.rehearsal})` : '';
  if (!isOver(info)) return (say.states[info.status] ?? info.status) + rehearsal;
  return `${info.end_reason}: ${say.endReasons[info.end_reason ?? ''] ?? info.provider_response}${rehearsal}`;
}

function pair(name: string, value: string): [string, string] {
  return [name, value];
}

/** Names and values in two columns. */
function printFields(terminal: Terminal, fields: readonly (readonly [string, string])[]): void {
  const width = Math.max(...fields.map(([name]) => displayWidth(name)));
  for (const [name, value] of fields) printField(terminal, name, value, width);
}

function printField(terminal: Terminal, name: string, value: string, width: number): void {
  const text = plainText(value);
  const lines = terminal.interactive ? wrapToWidth(text, terminal.columns - width - 2) : [text];
  for (const [index, line] of lines.entries()) {
    terminal.print(`${terminal.colours.dim(padToWidth(index === 0 ? name : '', width))}  ${line}`);
  }
}

function printLatency(terminal: Terminal, say: Messages, latency: readonly TurnLatency[]): void {
  const { colours } = terminal;
  const rows = latency.map(({ turn, to_first_audio_ms, to_carrier_ms, to_heard_ms }) => [
    turn === 1 ? say.openingTurn : String(turn),
    ...[to_first_audio_ms, to_carrier_ms, to_heard_ms].map((ms) => (ms === null ? '–' : String(Math.round(ms)))),
  ]);
  terminal.print(colours.bold(say.latency));
  printTable(terminal, say.latencyColumns, rows, ['end', 'start', 'start', 'start']);
}

/** Rows under a head, each column as wide as its widest cell. */
export function printTable(
  terminal: Terminal,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  sides: readonly ('start' | 'end')[],
): void {
  const widths = head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0, sides[column]))
      .join('  ')
      .trimEnd();
  terminal.print(terminal.colours.dim(line(head)));
  for (const row of rows) terminal.print(line(row));
}
