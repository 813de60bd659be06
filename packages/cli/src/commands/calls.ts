import type { Call, CallStatus, RingbackClient } from '@ringback/client';
import { formatInstant, formatYuan } from '../amounts.js';
import type { CommandContext } from '../command-context.js';
import { EXIT } from '../exit-code.js';
import { cutToWidth, displayWidth } from '../terminal/display-width.js';
import { plainText } from '../terminal/plain-text.js';
import { withProgress } from '../terminal/progress.js';
import { printTable } from '../views/record-view.js';

/** What the service gives in one answer at most. */
const PAGE = 200;

/** A phone number with its country code and spaces fits; what was typed may be anything. */
const PHONE_COLUMNS = 18;

/** Narrower terminals get no duration and no cost: an id alone takes 36 columns, and must stay whole to be copied. */
const WIDE_COLUMNS = 96;

export async function calls(
  context: CommandContext,
  options: { status?: CallStatus; limit: number; json?: boolean },
): Promise<number> {
  const { terminal, say } = context;
  const { client } = context.connect();
  const { items, more } = await withProgress(
    terminal,
    () => say.connecting,
    () => newest(client, options.limit, options.status),
  );
  if (options.json === true) {
    terminal.print(JSON.stringify({ calls: items }));
    return EXIT.ok;
  }
  if (items.length === 0) {
    terminal.print(say.noCalls);
    return EXIT.ok;
  }
  const head = [say.field.call, say.field.time, say.field.phone, say.field.status, say.field.duration, say.field.cost];
  const columns = terminal.interactive && terminal.columns < WIDE_COLUMNS ? 4 : head.length;
  const rows = items.map((item) => rowOf(context, item).slice(0, columns));
  printTable(terminal, head.slice(0, columns), rows, ['end', 'end', 'end', 'end', 'start', 'start']);
  if (more) terminal.print(terminal.colours.dim(say.more(items.length)));
  return EXIT.ok;
}

async function newest(
  client: RingbackClient,
  limit: number,
  status: CallStatus | undefined,
): Promise<{ items: Call[]; more: boolean }> {
  const items: Call[] = [];
  let before: string | undefined;
  for (;;) {
    const page = await client.listCalls({ limit: Math.min(PAGE, limit - items.length), before, status });
    items.push(...page.items);
    before = page.next ?? undefined;
    if (before === undefined || items.length >= limit) return { items, more: before !== undefined };
  }
}

function rowOf({ say }: CommandContext, item: Call): string[] {
  const phone = plainText(item.phone);
  return [
    item.call_id,
    formatInstant(item.created_at).slice(5, 16),
    displayWidth(phone) > PHONE_COLUMNS ? cutToWidth(phone, PHONE_COLUMNS) : phone,
    (item.end_reason ?? say.states[item.status] ?? item.status) +
      (item.rehearsal === null ? '' : ` (${say.rehearsal})`),
    item.duration_seconds === null ? '' : say.seconds(item.duration_seconds),
    item.cost === null ? '' : formatYuan(item.cost),
  ];
}
