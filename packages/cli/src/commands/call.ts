import { readFileSync } from 'node:fs';
import type { NewCall, RingbackClient } from '@ringback/client';
import { formatInstant } from '../amounts.js';
import type { CommandContext } from '../command-context.js';
import { serviceUrl } from '../configuration.js';
import { mayCallRealPhones } from '../consent.js';
import { EXIT } from '../exit-code.js';
import { CommandFailure } from '../failure.js';
import { untilInterrupted } from '../interrupt.js';
import { jsonObject } from '../json-object.js';
import { plainText } from '../terminal/plain-text.js';
import { withProgress } from '../terminal/progress.js';
import { printRecord, printTable } from '../views/record-view.js';
import { exitCodeOfCalls, watchCalls } from '../watching.js';

export interface CallOptions {
  wait?: boolean;
  watch?: boolean;
  partials?: boolean;
  language?: 'zh' | 'en';
  persona?: string;
  openingLine?: string;
  resultSchema?: string;
  opening?: 'say' | 'wait';
  voicemail?: 'hang_up' | 'talk';
  voicemailMessage?: string;
  record?: boolean;
  notBefore?: string;
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export async function call(
  context: CommandContext,
  phones: string,
  requirement: string,
  options: CallOptions,
): Promise<number> {
  const { terminal, say } = context;
  const json = options.json === true;
  const request = await requestOf(context, phones, requirement, options);
  if (options.dryRun === true) {
    if (!json) terminal.print(say.dryRunNotice(serviceUrl(context.env, say)));
    terminal.print(JSON.stringify(request, null, json ? 0 : 2));
    return EXIT.ok;
  }

  const { client, url } = context.connect();
  const account = await withProgress(
    terminal,
    () => say.connecting,
    () => client.account(),
  );
  if (!(await mayCallRealPhones(context, url, account, options))) return EXIT.failure;
  const accepted = await withProgress(
    terminal,
    () => say.connecting,
    () => client.initiateCall(request),
  );
  const calls = accepted.calls.map(({ call_id, phone }) => ({ callId: call_id, phone }));
  if (!json) {
    terminal.print(terminal.colours.bold(say.accepted(calls.length)));
    printTable(
      terminal,
      [say.field.call, say.field.phone],
      calls.map(({ callId, phone }) => [callId, plainText(phone)]),
      [],
    );
    for (const { phone, waits_until } of accepted.calls)
      if (waits_until !== undefined)
        terminal.printError(say.waitsForHours(plainText(phone), formatInstant(waits_until)));
    for (const phone of accepted.repeated ?? []) terminal.printError(say.calledOnce(plainText(phone)));
  }
  if (options.watch === true) {
    if (!json) terminal.print();
    return watchCalls(context, client, calls, { json, partials: options.partials === true });
  }
  if (options.wait === true)
    return waitFor(
      context,
      client,
      calls.map(({ callId }) => callId),
      json,
    );
  if (json) terminal.print(JSON.stringify(accepted));
  else if (calls[0] !== undefined) terminal.print(terminal.colours.dim(say.watchHint(calls[0].callId)));
  return EXIT.ok;
}

async function waitFor(
  context: CommandContext,
  client: RingbackClient,
  callIds: readonly string[],
  json: boolean,
): Promise<number> {
  const { terminal, say } = context;
  let left = callIds.length;
  const ended = await untilInterrupted((signal) =>
    withProgress(
      terminal,
      () => say.waiting(left),
      () =>
        Promise.all(
          callIds.map(async (callId) => {
            const info = await client.waitForCall(callId, { signal });
            left -= 1;
            return info;
          }),
        ),
    ),
  );
  if (ended === 'interrupted') {
    terminal.printError(callIds.length === 1 ? say.stoppedWatching(callIds[0] ?? '') : say.stoppedWatchingMany);
    return EXIT.interrupted;
  }
  if (json) terminal.print(JSON.stringify({ calls: ended }));
  else {
    for (const info of ended) {
      terminal.print();
      printRecord(terminal, say, info, { transcript: true, latency: false });
    }
  }
  return exitCodeOfCalls(ended);
}

async function requestOf(
  context: CommandContext,
  phones: string,
  requirement: string,
  options: CallOptions,
): Promise<NewCall> {
  const { say } = context;
  if (options.voicemail !== undefined && options.voicemailMessage !== undefined)
    throw new CommandFailure('usage', EXIT.usage, say.oneVoicemail);
  if (requirement === '-' && options.resultSchema === '-') {
    throw new CommandFailure('usage', EXIT.usage, say.oneStandardInput);
  }
  return {
    phones,
    user_requirement: requirement === '-' ? await context.readStandardInput() : requirement,
    ...(options.persona === undefined ? {} : { persona: options.persona }),
    ...(options.openingLine === undefined ? {} : { opening_line: options.openingLine }),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.opening === undefined ? {} : { opening: options.opening }),
    ...(options.voicemail === undefined ? {} : { voicemail: options.voicemail }),
    ...(options.voicemailMessage === undefined ? {} : { voicemail: { message: options.voicemailMessage } }),
    ...(options.record === undefined ? {} : { record: options.record }),
    ...(options.resultSchema === undefined ? {} : { result_schema: await schemaOf(context, options.resultSchema) }),
    ...(options.notBefore === undefined ? {} : { not_before: instantOf(context, options.notBefore) }),
  };
}

async function schemaOf({ say, readStandardInput }: CommandContext, path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = path === '-' ? await readStandardInput() : readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailure('usage', EXIT.usage, say.unreadableFile(path, (error as Error).message));
  }
  const value = jsonObject(text);
  if (value === null) throw new CommandFailure('usage', EXIT.usage, say.noJsonObject(path));
  return value;
}

/** RFC 3339 as it is; a date and a time without an offset are this machine's. */
function instantOf({ say }: CommandContext, written: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/i.exec(
    written.trim(),
  );
  const date =
    found === null ? new Date(Number.NaN) : new Date(`${found[1]}T${found[2]}${found[3] ?? ':00'}${found[4] ?? ''}`);
  if (Number.isNaN(date.getTime()))
    throw new CommandFailure('usage', EXIT.usage, say.invalidInstant(plainText(written)));
  return date.toISOString();
}
