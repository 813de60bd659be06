import { isOver } from '@ringback/client';
import type { CommandContext } from '../command-context.js';
import { EXIT } from '../exit-code.js';
import { withProgress } from '../terminal/progress.js';
import { modelField, printRecord } from '../views/record-view.js';

export async function info(context: CommandContext, callId: string, options: { json?: boolean }): Promise<number> {
  const { terminal, say } = context;
  const { client, url } = context.connect();
  const [record, { model_usage, recording_url }] = await withProgress(
    terminal,
    () => say.connecting,
    () => Promise.all([client.callInfo(callId), client.call(callId)]),
  );
  if (options.json === true) terminal.print(JSON.stringify({ ...record, model_usage }));
  else {
    const heard = isOver(record) && recording_url !== null ? { ...record, recording_url: url + recording_url } : record;
    const more = model_usage === null ? [] : [modelField(say, model_usage)];
    printRecord(terminal, say, heard, { transcript: true, latency: true, more });
  }
  return EXIT.ok;
}
