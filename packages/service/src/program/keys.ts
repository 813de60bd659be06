import { RingbackError } from '@ringback/engine';
import type { ApiKeyInfo } from '../accounts/account.js';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';
import { instantText, localTime, table } from './table.js';

export async function createKey(
  context: CommandContext,
  options: { name?: string; account?: string; json?: boolean },
): Promise<number> {
  const { say, surroundings } = context;
  const { key, info } = await context.administer(async ({ accounts, account }) =>
    accounts.createKey((await account(options.account)).id, options.name ?? ''),
  );
  if (options.json === true) {
    context.printJson({ key });
    return EXIT.ok;
  }
  const { bold, dim } = surroundings.colours;
  surroundings.write(
    `${say.keyMade(info.accountName)}\n\n  ${bold(key)}\n\n  export STEPONEAI_API_KEY=${key}\n\n${say.keyNext}\n` +
      `  ${dim('ringback serve')}\n  ${dim("ringback call 13800138000 '通知您明天上午9点开会' --watch")}\n`,
  );
  return EXIT.ok;
}

export async function listKeys(
  context: CommandContext,
  options: { account?: string; json?: boolean },
): Promise<number> {
  const { say } = context;
  const keys = await context.administer(async ({ accounts, account }) =>
    accounts.listKeys(options.account === undefined ? undefined : (await account(options.account)).id),
  );
  if (options.json === true) context.printJson({ keys: keys.map(keyJson) });
  else if (keys.length === 0) context.print(say.noKeys);
  else
    context.print(
      table(
        say.keyColumns,
        keys.map((key) => [
          key.hint,
          key.name,
          key.accountName,
          localTime(key.createdAt),
          key.lastUsedAt === null ? say.never : localTime(key.lastUsedAt),
          key.revokedAt === null ? say.keyLive : say.keyDead,
          key.id,
        ]),
      ),
    );
  return EXIT.ok;
}

export async function revokeKey(context: CommandContext, which: string, options: { json?: boolean }): Promise<number> {
  const info = await context.administer(({ accounts }) => accounts.revokeKey(which));
  // What was asked for may be a key, so it is not repeated.
  if (info === null)
    throw new RingbackError('key_not_found', 'There is no such API key. `ringback keys list` shows what there is.');
  if (options.json === true) context.printJson(keyJson(info));
  else context.print(context.say.keyRevoked(info.hint));
  return EXIT.ok;
}

function keyJson(key: ApiKeyInfo) {
  return {
    id: key.id,
    hint: key.hint,
    name: key.name,
    account: key.accountName,
    created_at: instantText(key.createdAt),
    last_used_at: instantText(key.lastUsedAt),
    revoked_at: instantText(key.revokedAt),
  };
}
