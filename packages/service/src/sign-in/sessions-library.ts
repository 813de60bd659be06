import { RingbackError } from '@ringback/engine';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint, isAPIError } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { z } from 'zod';
import type { Store } from '../storage/schema.js';
import type { OneAtATime } from './one-at-a-time.js';
import { PASSWORD_AT_LEAST, PASSWORD_AT_MOST } from './password-bounds.js';
import { PortableValues } from './portable-values.js';

/** From signing in on; it is not prolonged by use, so that no request writes, and a cookie that was copied dies with it. */
const SESSION_SECONDS = 30 * 24 * 3600;

export interface LibraryOptions {
  store: Store;
  newId(): string;
  /** Signs the cookies. */
  secret: string;
  hashing: OneAtATime;
}

/** Where a request comes from, as it is kept with its session. */
export interface Visitor {
  address: string;
  userAgent: string;
}

/** What a browser is given: the value of its cookie. */
export interface NewSession {
  userId: string;
  cookie: string;
}

/**
 * `better-auth` as it is used here: e-mail and password, sessions in our own tables, called directly. Its own HTTP endpoints are not served: our
 * routes stand in front of it, with our envelope, our limits and our checks of where a request comes from.
 *
 * This module is loaded when somebody first signs in or comes with a session: it costs about 12 MB and half a second.
 */
export class SessionsLibrary {
  readonly #auth: ReturnType<typeof build>;

  constructor(options: LibraryOptions) {
    this.#auth = build(options);
  }

  /** @param person with what is an e-mail address. @throws RingbackError `email_taken` */
  async signUp(person: { email: string; password: string; name: string }, visitor: Visitor): Promise<NewSession> {
    return this.#begun(() =>
      this.#auth.api.signUpEmail({ body: person, headers: headersOf(visitor), returnHeaders: true }),
    );
  }

  /** Takes as long for an unknown e-mail address as for a wrong password. @throws RingbackError `sign_in_failed` */
  async signIn(person: { email: string; password: string }, visitor: Visitor): Promise<NewSession> {
    return this.#begun(() =>
      this.#auth.api.signInEmail({ body: person, headers: headersOf(visitor), returnHeaders: true }),
    );
  }

  /** Without a password: for whoever has been found to be that user otherwise. */
  async beginSession(userId: string, visitor: Visitor): Promise<NewSession> {
    return this.#begun(() =>
      this.#auth.api.beginSession({ body: { userId }, headers: headersOf(visitor), returnHeaders: true }),
    );
  }

  /** Null where the cookie is forged, ended or expired. */
  async session(cookie: string): Promise<{ sessionId: string; userId: string } | null> {
    const found = await this.#auth.api.getSession({ headers: await this.#cookieHeaders(cookie) });
    return found === null ? null : { sessionId: found.session.id, userId: found.user.id };
  }

  async signOut(cookie: string): Promise<void> {
    await this.#auth.api.signOut({ headers: await this.#cookieHeaders(cookie) });
  }

  /** Ends every other session of the user; this one goes on under a new cookie. @throws RingbackError `sign_in_failed` where `current` is wrong */
  async changePassword(
    cookie: string,
    { current, next }: { current: string; next: string },
    visitor: Visitor,
  ): Promise<NewSession> {
    const headers = await this.#cookieHeaders(cookie, headersOf(visitor));
    return this.#begun(() =>
      this.#auth.api.changePassword({
        body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
        headers,
        returnHeaders: true,
      }),
    );
  }

  async #begun(ask: () => Promise<{ headers: Headers; response: { user: { id: string } } }>): Promise<NewSession> {
    try {
      const { headers, response } = await ask();
      const name = `${await this.#cookieName()}=`;
      const set = headers.getSetCookie().findLast((line) => line.startsWith(name) && !line.startsWith(`${name};`));
      const cookie = set?.slice(name.length).split(';')[0];
      if (cookie === undefined) throw new Error('the library began a session without a cookie');
      return { userId: response.user.id, cookie };
    } catch (error) {
      throw ourError(error);
    }
  }

  async #cookieHeaders(cookie: string, headers = new Headers()): Promise<Headers> {
    headers.set('cookie', `${await this.#cookieName()}=${cookie}`);
    return headers;
  }

  async #cookieName(): Promise<string> {
    return (await this.#auth.$context).authCookies.sessionToken.name;
  }
}

