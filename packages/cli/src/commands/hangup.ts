import type { CommandContext } from '../command-context.js';
import { EXIT } from '../exit-code.js';
import { withProgress } from '../terminal/progress.js';

export async function hangup(context: CommandContext, callId: string, options: { json?: boolean }): Promise<number> {
  const { terminal, say } = context;
  const { client } = context.connect();
  const done = await withProgress(
    terminal,
    () => say.connecting,
    () => client.hangUp(callId),
  );
  const told = { cancelled: say.cancelled, hanging_up: say.hangingUp, already_ended: say.alreadyEnded };
  terminal.print(options.json === true ? JSON.stringify(done) : told[done.outcome]);
  return EXIT.ok;
}
