import type { CommandContext } from '../command-context.js';
import { EXIT } from '../exit-code.js';
import { withProgress } from '../terminal/progress.js';
import { printRecord } from '../views/record-view.js';

export async function info(context: CommandContext, callId: string, options: { json?: boolean }): Promise<number> {
  const { terminal, say } = context;
  const { client } = context.connect();
  const record = await withProgress(
    terminal,
    () => say.connecting,
    () => client.callInfo(callId),
  );
  if (options.json === true) terminal.print(JSON.stringify(record));
  else printRecord(terminal, say, record, { transcript: true, latency: true });
  return EXIT.ok;
}