/** In place of the header that proxies write and anybody may forge: what our own side knows of the connection. */
const ADDRESS_HEADER = 'x-ringback-address';

/** Browsers' own stay under 200 characters. */
const USER_AGENT_AT_MOST = 300;

function headersOf({ address, userAgent }: Visitor): Headers {
  return new Headers({ [ADDRESS_HEADER]: address, 'user-agent': userAgent.slice(0, USER_AGENT_AT_MOST) });
}

function ourError(error: unknown): unknown {
  if (!isAPIError(error)) return error;
  switch ((error.body as { code?: string } | undefined)?.code) {
    case 'USER_ALREADY_EXISTS':
    case 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL':
    // Two that sign up at once with one address: the table's own constraint refuses the second.
    case 'FAILED_TO_CREATE_USER':
      return new RingbackError('email_taken', 'Somebody has signed up with this e-mail address already.');
    // What is no e-mail address is nobody's.
    case 'VALIDATION_ERROR':
    case 'INVALID_EMAIL':
    case 'INVALID_EMAIL_OR_PASSWORD':
    case 'INVALID_PASSWORD':
    case 'CREDENTIAL_ACCOUNT_NOT_FOUND':
      return new RingbackError('sign_in_failed', 'The e-mail address or the password is wrong.');
    default:
      return error;
  }
}

function build({ store, newId, secret, hashing }: LibraryOptions) {
  return betterAuth({
    // `postgres` on both: that is where it hands over plain `Date` and `boolean` values, which `PortableValues` turns into ours.
    // Without a transaction of its own: a password is hashed within it, and SQLite's one writer would wait for that.
    database: { db: store.withPlugin(new PortableValues()), type: 'postgres', transaction: false },
    // Named outright, since an environment variable of the library's own would otherwise come first.
    secrets: [{ version: 1, value: secret }],
    secret,
    // Only ever written into links, of which there are none.
    baseURL: 'http://localhost',
    telemetry: { enabled: false },
    // What it would log are e-mail addresses.
    logger: { disabled: true },
    // Ours count by address of the connection and by e-mail address, before anything is hashed.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_AT_LEAST,
      maxPasswordLength: PASSWORD_AT_MOST,
      password: {
        hash: (password) => hashing.run(() => hashPassword(password)),
        verify: (pair) => hashing.run(() => verifyPassword(pair)),
      },
    },
    session: {
      modelName: 'sessions',
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      // Looked up each time, so that an ended session is refused at once.
      cookieCache: { enabled: false },
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    account: {
      modelName: 'credentials',
      fields: {
        userId: 'user_id',
        providerId: 'provider_id',
        accountId: 'provider_account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    advanced: {
      cookiePrefix: 'ringback',
      useSecureCookies: false,
      // Checked by our own side, for every route alike.
      disableOriginCheck: true,
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: newId, validateSchema: false },
    },
    plugins: [sessionsWithoutPassword],
  });
}

/** Begins a session for a user of whom it is known otherwise who it is. Reached by our own code alone: no endpoint of the library is served. */
const sessionsWithoutPassword = {
  id: 'ringback-sessions-without-password' as const,
  endpoints: {
    beginSession: createAuthEndpoint(
      '/begin-session',
      { method: 'POST', body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
        if (user === null) throw new Error('a session for a user that does not exist');
        const session = await ctx.context.internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ user: { id: user.id } });
      },
    ),
  },
};
