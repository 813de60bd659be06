import type { Server } from 'node:http';
import { type Language, RingbackError } from '@ringback/engine';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Account } from '../accounts/account.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import { authenticate, bringsKey, sessionOf } from './authentication.js';
import { checkSameOrigin } from './browser-request.js';
import { CallFeeds } from './call-feed.js';
import { ConsolePage, consoleRoutes } from './console-page.js';
import { asFailure, failureAnswer } from './errors.js';
import { EventStreams } from './event-stream.js';
import { healthRoutes } from './health.js';
import { homeRoute } from './home.js';
import { HttpMetrics } from './http-metrics.js';
import type { HttpOptions } from './http-options.js';
import { BODY_LIMIT_BYTES, parseJsonBody } from './json-body.js';
import { acceptedLanguage } from './language.js';
import { openApiRoute } from './openapi.js';
import { RateLimit } from './rate-limit.js';
import type { Access, Route } from './route.js';
import { steponeRoutes } from './stepone/routes.js';
import { answerExpectation, answerUnreadable, SECURITY_HEADERS } from './unreadable-request.js';
import { accountRoutes } from './v1/account-routes.js';
import { doNotCallRoutes } from './v1/do-not-call-routes.js';
import { keyRoutes } from './v1/key-routes.js';
import { limitRoutes } from './v1/limit-routes.js';
import { liveRoutes } from './v1/live-routes.js';
import { v1Routes } from './v1/routes.js';
import { sessionRoutes } from './v1/session-routes.js';
import { settingsRoutes } from './v1/settings-routes.js';
import { webphoneRoutes } from './v1/webphone-routes.js';
import { zodValidatorCompiler } from './validation.js';
import { mountWebSockets, ServiceRequest } from './web-sockets.js';

const REQUEST_TIMEOUT_MS = 30_000;

/** Headers are a few hundred bytes: whoever needs longer than this for them only holds the socket. */
const HEADERS_TIMEOUT_MS = 10_000;

const STREAMS_PER_ACCOUNT = 2000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null on public routes and until the key has been checked. */
    account: Account | null;
    /** Whose session asks; null where it is a key, or nobody. */
    signedIn: SignedIn | null;
  }
  interface FastifyContextConfig {
    access?: Access;
    skill?: boolean;
  }
}

/**
 * The whole HTTP side, put together but not listening: `await app.listen({ host, port })` starts it, `await app.close()` ends its live
 * streams and waits for the answers under way.
 *
 * A request is checked in this order, and the first thing that is wrong is what the answer names: path and method (404, 405), where its cookie comes from
 * (403), key or session (401), role (403), skill version (426), the account's rate (429), media type (415), size (413), JSON (400), schema (400), then what it means.
 */
