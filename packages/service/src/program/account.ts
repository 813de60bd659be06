import { type Language, RingbackError } from '@ringback/engine';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Account } from '../accounts/account.js';
import type { LimitSet } from '../billing/account-limits.js';
import type { Balance } from '../billing/balance.js';
import { formatYuan, liToYuan, parseYuan } from '../billing/money.js';
import { isTimeZone } from '../compliance/time-zones.js';
import { isCountry } from '../config/country.js';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';
import { fields, instantText, localTime, table } from './table.js';

interface Options {
  account?: string;
  json?: boolean;
}

export async function showAccount(context: CommandContext, options: Options): Promise<number> {
  const { account, balance, limits } = await context.administer(async (administration) => {
    const account = await administration.account(options.account);
    const balance = await administration.billing.balance(account.id);
    return { account, balance, limits: (await administration.limits.of(account.id)).operator };
  });
  if (options.json === true) context.printJson({ ...accountJson(account, balance), limits: limitsJson(limits) });
  else context.print(fields(accountFields(context, account, balance, limits)));
  return EXIT.ok;
}

function accountFields(
  { say }: CommandContext,
  account: Account,
  balance: Balance,
  { talkSeconds, callLi, dayLi, timeZone }: LimitSet,
): [string, string][] {
  const values = [
    account.name,
    account.id,
    formatYuan(balance.availableLi),
    formatYuan(balance.heldLi),
    say.perMinute(formatYuan(account.rateLi)),
    String(account.maxRunning),
    talkSeconds === null ? say.none : `${talkSeconds} s`,
    callLi === null ? say.none : formatYuan(callLi),
    dayLi === null ? say.none : `${formatYuan(dayLi)} (${timeZone})`,
    account.countries?.join(', ') ?? say.ownCountries,
    account.language,
  ];
  return values.map((value, index) => [say.accountFields[index] as string, value]);
}

export async function createAccount(
  context: CommandContext,
  name: string,
  options: { language?: Language; json?: boolean },
): Promise<number> {
  const { say } = context;
  const { account, balance } = await context.administer(async ({ accounts, billing }) => {
    const account = await accounts.create({ name, language: options.language });
    return { account, balance: await billing.balance(account.id) };
  });
  if (options.json === true) context.printJson(accountJson(account, balance));
  else context.print(`${say.accountMade(account.name)}\n${say.accountNext(shellWord(account.name))}`);
  return EXIT.ok;
}

interface AccountTerms extends Options {
  rate?: string;
  running?: number;
  countries?: string;
  language?: Language;
  talk?: string;
  callCost?: string;
  daySpending?: string;
  dayZone?: string;
}

/** Changes an account's price, limits and language; they hold from its next call on, beside a running service too. */
export async function setAccount(context: CommandContext, options: AccountTerms): Promise<number> {
  const { say } = context;
  const { rate, running: maxRunning, countries, language } = options;
  const bounds = limitsOf(options);
  const other = Object.keys(bounds).length > 0;
  if (rate === undefined && maxRunning === undefined && countries === undefined && language === undefined && !other)
    throw new RingbackError('nothing_to_change', say.nothingToSet);
  const rateLi = rate === undefined ? undefined : parseYuan(rate);
  if (rateLi === null)
    throw new RingbackError(
      'invalid_amount',
      `"${rate}" is no amount. Write yuan with at most three decimals, e.g. 0.30.`,
    );
  const terms = {
    rateLi,
    maxRunning,
    language,
    countries: countries === undefined ? undefined : countryList(countries),
  };
  const { account, balance, limits } = await context.administer(async (administration) => {
    const { id } = await administration.account(options.account);
    if (other) await administration.limits.change(id, 'operator', bounds);
    const named = Object.values(terms).some((value) => value !== undefined);
    const account = named ? await administration.accounts.change(id, terms) : await administration.account(id);
    const balance = await administration.billing.balance(id);
    return { account, balance, limits: (await administration.limits.of(id)).operator };
  });
  if (options.json === true) context.printJson({ ...accountJson(account, balance), limits: limitsJson(limits) });
  else context.print(fields(accountFields(context, account, balance, limits)));
  return EXIT.ok;
}

