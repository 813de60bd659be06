import { type Clock, type Ids, RingbackError } from '@ringback/engine';
import type { Account } from '../accounts/account.js';
import type { Accounts } from '../accounts/accounts.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import { Attempts } from './attempts.js';
import { OneAtATime } from './one-at-a-time.js';
import type { NewSession, SessionsLibrary, Visitor } from './sessions-library.js';

/** Who may sign up: the first user (who becomes the operator) from this very machine, the first from anywhere, everybody, or nobody. */
export type SignUpPolicy = 'local' | 'first' | 'open' | 'closed';

export interface User {
  id: string;
  /** Null: the owner at this machine, who has not signed up. */
  email: string | null;
  name: string;
  /** `operator`: of the service, with every account in sight; `member`: of one account alone. */
  role: 'operator' | 'member';
}

/** Who is behind a session. */
export interface SignedIn {
  sessionId: string;
  user: User;
  account: Account;
}

export interface SessionInfo {
  id: string;
  createdAt: number;
  expiresAt: number;
  /** Of the connection on which it began: behind a reverse proxy the proxy's. */
  address: string;
  userAgent: string;
}

export interface SignInDependencies {
  storage: OpenStore;
  clock: Clock;
  ids: Ids;
  accounts: Pick<Accounts, 'ensureDefault' | 'find' | 'insertIn'>;
  /** Signs the cookies; the same on every node. */
  secret: string;
  signUp: SignUpPolicy;
  /** Whether whoever sits at this machine is the owner, as long as nobody has signed up. */
  local: boolean;
}

/** As the owner at this machine stands in the table, where every user has an address. Nobody can sign up with it: it has no dot behind the @. */
const LOCAL_EMAIL = 'owner@localhost';

/**
 * A user whose password was never written: the process ended between the two. Older than this, nobody is still at it (hashing comes before
 * both), and the address is free again.
 */
const HALF_MADE_MS = 60_000;

/**
 * Users, their passwords and sessions. The library that does the work is loaded when it is first needed.
 *
 * Whoever signs up is first written by the library and then given a place, in one transaction of ours: the first user becomes the operator, in the
 * account `default`; each later one a member, in a new account. A user without a place (a crash between the two) is given one at the next request.
 */
export class SignIn {
  readonly #dependencies: SignInDependencies;
  readonly #attempts = new Attempts();
  readonly #hashing = new OneAtATime();
  #library: Promise<SessionsLibrary> | null = null;

  constructor(dependencies: SignInDependencies) {
    this.#dependencies = dependencies;
  }

