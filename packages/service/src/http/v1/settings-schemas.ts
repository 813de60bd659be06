import { z } from 'zod';
import { SETTING_NAMES, type SettingName } from '../../config/console-settings.js';
import { CHECK_CODES, LIVE_CHECKS } from '../../live-checks/live-checks.js';
import { envelope, instantField } from '../schemas.js';

/** As it would be written into the environment. Keys and addresses are much shorter. */
const value = z.string().max(2_048).nullable();

const values = Object.fromEntries(SETTING_NAMES.map((name) => [name, value.optional()])) as Record<
  SettingName,
  z.ZodOptional<typeof value>
>;

export const settingsBody = z
  .strictObject({
    values: z
      .strictObject(values)
      .meta({ description: 'By name; null, or an empty text, unsets it. All or none are changed.' }),
  })
  .meta({ id: 'SettingChanges' });

const setting = z
  .object({
    name: z.enum(SETTING_NAMES),
    source: z.enum(['environment', 'console', 'default']).meta({
      description: 'What decides it. What the environment sets cannot be changed here.',
    }),
    secret: z.boolean(),
    value: z.string().nullable().meta({ description: 'Null: it is a secret, or unset.' }),
    set: z.boolean(),
    hint: z.string().nullable().meta({ description: 'The last four characters of a secret that was set here.' }),
    updated_at: instantField.nullable(),
    updated_by: z.string().nullable(),
    takes_effect: z.enum(['now', 'restart']),
    restart_pending: z.boolean().meta({ description: 'The service still goes by what it was at its start.' }),
  })
  .meta({ id: 'Setting' });

export const settingsAnswer = envelope(z.object({ settings: z.array(setting) }));

export const checkBody = z.strictObject({ check: z.enum(LIVE_CHECKS) }).meta({ id: 'LiveCheck' });

export const checkAnswer = envelope(
  z
    .object({
      check: z.enum(LIVE_CHECKS),
      status: z.enum(['ok', 'warning', 'failed']),
      code: z.enum(CHECK_CODES),
      why: z.string().nullable().meta({ description: 'More of what happened: a status, a reason.' }),
      found: z.string().meta({ description: 'In words.' }),
      to_do: z.string().nullable(),
      took_ms: z.int(),
    })
    .meta({ id: 'LiveCheckResult' }),
);
