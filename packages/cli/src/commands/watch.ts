import type { CommandContext } from '../command-context.js';
import { watchCalls } from '../watching.js';

export async function watch(
  context: CommandContext,
  callId: string,
  options: { json?: boolean; partials?: boolean },
): Promise<number> {
  const { client } = context.connect();
  const watched = [{ callId, phone: '' }];
  return watchCalls(context, client, watched, { json: options.json === true, partials: options.partials === true });
}
