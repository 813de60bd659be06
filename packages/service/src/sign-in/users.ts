import { randomInt } from 'node:crypto';
import { type Clock, RingbackError } from '@ringback/engine';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';

export interface UserInfo {
  id: string;
  email: string;
  name: string;
  role: 'operator' | 'member';
  accountName: string;
  createdAt: number;
}

/** Letters and digits that nobody takes for each other when they are read out or copied by hand. */
const READABLE = 'abcdefghijkmnpqrstuvwxyz23456789';
/** 16 of {@link READABLE}, 80 bits: in groups of four. */
const GROUPS = 4;
const GROUP = 4;

/** Whoever has signed up, as the one who runs the service sees and mends it from its own machine. */
export class Users {
  readonly #storage: OpenStore;
  readonly #clock: Clock;

  constructor({ storage, clock }: { storage: OpenStore; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** In the order in which they signed up. */
  async list(): Promise<UserInfo[]> {
    return (await this.#signedUp().orderBy('users.created_at').orderBy('users.id').execute()).map(infoOf);
  }

  /** @param email in any case. @throws RingbackError `user_not_found` */
  async find(email: string): Promise<UserInfo> {
    const found = await this.#signedUp().where('email', '=', email.trim().toLowerCase()).executeTakeFirst();
    if (found !== undefined) return infoOf(found);
    throw new RingbackError(
      'user_not_found',
      `Nobody has signed up as "${email}". \`ringback users list\` names who has.`,
    );
  }

  /** Gives a user a new password, which is nowhere kept, and ends every session of theirs. */
  async resetPassword({ id, email }: UserInfo): Promise<string> {
    const password = newPassword();
    // The library's own hash, as it checks it; loaded here, since nothing else of a command needs it.
    const { hashPassword } = await import('better-auth/crypto');
    const hash = await hashPassword(password);
    await this.#storage.transaction(async (trx) => {
      const changed = await trx
        .updateTable('credentials')
        .set({ password: hash, updated_at: instant(this.#clock) })
        .where('user_id', '=', id)
        .where('provider_id', '=', 'credential')
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n)
        throw new RingbackError('user_not_found', `"${email}" has never had a password: sign up again.`);
      await trx.deleteFrom('sessions').where('user_id', '=', id).execute();
    });
    return password;
  }

  #signedUp() {
    return this.#storage.store
      .selectFrom('users')
      .innerJoin('accounts', 'accounts.id', 'users.account_id')
      .select(['users.id', 'email', 'users.name', 'role', 'users.created_at', 'accounts.name as account'])
      .where('local', '=', 0);
  }

  /** From the user's next request on. @throws RingbackError `last_operator`: nobody could see to the service any more */
  async setRole({ id }: UserInfo, role: 'operator' | 'member'): Promise<void> {
    await this.#storage.transaction(async (trx) => {
      // Locked on PostgreSQL, where two could otherwise take it from each other at once; SQLite has one writer.
      const operators = await trx
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'operator')
        .where('local', '=', 0)
        .$if(this.#storage.engine === 'postgresql', (query) => query.forUpdate())
        .execute();
      if (role === 'member' && operators.every((operator) => operator.id === id))
        throw new RingbackError(
          'last_operator',
          'This is the only operator: make another one first, `ringback users set-role EMAIL operator`.',
        );
      await trx
        .updateTable('users')
        .set({ role, updated_at: instant(this.#clock) })
        .where('id', '=', id)
        .execute();
    });
  }
}

function infoOf(row: {
  id: string;
  email: string;
  name: string;
  role: 'operator' | 'member' | null;
  created_at: number;
  account: string;
}): UserInfo {
  const { id, email, name, role, account, created_at } = row;
  // Who has an account has a role: they are given together.
  return { id, email, name, role: role ?? 'member', accountName: account, createdAt: created_at };
}

function newPassword(): string {
  const group = (): string => Array.from({ length: GROUP }, () => READABLE[randomInt(READABLE.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