/** `none` takes a limit away. */
function limitsOf({ talk, callCost, daySpending, dayZone }: AccountTerms): Partial<LimitSet> {
  return {
    ...(talk === undefined ? {} : { talkSeconds: unlessNone(talk, talkSeconds) }),
    ...(callCost === undefined ? {} : { callLi: unlessNone(callCost, limitLi) }),
    ...(daySpending === undefined ? {} : { dayLi: unlessNone(daySpending, limitLi) }),
    ...(dayZone === undefined ? {} : { timeZone: zone(dayZone) }),
  };
}

function unlessNone(written: string, read: (text: string) => number): number | null {
  return written.trim() === 'none' ? null : read(written);
}

function talkSeconds(written: string): number {
  const seconds = /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (seconds >= 30 && seconds <= 14_400) return seconds;
  throw new RingbackError('usage', `"${written}" is no longest talk. Write seconds from 30 to 14400, or none.`);
}

function limitLi(written: string): number {
  const li = parseYuan(written);
  if (li !== null && li > 0) return li;
  throw new RingbackError(
    'invalid_amount',
    `"${written}" is no amount. Write yuan with at most three decimals, e.g. 20 or 0.90, or none.`,
  );
}

function zone(written: string): string {
  if (isTimeZone(written)) return written;
  throw new RingbackError('usage', `"${written}" is no time zone. Write one as the IANA names it, e.g. Asia/Shanghai.`);
}

function limitsJson({ talkSeconds: seconds, callLi, dayLi, timeZone }: LimitSet) {
  return {
    talk_seconds: seconds,
    call_cost: callLi === null ? null : liToYuan(callLi),
    day_spending: dayLi === null ? null : liToYuan(dayLi),
    time_zone: timeZone,
  };
}

/** `CN,US`; null, for the service's own list, where it says `default`. */
function countryList(written: string): string[] | null {
  if (written.trim() === 'default') return null;
  const countries = written.split(',').map((country) => country.trim().toUpperCase());
  const wrong = countries.filter((country) => !isCountry(country));
  if (wrong.length > 0)
    throw new RingbackError(
      'invalid_country',
      `"${wrong.join('", "')}" is no country. Write ISO 3166 codes separated by commas, e.g. CN,US, or default.`,
    );
  return [...new Set(countries)];
}

export async function listAccounts(context: CommandContext, options: { json?: boolean }): Promise<number> {
  const all = await context.administer(async ({ accounts, billing }) => {
    await accounts.ensureDefault();
    return Promise.all(
      (await accounts.list()).map(async (account) => ({ account, balance: await billing.balance(account.id) })),
    );
  });
  if (options.json === true)
    context.printJson({ accounts: all.map(({ account, balance }) => accountJson(account, balance)) });
  else
    context.print(
      table(
        context.say.accountColumns,
        all.map(({ account, balance }) => [
          account.name,
          formatYuan(balance.availableLi),
          formatYuan(balance.heldLi),
          formatYuan(account.rateLi),
          account.id,
        ]),
      ),
    );
  return EXIT.ok;
}

export async function topUp(
  context: CommandContext,
  yuan: string,
  options: Options & { note?: string; yes?: boolean },
): Promise<number> {
  const { say } = context;
  const li = parseYuan(yuan);
  if (li === null || li === 0)
    throw new RingbackError(
      'invalid_amount',
      `"${yuan}" is no amount. Write yuan with at most three decimals, e.g. 50 or 12.50.`,
    );
  return context.administer(async ({ account: find, billing }) => {
    const account = await find(options.account);
    if (!(await context.confirmed(say.topupQuestion(formatYuan(li), account.name), options))) return EXIT.failure;
    const entry = await billing.topUp(account.id, li, options.note ?? '');
    const balance = await billing.balance(account.id);
    if (options.json === true)
      context.printJson({ entry_id: entry.id, amount: liToYuan(li), ...accountJson(account, balance) });
    else context.print(say.toppedUp(formatYuan(li), formatYuan(balance.availableLi)));
    return EXIT.ok;
  });
}