  /** What a visitor who is not signed in may do. @param local whether the request comes from this very machine */
  async ways(local: boolean): Promise<{ signUp: boolean; local: boolean }> {
    const { signUp, local: allowed } = this.#dependencies;
    const first = !(await this.#anybody());
    const owner = local && allowed && first;
    return {
      signUp: signUp === 'open' || (first && signUp === 'first') || (owner && signUp === 'local'),
      local: owner,
    };
  }

  /**
   * @param local whether the request comes from this very machine
   * @throws RingbackError `sign_up_closed`, `email_taken`, `rate_limited`
   */
  async signUp(
    person: { email: string; password: string; name: string },
    visitor: Visitor,
    local: boolean,
  ): Promise<NewSession> {
    if (!(await this.ways(local)).signUp) throw signUpClosed();
    await this.#attempts.allowSignUp(visitor.address);
    await this.#removeHalfMade(person.email);
    const session = await (await this.#load()).signUp(person, visitor);
    await this.#givePlace(session.userId);
    return session;
  }

  /** @throws RingbackError `sign_in_failed`, `rate_limited` */
  async signIn(person: { email: string; password: string }, visitor: Visitor): Promise<NewSession> {
    await this.#attempts.allow(visitor.address, person.email);
    const library = await this.#load();
    await this.#sweep();
    try {
      const session = await library.signIn(person, visitor);
      await this.#attempts.succeeded(person.email);
      return session;
    } catch (error) {
      if (error instanceof RingbackError && error.code === 'sign_in_failed') await this.#attempts.failed(person.email);
      throw error;
    }
  }

  /** Signs in the owner at this machine; whoever asks has seen to it that the request comes from there. @throws RingbackError `local_sign_in_refused` */
  async signInLocally(visitor: Visitor): Promise<NewSession> {
    if (!(await this.ways(true)).local) throw localRefused();
    const { storage, clock, ids, accounts } = this.#dependencies;
    const account = await accounts.ensureDefault();
    const now = instant(clock);
    await storage.store
      .insertInto('users')
      .values({
        id: ids.next(),
        email: LOCAL_EMAIL,
        email_verified: 0,
        name: '',
        image: null,
        created_at: now,
        updated_at: now,
        role: 'operator',
        account_id: account.id,
        local: 1,
      })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .execute();
    const owner = await storage.store
      .selectFrom('users')
      .select('id')
      .where('email', '=', LOCAL_EMAIL)
      .executeTakeFirstOrThrow();
    await this.#sweep();
    return (await this.#load()).beginSession(owner.id, visitor);
  }

  /**
   * Who is behind a cookie; null where it is forged, ended or expired, or where it is the local owner's and the request does not come
   * from this machine, or somebody has signed up since.
   */
  async authenticate(cookie: string, local: boolean): Promise<SignedIn | null> {
    const session = await (await this.#load()).session(cookie);
    if (session === null) return null;
    let user = await this.#user(session.userId);
    if (user?.role === null) {
      await this.#givePlace(session.userId);
      user = await this.#user(session.userId);
    }
    if (user === undefined || user.role === null || user.account_id === null) return null;
    if (user.local === 1 && !(await this.ways(local)).local) return null;
    const account = await this.#dependencies.accounts.find(user.account_id);
    if (account === null) return null;
    return {
      sessionId: session.sessionId,
      user: { id: user.id, email: user.local === 1 ? null : user.email, name: user.name, role: user.role },
      account,
    };
  }

  async signOut(cookie: string): Promise<void> {
    await (await this.#load()).signOut(cookie);
  }

  /** Ends every other session of the user. @throws RingbackError `sign_in_failed`, `rate_limited` */
  async changePassword(
    user: User,
    cookie: string,
    passwords: { current: string; next: string },
    visitor: Visitor,
  ): Promise<NewSession> {
    const email = user.email ?? LOCAL_EMAIL;
    await this.#attempts.allow(visitor.address, email);
    try {
      return await (await this.#load()).changePassword(cookie, passwords, visitor);
    } catch (error) {
      if (error instanceof RingbackError && error.code === 'sign_in_failed') await this.#attempts.failed(email);
      throw error;
    }
  }

  /** Where the user is signed in, newest first. */
  async sessions(userId: string): Promise<SessionInfo[]> {
    const { storage, clock } = this.#dependencies;
    const rows = await storage.store
      .selectFrom('sessions')
      .select(['id', 'created_at', 'expires_at', 'ip_address', 'user_agent'])
      .where('user_id', '=', userId)
      .where('expires_at', '>', instant(clock))
      .orderBy('id', 'desc')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      address: row.ip_address ?? '',
      userAgent: row.user_agent ?? '',
    }));
  }

  /** Ends one session of the user, from its next request on. @throws RingbackError `session_not_found` */
  async endSession(userId: string, sessionId: string): Promise<void> {
    const ended = await this.#dependencies.storage.store
      .deleteFrom('sessions')
      .where('id', '=', sessionId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (ended.numDeletedRows === 0n) throw new RingbackError('session_not_found', 'There is no such session.');
  }

  /** Ends every session of the user but one; gives how many. */
  async endOtherSessions(userId: string, keptId: string): Promise<number> {
    const ended = await this.#dependencies.storage.store
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '!=', keptId)
      .executeTakeFirst();
    return Number(ended.numDeletedRows);
  }

  #load(): Promise<SessionsLibrary> {
    const { storage, ids, secret } = this.#dependencies;
    this.#library ??= import('./sessions-library.js').then(
      (module) =>
        new module.SessionsLibrary({
          store: storage.store,
          newId: () => ids.next(),
          secret,
          hashing: this.#hashing,
        }),
    );
    // What could not be loaded is tried again by whoever comes next.
    this.#library.catch(() => {
      this.#library = null;
    });
    return this.#library;
  }

  /** Whether anybody has signed up. */
  async #anybody(): Promise<boolean> {
    const row = await this.#dependencies.storage.store
      .selectFrom('users')
      .select('id')
      .where('local', '=', 0)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  #user(userId: string) {
    return this.#dependencies.storage.store
      .selectFrom('users')
      .select(['id', 'email', 'name', 'role', 'account_id', 'local'])
      .where('id', '=', userId)
      .executeTakeFirst();
  }

  /** Operator or member, and of which account; once. @throws RingbackError `sign_up_closed` where another was first: the user is then removed */
  async #givePlace(userId: string): Promise<void> {
    const { storage, accounts, signUp } = this.#dependencies;
    const house = await accounts.ensureDefault();
    const refused = await storage.transaction(async (trx) => {
      // Of two who sign up at once one is the first: SQLite has one writer, PostgreSQL locks this row.
      await trx
        .selectFrom('accounts')
        .select('id')
        .where('id', '=', house.id)
        .$if(storage.engine === 'postgresql', (query) => query.forUpdate())
        .executeTakeFirst();
      const user = await trx.selectFrom('users').select(['email', 'role']).where('id', '=', userId).executeTakeFirst();
      if (user === undefined || user.role !== null) return false;
      const operator = await trx
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'operator')
        .where('local', '=', 0)
        .executeTakeFirst();
      if (operator !== undefined && signUp !== 'open') {
        await trx.deleteFrom('users').where('id', '=', userId).execute();
        return true;
      }
      const place =
        operator === undefined
          ? { role: 'operator' as const, account_id: house.id }
          : { role: 'member' as const, account_id: await newAccount(user.email) };
      await trx.updateTable('users').set(place).where('id', '=', userId).execute();
      // From now on whoever sits at this machine signs in like everybody else.
      if (operator === undefined) await trx.deleteFrom('users').where('local', '=', 1).execute();
      return false;

      async function newAccount(email: string): Promise<string> {
        // A name that is taken belongs to somebody: the user then gets an account of another one, never that.
        for (const name of [[...email].slice(0, 64).join(''), userId]) {
          const id = await accounts.insertIn(trx, { name });
          if (id !== null) return id;
        }
        throw new Error('no free name for an account');
      }
    });
    if (refused) throw signUpClosed();
  }

  async #removeHalfMade(email: string): Promise<void> {
    const { storage, clock } = this.#dependencies;
    await storage.store
      .deleteFrom('users')
      .where('email', '=', email.toLowerCase())
      .where('local', '=', 0)
      .where('created_at', '<', instant(clock) - HALF_MADE_MS)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('credentials').select('credentials.id').whereRef('credentials.user_id', '=', 'users.id')),
        ),
      )
      .execute();
  }

  /** Expired sessions are refused anyway; here they make room. */
  async #sweep(): Promise<void> {
    const { storage, clock } = this.#dependencies;
    await storage.store.deleteFrom('sessions').where('expires_at', '<', instant(clock)).execute();
  }
}

function signUpClosed(): RingbackError {
  return new RingbackError('sign_up_closed', 'Nobody can sign up here: ask the operator.');
}

function localRefused(): RingbackError {
  return new RingbackError('local_sign_in_refused', 'Sign in with your e-mail address and password.');
}
