import { RingbackError } from '@ringback/engine';
import { SETTING_NAMES, type SettingName } from '../config/console-settings.js';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';
import { localTime, table } from './table.js';

/** What the console has set, without secrets: also where the service cannot start with it. */
export async function listSettings(context: CommandContext, options: { json?: boolean }): Promise<number> {
  const { say } = context;
  const { environment } = context.config();
  const rows = await context.administer(({ storage }) =>
    storage.store.selectFrom('settings').select(['name', 'hint', 'updated_at', 'updated_by']).orderBy('name').execute(),
  );
  const overruled = (name: string): boolean => environment[name] !== undefined;
  if (options.json === true)
    context.printJson({ settings: rows.map((row) => ({ ...row, overruled: overruled(row.name) })) });
  else if (rows.length === 0) context.print(say.noSettings);
  else
    context.print(
      table(
        say.settingColumns,
        rows.map((row) => [
          row.name,
          localTime(row.updated_at),
          row.updated_by,
          overruled(row.name) ? say.settingOverruled : '',
        ]),
      ),
    );
  return EXIT.ok;
}

/** Takes back what the console has set, where that keeps the service from starting. A running one notices within seconds. */
export async function unsetSetting(
  context: CommandContext,
  name: string,
  options: { json?: boolean },
): Promise<number> {
  const known = name.trim().toUpperCase();
  if (!SETTING_NAMES.includes(known as SettingName))
    throw new RingbackError(
      'unknown_setting',
      `The console sets no ${name}. \`ringback settings list\` names what it has set.`,
    );
  const removed = await context.administer(({ storage }) =>
    storage.store.deleteFrom('settings').where('name', '=', known).executeTakeFirst(),
  );
  const unset = removed.numDeletedRows > 0n;
  if (options.json === true) context.printJson({ name: known, unset });
  else context.print(unset ? context.say.settingUnset(known) : context.say.settingNotSet(known));
  return EXIT.ok;
}
