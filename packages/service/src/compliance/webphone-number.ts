import { webphoneLineOf, webphoneNumberOf } from '@ringback/engine';

/** The number of whoever calls themselves: the line of their own account. */
const OWN_WEBPHONE = 'webphone:me';

/** Lines of links begin so, as the carrier makes them. */
const INVITED = 'invited-';

/** The line at which the pages of an account's people are rung. */
export function lineOfAccount(accountId: string): string {
  return accountId.toLowerCase();
}

/** Whether a call's number is that of a browser, in place of a phone's. */
export function isWebphoneNumber(phone: string): boolean {
  return webphoneLineOf(phone) !== null;
}

/** The id of the link that a number names; null where it is that of an account's own line, or a phone's. */
export function linkOf(phone: string): string | null {
  const line = webphoneLineOf(phone);
  return line?.startsWith(INVITED) === true ? line.slice(INVITED.length) : null;
}

/**
 * The number of a browser as somebody wrote it, with `me` put as the line of the account; null for what is none. It is not checked whose line it is.
 *
 * @param written NFKC, without the spaces around
 */
export function readWebphoneNumber(written: string, accountId: string): string | null {
  const number = written.toLowerCase();
  return number === OWN_WEBPHONE
    ? webphoneNumberOf(lineOfAccount(accountId))
    : isWebphoneNumber(number)
      ? number
      : null;
}
