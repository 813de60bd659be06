import { type Clock, RingbackError, realClock } from '@ringback/engine';
import type { Account } from '../accounts/account.js';
import { Accounts, DEFAULT_ACCOUNT } from '../accounts/accounts.js';
import { openSecretBox } from '../accounts/secret-box.js';
import { AccountLimits } from '../billing/account-limits.js';
import { Billing } from '../billing/billing.js';
import { uuidIds } from '../calls/ids.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import type { Config } from '../config/config.js';
import { prepareDataFolder } from '../config/data-folder.js';
import { Users } from '../sign-in/users.js';
import { type OpenStore, openStore } from '../storage/open-store.js';

/** Accounts, keys, money and users, opened by a command: beside a running service, or before the first one, whose database it then makes. */
export interface Administration {
  storage: OpenStore;
  accounts: Accounts;
  billing: Billing;
  limits: AccountLimits;
  doNotCall: DoNotCall;
  users: Users;
  clock: Clock;
  /** By name or id; the account `default` where none is named. @throws RingbackError `account_not_found` */
  account(named: string | undefined): Promise<Account>;
}

export async function administer<T>(config: Config, work: (administration: Administration) => Promise<T>): Promise<T> {
  const clock = realClock();
  await prepareDataFolder(config.home);
  const storage = await openStore({ databaseUrl: config.databaseUrl, dataFolder: config.home, clock });
  try {
    const ids = uuidIds(clock);
    const { rateLi, openingBalanceLi: openingLi, maxRunning } = config;
    const secrets = await openSecretBox(config.home);
    const accounts = new Accounts({ store: storage, clock, ids, secrets, terms: { rateLi, openingLi, maxRunning } });
    const result = await work({
      storage,
      accounts,
      billing: new Billing({ store: storage, clock, ids }),
      limits: new AccountLimits({ store: storage, clock }),
      doNotCall: new DoNotCall({ store: storage, clock }),
      users: new Users({ storage, clock }),
      clock,
      async account(named) {
        if (named === undefined || named === DEFAULT_ACCOUNT) return accounts.ensureDefault();
        const found = await accounts.find(named);
        if (found !== null) return found;
        throw new RingbackError(
          'account_not_found',
          `There is no account "${named}". \`ringback account list\` names them.`,
        );
      },
    });
    await accounts.close();
    return result;
  } finally {
    await storage.close();
  }
}
