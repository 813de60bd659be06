/** What the service's commands end with; the same numbers as the rest of the command line. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command line, a value in it or the configuration is wrong; nothing was done. */
  usage: 2,
  /** No such account, key or user. */
  notFound: 5,
  /** A second signal ended the service at once. */
  interrupted: 130,
} as const;

const BY_CODE: Readonly<Record<string, number>> = {
  invalid_configuration: EXIT.usage,
  invalid_database_url: EXIT.usage,
  invalid_amount: EXIT.usage,
  invalid_country: EXIT.usage,
  nothing_to_change: EXIT.usage,
  invalid_account_name: EXIT.usage,
  invalid_key_name: EXIT.usage,
  invalid_phone: EXIT.usage,
  account_exists: EXIT.usage,
  key_ambiguous: EXIT.usage,
  last_operator: EXIT.usage,
  account_not_found: EXIT.notFound,
  key_not_found: EXIT.notFound,
  user_not_found: EXIT.notFound,
  phone_not_listed: EXIT.notFound,
};

export function exitCodeOf(code: string): number {
  return BY_CODE[code] ?? EXIT.failure;
}
