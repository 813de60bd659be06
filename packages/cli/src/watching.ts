import type { CallEvent, RingbackClient, SettledCallInfo } from '@ringback/client';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';
import { untilInterrupted } from './interrupt.js';
import { ConversationView } from './views/conversation-view.js';
import { printRecord, reachedGoal } from './views/record-view.js';

export interface WatchedCall {
  callId: string;
  /** As written; tells several calls apart. */
  phone: string;
}

interface WatchOptions {
  json: boolean;
  partials: boolean;
}

/**
 * Shows calls live until they are over, then their records. Ctrl-C only stops watching: the calls go on.
 *
 * @returns the exit code
 */
export async function watchCalls(
  context: CommandContext,
  client: RingbackClient,
  calls: readonly WatchedCall[],
  options: WatchOptions,
): Promise<number> {
  const { terminal, say } = context;
  const ended = await untilInterrupted((signal) =>
    Promise.all(
      calls.map(async (call) => {
        await followCall(context, client, call, { ...options, several: calls.length > 1, signal });
        return client.waitForCall(call.callId, { signal });
      }),
    ),
  );
  if (ended === 'interrupted') {
    const [only] = calls;
    terminal.printError(
      calls.length === 1 && only !== undefined ? say.stoppedWatching(only.callId) : say.stoppedWatchingMany,
    );
    return EXIT.interrupted;
  }
  for (const info of ended) {
    if (options.json) terminal.print(JSON.stringify({ type: 'record', record: info }));
    else {
      terminal.print();
      printRecord(terminal, say, info, { transcript: false, latency: true });
    }
  }
  return exitCodeOfCalls(ended);
}

export function exitCodeOfCalls(calls: readonly SettledCallInfo[]): number {
  return calls.every(reachedGoal) ? EXIT.ok : EXIT.goalNotReached;
}

/** Shows one call live until it is over: as a conversation, or each event as a line of JSON. */
export async function followCall(
  { terminal, say }: CommandContext,
  client: RingbackClient,
  { callId, phone }: WatchedCall,
  { json, partials, several, signal }: WatchOptions & { several: boolean; signal: AbortSignal },
): Promise<void> {
  const view = json ? null : new ConversationView(terminal, say, several ? phone : '');
  try {
    for await (const event of client.events(callId, { signal })) {
      if (view !== null) view.tell(event);
      else if (partials || event.type !== 'partial') terminal.print(jsonLine(callId, event));
    }
  } finally {
    view?.close();
  }
}

function jsonLine(callId: string, event: CallEvent): string {
  const { type, ...rest } = event;
  return JSON.stringify({ type, call_id: callId, ...rest });
}