export function buildServer(options: HttpOptions): FastifyInstance {
  const { config, logger } = options;
  const requestTimeout = config.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const metrics = new HttpMetrics(options.metrics);
  const streams = new EventStreams(options.clock, metrics, config.streamsPerAccount ?? STREAMS_PER_ACCOUNT);
  const feeds = new CallFeeds(options.logs, logger);
  const rate = new RateLimit(config.requestRate);

  const served = [
    ...steponeRoutes(options, streams, feeds),
    ...v1Routes(options, streams, feeds),
    ...liveRoutes(options, streams),
    ...sessionRoutes(options),
    ...keyRoutes(options),
    ...accountRoutes(options),
    ...limitRoutes(options),
    ...settingsRoutes(options),
    ...doNotCallRoutes(options),
    ...webphoneRoutes(options),
    ...healthRoutes(options),
    homeRoute(options),
  ];
  const routes = [...served, openApiRoute(served, config.skillVersion), ...consoleRoutes(options)];
  const methods = new AllowedMethods(routes);

  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => options.ids.next(),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout,
    // Requests that arrive on open connections while the server closes are answered like any other.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    http: {
      IncomingMessage: ServiceRequest,
      requestTimeout,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
      connectionsCheckingInterval: Math.max(100, Math.min(5000, requestTimeout / 4)),
      // Checked by ourselves, so that its lack is answered in the envelope.
      requireHostHeader: false,
    },
    // As long as a request line can be: an id too long is then an unknown call like any other.
    routerOptions: { maxParamLength: 16_384 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      sendFailure(error, request, reply);
    },
  }) as unknown as FastifyInstance;
  (app.server as Server).on('checkExpectation', answerExpectation);

  app.decorateRequest('account', null);
  app.decorateRequest('signedIn', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    // Some clients name the media type on requests without a body too.
    body.length === 0 ? undefined : parseJsonBody(body),
  );
  app.setValidatorCompiler(zodValidatorCompiler);

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (request.raw.httpVersionMinor === 1 && request.headers.host === undefined)
      throw new RingbackError('bad_request', 'HTTP/1.1 wants a Host header.');
    if (request.is404) {
      // An address within the console: its page knows what to show there.
      if (options.console !== null && ConsolePage.isWanted(request)) return options.console.send(reply);
      return refuseUnknown(request, reply, methods);
    }
    const { access = 'public' } = request.routeOptions.config;
    if (access === 'public') return undefined;
    if (access === 'visitor') return checkSameOrigin(request);
    request.account = await accountOf(request, access);
    if (access === 'skill') checkSkillVersion(request, config.skillVersion);
    await rate.allow(request.account.id);
    return undefined;
  });

  async function accountOf(request: FastifyRequest, access: Access): Promise<Account> {
    const sessionWill = access !== 'skill' && (access !== 'key' || !bringsKey(request));
    request.signedIn = sessionWill ? await sessionOf(options.signIn, request) : null;
    const { signedIn } = request;
    if (access === 'session' || access === 'operator') {
      if (signedIn === null) throw new RingbackError('sign_in_required', 'Sign in first: a key is not enough here.');
      if (access === 'operator' && signedIn.user.role !== 'operator')
        throw new RingbackError('operator_only', 'Only the operator may do this.');
    }
    return signedIn?.account ?? authenticate(options.authenticator, request, access === 'key');
  }

  app.addHook('preParsing', async (request) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
      throw new RingbackError('unsupported_encoding', 'Compressed bodies are not taken.');
    const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase();
    if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
      throw new RingbackError('unsupported_media_type', 'JSON is UTF-8.');
  });

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.raw.statusCode;
    // Live streams are counted when they are opened: many end by their reader going away.
    const streamed = String(reply.raw.getHeader('content-type') ?? '').startsWith('text/event-stream');
    if (!streamed) metrics.answered(request.method, route, status, reply.elapsedTime / 1000);
    request.log.debug({ method: request.method, route, status, ms: Math.round(reply.elapsedTime) }, 'answered');
  });

  app.setErrorHandler(sendFailure);

  function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    let failure = asFailure(error);
    if (failure === null) {
      request.log.error(
        { err: error, id: request.id, route: request.routeOptions?.url },
        'a request failed on our side',
      );
      failure = { code: 'internal', details: { id: request.id } };
    }
    // What is left of the body is read and dropped: closing on it would reset the connection before the answer is read.
    if (!request.raw.complete) request.raw.resume();
    if (reply.hasHeader('connection')) reply.removeHeader('connection');
    const answer = failureAnswer(failure.code, failure.details, languageOf(request));
    // The first published skill knows a failure by this word alone.
    if (request.routeOptions?.config?.skill === true) answer.body.data.error = failure.code;
    return reply.code(answer.status).headers(answer.headers).type('application/json; charset=utf-8').send(answer.body);
  }

  for (const one of routes) serve(app, one);

  app.addHook('preClose', async () => streams.closeAll());
  mountWebSockets(app, { routes: options.sockets ?? [], clock: options.clock, logger });
  return app;
}

function serve(app: FastifyInstance, one: Route): void {
  app.route({
    method: one.method,
    url: one.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: one.head,
    config: { access: one.access, skill: one.path.startsWith('/api/') },
    schema: {
      ...(one.body === undefined ? {} : { body: one.body }),
      ...(one.query === undefined ? {} : { querystring: one.query }),
      ...(one.params === undefined ? {} : { params: one.params }),
    },
    handler: async (request, reply) =>
      one.handle({
        body: request.body,
        query: request.query,
        params: request.params,
        // Public routes do not look at it; every other one has it by now.
        account: request.account as Account,
        signedIn: request.signedIn as SignedIn,
        language: languageOf(request),
        request,
        reply,
      }),
  });
}

/** Of messages: what the request asks for, else the account's, else Chinese. */
function languageOf(request: FastifyRequest): Language {
  return acceptedLanguage(request.headers['accept-language']) ?? request.account?.language ?? 'zh';
}

/** The first published skill sends no version; one that sends another than is served is told which to update to. */
function checkSkillVersion(request: FastifyRequest, served: string): void {
  const sent = request.headers['x-skill-version'];
  if (sent === undefined || sent === '' || sent === served) return;
  throw new RingbackError('skill_version_mismatch', `Update the skill to ${served}.`, {
    details: { skill_version: served },
  });
}

/** Which methods each path takes. */
class AllowedMethods {
  readonly #paths: { pattern: RegExp; methods: Set<string> }[] = [];

  constructor(routes: readonly Route[]) {
    const byPath = new Map<string, Set<string>>();
    for (const { path, method, head } of routes) {
      const methods = byPath.get(path) ?? new Set(['OPTIONS']);
      methods.add(method);
      if (head) methods.add('HEAD');
      byPath.set(path, methods);
    }
    for (const [path, methods] of byPath) {
      const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
      this.#paths.push({ pattern: new RegExp(`^${pattern}$`), methods });
    }
  }

  /** The value of an `Allow` header, or null where nothing is served at this path. */
  at(path: string): string | null {
    const methods = this.#paths.find(({ pattern }) => pattern.test(path))?.methods;
    return methods === undefined ? null : [...methods].sort().join(', ');
  }
}

function refuseUnknown(request: FastifyRequest, reply: FastifyReply, methods: AllowedMethods): FastifyReply {
  const allow = methods.at(request.url.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''));
  if (allow === null) throw new RingbackError('not_found', 'There is nothing at this path.');
  if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  throw new RingbackError('method_not_allowed', `Use ${allow}.`, { details: { allow } });
}
