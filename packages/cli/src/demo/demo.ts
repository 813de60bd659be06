import type { CommandContext } from '../command-context.js';

export async function demo(_context: CommandContext, _options: { once?: boolean }): Promise<number> {
  throw new Error('not yet');
}
