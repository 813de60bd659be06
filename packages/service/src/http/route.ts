import type { Language } from '@ringback/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Account } from '../accounts/account.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { FailureCode } from './messages.js';

/** What one request asks, checked. */
export interface Asked<Body, Query, Params> {
  body: Body;
  query: Query;
  params: Params;
  /** Who asks. */
  account: Account;
  /** Whose session asks, where one does: always on routes of access `session` and `operator`. */
  signedIn: SignedIn;
  /** The language of messages: `Accept-Language`, else the account's. */
  language: Language;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** One answer of a route, for the OpenAPI document. */
interface Answer {
  description: string;
  /** Default `application/json`. */
  contentType?: string;
  /** Another one, as a text, where the request may ask for it. */
  alsoAs?: string;
  schema?: z.ZodType;
  example?: unknown;
}

/**
 * Who may ask:
 * - `public`: anyone;
 * - `key`: whoever has a live key, in `X-API-Key` or as `Authorization: Bearer`, or is signed in;
 * - `visitor`: anyone, but from our own pages: what they ask may begin a session;
 * - `session`: whoever is signed in. A key is not enough: one that leaked must not make itself successors;
 * - `operator`: the operator, signed in;
 * - `skill`: callers of the published skill: a live key in `X-API-Key`, and no other `X-Skill-Version` than the one served.
 */
export type Access = 'public' | 'visitor' | 'key' | 'session' | 'operator' | 'skill';

/** One endpoint: what serves it and what documents it are the same thing. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in OpenAPI: `/v1/calls/{call_id}`. */
  path: string;
  access: Access;
  operationId: string;
  summary: string;
  description?: string;
  tag: string;
  body?: z.ZodType;
  query?: z.ZodObject;
  params?: z.ZodObject;
  /** Headers of its own, for the document. */
  headers?: z.ZodObject;
  bodyExample?: unknown;
  answers: Record<number, Answer>;
  /** Failures of its own, beside those that every route of its access may answer. */
  failures: FailureCode[];
  /** False for what answers as a stream: a HEAD of it would open one. */
  head: boolean;
  handle(asked: Asked<unknown, unknown, unknown>): unknown;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Ties the handler's types to the schemas. */
export function route<
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Params extends z.ZodObject | undefined = undefined,
>(
  definition: Omit<Route, 'body' | 'query' | 'params' | 'handle' | 'failures' | 'head'> & {
    body?: Body;
    query?: Query;
    params?: Params;
    failures?: FailureCode[];
    head?: boolean;
    handle(asked: Asked<Parsed<Body>, Parsed<Query>, Parsed<Params>>): unknown;
  },
): Route {
  return { failures: [], head: definition.method === 'GET', ...definition } as Route;
}