export async function showLedger(context: CommandContext, options: Options & { limit: number }): Promise<number> {
  const { say } = context;
  const entries = await context.administer(async ({ account, billing }) =>
    billing.entries((await account(options.account)).id, { limit: options.limit }),
  );
  if (options.json === true)
    context.printJson({
      entries: entries.map((entry) => ({
        entry_id: entry.id,
        kind: entry.kind,
        amount: liToYuan(entry.amountLi),
        call_id: entry.callId,
        note: entry.note,
        created_at: instantText(entry.createdAt),
      })),
    });
  else if (entries.length === 0) context.print(say.noEntries);
  else
    context.print(
      table(
        say.ledgerColumns,
        entries.map((entry) => [
          localTime(entry.createdAt),
          say.ledgerKinds[entry.kind] ?? entry.kind,
          `${entry.amountLi > 0 ? '+' : ''}${formatYuan(entry.amountLi)}`,
          entry.callId ?? '',
          entry.note,
        ]),
      ),
    );
  return EXIT.ok;
}

export async function showWebhookSecret(context: CommandContext, options: Options): Promise<number> {
  const secret = await context.administer(async ({ account, accounts }) =>
    accounts.webhookSecret((await account(options.account)).id),
  );
  if (options.json === true) context.printJson({ webhook_secret: secret });
  else context.print(secret);
  return EXIT.ok;
}

export async function listDoNotCall(context: CommandContext, options: Options & { limit: number }): Promise<number> {
  const { say } = context;
  const entries = await context.administer(async ({ account, doNotCall }) =>
    doNotCall.list((await account(options.account)).id, { limit: options.limit }),
  );
  if (options.json === true)
    context.printJson({
      numbers: entries.map(({ phone, callId, createdAt }) => ({
        phone,
        call_id: callId,
        created_at: instantText(createdAt),
      })),
    });
  else if (entries.length === 0) context.print(say.doNotCallEmpty);
  else
    context.print(
      table(
        say.doNotCallColumns,
        entries.map(({ phone, callId, createdAt }) => [phone, localTime(createdAt), callId ?? '']),
      ),
    );
  return EXIT.ok;
}

export async function addDoNotCall(context: CommandContext, written: string, options: Options): Promise<number> {
  const phone = await e164(context, written);
  const added = await context.administer(async ({ account, doNotCall, storage }) =>
    doNotCall.add(storage.store, { accountId: (await account(options.account)).id, phone, callId: null }),
  );
  if (options.json === true) context.printJson({ phone, added });
  else context.print(added ? context.say.listedNow(phone) : context.say.listedAlready(phone));
  return EXIT.ok;
}

export async function removeDoNotCall(context: CommandContext, written: string, options: Options): Promise<number> {
  const phone = await e164(context, written);
  const removed = await context.administer(async ({ account, doNotCall }) =>
    doNotCall.remove((await account(options.account)).id, phone),
  );
  if (!removed) throw new RingbackError('phone_not_listed', `${phone} is not on the list.`);
  if (options.json === true) context.printJson({ phone, removed });
  else context.print(context.say.unlisted(phone));
  return EXIT.ok;
}

async function e164(context: CommandContext, written: string): Promise<string> {
  const { parsePhones } = await import('../compliance/phone-number.js');
  const { phones } = await parsePhones(written, context.config().countries[0] as CountryCode);
  const [phone, ...more] = phones;
  if (phone !== undefined && more.length === 0) return phone.e164;
  throw new RingbackError(
    'invalid_phone',
    `"${written}" is not one phone number. Write it as you would dial it, or as +86….`,
  );
}

function accountJson(account: Account, balance: Balance) {
  return {
    account_id: account.id,
    name: account.name,
    language: account.language,
    balance: liToYuan(balance.availableLi),
    frozen: liToYuan(balance.heldLi),
    currency: 'CNY',
    rate_per_minute: liToYuan(account.rateLi),
    running_calls: account.maxRunning,
    countries: account.countries,
  };
}

/** As it can be pasted into a shell. */
function shellWord(text: string): string {
  return /^[\w.@%+=:,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
