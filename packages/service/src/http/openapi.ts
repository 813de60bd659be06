import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { failureAnswer, STATUS } from './errors.js';
import { BODY_LIMIT_BYTES } from './json-body.js';
import type { FailureCode } from './messages.js';
import { type Access, type Route, route } from './route.js';
import { failureEnvelope } from './schemas.js';
import { liveSnapshot, liveUpdate } from './v1/live-schemas.js';
import { callEvent } from './v1/schemas.js';

/** What every route of an access may answer beside what is its own. */
const FAILURES_OF_ACCESS: Record<Access, FailureCode[]> = {
  public: [],
  visitor: ['cross_site_request'],
  key: ['unauthorized', 'cross_site_request', 'rate_limited'],
  session: ['sign_in_required', 'cross_site_request', 'rate_limited'],
  operator: ['sign_in_required', 'cross_site_request', 'operator_only', 'rate_limited'],
  skill: ['unauthorized', 'skill_version_mismatch', 'rate_limited'],
};

const FAILURES_OF_BODY: FailureCode[] = [
  'invalid_request',
  'invalid_json',
  'invalid_utf8',
  'invalid_text',
  'nested_too_deeply',
  'body_too_large',
  'unsupported_media_type',
  'unsupported_encoding',
  'request_timeout',
];

/** For the codes whose answer says more than its code. */
const EXAMPLE_DETAILS: Partial<Record<FailureCode, Record<string, unknown>>> = {
  skill_version_mismatch: { skill_version: '1.0.0' },
  invalid_request: { fields: [{ field: 'user_requirement', problem: 'missing' }] },
  body_too_large: { limit: BODY_LIMIT_BYTES },
  call_taken_over: { by: 'Anna' },
  rate_limited: { retryAfterSeconds: 1 },
  cross_site_request: { why: 'other_site' },
  phone_not_allowed: { numbers: [{ phone: '110', reason: 'emergency' }] },
  insufficient_balance: { requiredLi: 600, availableLi: 300 },
  invalid_result_schema: { why: 'it is nested deeper than 32 levels' },
};

/** The OpenAPI 3.1 document of what is served, from the very definitions that serve it. */
function openApiDocument(routes: readonly Route[], skillVersion: string): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const one of routes) {
    const item = paths[one.path] ?? {};
    item[one.method.toLowerCase()] = operation(one);
    paths[one.path] = item;
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ringback',
      version: '1.0.0',
      description: `Two APIs over the same calls: the Stepone-compatible one, for callers of the published skill (version ${skillVersion}), and our own under /v1. One envelope for all: success, message, data; a failure also has a code.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that gave this document' }],
    paths,
    components: {
      // No answer holds one as JSON: each comes as an event of a stream.
      schemas: { CallEvent: callEvent, LiveSnapshot: liveSnapshot, LiveUpdate: liveUpdate },
      securitySchemes: {
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-API-Key',
          description: 'sk_… as `ringback keys create` gives it.',
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The same key as Authorization: Bearer. Only under /v1.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-ringback',
          description:
            'A session that POST /v1/session began; over plain http the cookie is called ringback. Only under /v1, and only for pages of this address: what changes something needs X-Requested-With: ringback.',
        },
      },
    },
  });
}

function operation(one: Route): ZodOpenApiOperationObject {
  const parameters: { path?: z.ZodObject; query?: z.ZodObject; header?: z.ZodObject } = {};
  if (one.params !== undefined) parameters.path = one.params;
  if (one.query !== undefined) parameters.query = one.query;
  if (one.headers !== undefined) parameters.header = one.headers;
  return {
    operationId: one.operationId,
    summary: one.summary,
    ...(one.description === undefined ? {} : { description: one.description }),
    tags: [one.tag],
    security: security(one.access),
    requestParams: parameters,
    ...(one.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: one.body,
                ...(one.bodyExample === undefined ? {} : { example: one.bodyExample }),
              },
            },
          },
        }),
    responses: { ...answers(one), ...failures(one) },
  };
}

function security(access: Access): Record<string, string[]>[] {
  switch (access) {
    case 'public':
    case 'visitor':
      return [];
    case 'skill':
      return [{ apiKey: [] }];
    case 'key':
      return [{ apiKey: [] }, { bearer: [] }, { session: [] }];
    case 'session':
    case 'operator':
      return [{ session: [] }];
  }
}

function answers(one: Route): Record<`${number}`, ZodOpenApiResponseObject> {
  const responses: Record<`${number}`, ZodOpenApiResponseObject> = {};
  for (const [status, answer] of Object.entries(one.answers)) {
    const contentType = answer.contentType ?? (answer.schema === undefined ? undefined : 'application/json');
    responses[status as `${number}`] = {
      description: answer.description,
      ...(contentType === undefined
        ? {}
        : {
            content: {
              [contentType]: {
                ...(answer.schema === undefined ? { schema: { type: 'string' as const } } : { schema: answer.schema }),
                ...(answer.example === undefined ? {} : { example: answer.example }),
              },
              ...(answer.alsoAs === undefined ? {} : { [answer.alsoAs]: { schema: { type: 'string' as const } } }),
            },
          }),
    };
  }
  return responses;
}

function failures(one: Route): Record<`${number}`, ZodOpenApiResponseObject> {
  const codes = [
    ...FAILURES_OF_ACCESS[one.access],
    ...(one.body === undefined ? [] : FAILURES_OF_BODY),
    ...(one.body === undefined && (one.query !== undefined || one.headers !== undefined)
      ? (['invalid_request'] as const)
      : []),
    ...one.failures,
  ];
  const ofStatus = new Map<number, FailureCode[]>();
  for (const code of codes) ofStatus.set(STATUS[code], [...(ofStatus.get(STATUS[code]) ?? []), code]);
  const responses: Record<`${number}`, ZodOpenApiResponseObject> = {};
  for (const [status, of] of [...ofStatus].sort(([a], [b]) => a - b)) {
    const unique = [...new Set(of)];
    const first = unique[0] as FailureCode;
    responses[`${status}`] = {
      description: unique.map((code) => `\`${code}\``).join(', '),
      content: {
        'application/json': {
          schema: failureEnvelope,
          example: failureAnswer(first, EXAMPLE_DETAILS[first] ?? {}, 'en').body,
        },
      },
    };
  }
  return responses;
}

/** `/openapi.json`: worked out once, when the server is built. */
export function openApiRoute(routes: readonly Route[], skillVersion: string): Route {
  const self: Route = route({
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    operationId: 'openapi',
    summary: 'This document',
    tag: 'Operation',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
    handle: ({ reply }) => reply.type('application/json; charset=utf-8').send(text),
  });
  const text = JSON.stringify(openApiDocument([...routes, self], skillVersion));
  return self;
}
