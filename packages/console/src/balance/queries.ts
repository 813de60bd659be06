/** Everything that money changes; a top-up and a limit are seen in several of them. */
export const MONEY = ['money'] as const;

/** @param accountId absent: one's own */
export const moneyKey = (what: string, accountId: string | undefined, ...more: readonly unknown[]) =>
  [...MONEY, accountId ?? 'own', what, ...more] as const;

/** Money moves while calls run, and nobody tells this screen: often enough to look on. */
export const LOOK_EVERY_MS = 5_000;
