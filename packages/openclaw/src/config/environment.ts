import { CONFIG_KEYS } from './keys.js';

/** The environment of the gateway. This is the one place where it is read. */
export interface Environment {
  /** What stands in for keys that are not set, by the variable's name; an empty one counts as not set. */
  fallbacks: Readonly<Record<string, string>>;
  /** What a tunnel's program is started with; it is given the few variables that it needs of these. */
  programs: Readonly<Record<string, string | undefined>>;
}

export function readEnvironment(): Environment {
  const all = { ...process.env };
  const fallbacks: Record<string, string> = {};
  for (const { env } of CONFIG_KEYS) {
    const value = env === undefined ? undefined : all[env]?.trim();
    if (env !== undefined && value !== undefined && value !== '') fallbacks[env] = value;
  }
  return { fallbacks, programs: all };
}
