import fc from 'fast-check';

/** A request before it is bytes. Ids and keys are chosen when it is sent: `id` and `key` are indices. */
export interface GeneratedRequest {
  method: string;
  path: string;
  headers: [string, string][];
  body: Buffer | null;
  /** Which of the known call ids stands for `{id}` in path and body. */
  id: number;
  /** Which key stands for `{key}` in headers. */
  key: number;
  /** Bytes put in place of the whole request. */
  garbage: Buffer | null;
}

const validPhone = fc.oneof(
  fc.constantFrom(
    '13800138000',
    '13900139000',
    '+86 138-0013-8000',
    '(010) 6255-1234',
    ' 021-62551234 ',
    '8613700137000',
  ),
  fc.integer({ min: 0, max: 99_999_999 }).map((n) => `138${String(n).padStart(8, '0')}`),
);
const anyPhone = fc.oneof(
  { weight: 4, arbitrary: validPhone },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '110',
      '120',
      '+1 900 555 0199',
      '+14155550100',
      '96110',
      '1380013800',
      '13800138000#12',
      '',
      '０１２３',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);
const phones = (one: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ', ', '，', ',,'))
    .map(([list, comma]) => list.join(comma));

const words = fc.oneof(
  fc.constantFrom('通知您明天上午9点开会', 'Tell them the meeting moved to 9.', '请确认地址\n谢谢\t'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
);

const optionalFields = fc.record(
  {
    persona: words,
    opening_line: words,
    language: fc.constantFrom('zh', 'en', 'zh-CN'),
    result_schema: fc.constantFrom({ type: 'object' }, { type: 'object', properties: { coming: { type: 'boolean' } } }),
    callback_url: fc.constantFrom('https://example.com/hook', 'http://example.org/'),
    not_before: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T09:00:00+08:00'),
    metadata: fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  },
  { requiredKeys: [] },
);

const oldFields = fc.record(
  { agent_id: fc.nat(), voice_id: fc.string(), volume: fc.integer(), speed: fc.jsonValue(), emotion: fc.string() },
  { requiredKeys: [] },
);

const headersOfSkill = fc
  .tuple(
    fc.constantFrom('application/json', 'application/json; charset=utf-8'),
    fc.option(fc.constant<[string, string]>(['X-Skill-Version', '1.0.0'])),
    fc.option(fc.constantFrom('zh', 'en', 'en;q=0.5, zh', '*')),
  )
  .map(([type, version, language]): [string, string][] => [
    ['X-API-Key', '{key}'],
    ['Content-Type', type],
    ...(version === null ? [] : [version]),
    ...(language === null ? [] : [['Accept-Language', language] as [string, string]]),
  ]);

const idempotency = fc.option(
  fc.noBias(fc.integer({ min: 0, max: 100_000 })).map((n): [string, string] => ['Idempotency-Key', `key-${n}`]),
);

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const initiate = (phone: fc.Arbitrary<string>) =>
  fc
    .tuple(phones(phone), words, optionalFields, oldFields, headersOfSkill, idempotency)
    .map(([numbers, user_requirement, more, old, headers, key]) => ({
      method: 'POST',
      path: '/api/v1/callinfo/initiate_call',
      headers: key === null ? headers : [...headers, key],
      value: { phones: numbers, user_requirement, ...more, ...old } as Record<string, unknown>,
    }));

const createCalls = (phone: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(phone, { minLength: 1, maxLength: 5 }), words, optionalFields, headersOfSkill, idempotency)
    .map(([numbers, user_requirement, more, headers, key]) => ({
      method: 'POST',
      path: '/v1/calls',
      headers: key === null ? headers : [...headers, key],
      value: { phones: numbers, user_requirement, ...more } as Record<string, unknown>,
    }));

/** The same request under the same key, again and again: only one of them may be more than an answer. */
const repeated = fc.tuple(fc.integer({ min: 0, max: 200 }), headersOfSkill).map(([n, headers]) => ({
  method: 'POST',
  path: n % 2 === 0 ? '/api/v1/callinfo/initiate_call' : '/v1/calls',
  headers: [...headers, ['Idempotency-Key', `same-${n}`] as [string, string]],
  value: { phones: n % 2 === 0 ? '13800138000' : ['13800138000'], user_requirement: `第 ${n} 件事` } as Record<
    string,
    unknown
  >,
}));

const reference = fc
  .tuple(
    fc.constantFrom('search_callinfo', 'stream_chat_history'),
    headersOfSkill,
    fc.option(fc.constantFrom('0', '1', '3.2', '7.1', '')),
  )
  .map(([name, headers, last]) => ({
    method: 'POST',
    path: `/api/v1/callinfo/${name}`,
    headers: last === null ? headers : [...headers, ['Last-Event-ID', last] as [string, string]],
    value: { call_id: '{id}' } as Record<string, unknown>,
  }));

const withoutBody = fc
  .tuple(
    fc.constantFrom(
      ['GET', '/api/v1/callinfo/skill_version'],
      ['GET', '/api/v1/account/balance'],
      ['GET', '/api/v1/callinfo/balance'],
      ['GET', '/v1/calls'],
      ['GET', '/v1/calls?limit=3&status=queued'],
      ['GET', '/v1/calls?before={id}'],
      ['GET', '/v1/calls/{id}'],
      ['GET', '/v1/calls/{id}/events'],
      ['POST', '/v1/calls/{id}/hangup'],
      ['GET', '/v1/account'],
      ['GET', '/v1/account/ledger?limit=2'],
      ['GET', '/healthz'],
      ['GET', '/readyz'],
      ['GET', '/metrics'],
      ['GET', '/openapi.json'],
      ['GET', '/'],
    ),
    fc.constantFrom<[string, string]>(['X-API-Key', '{key}'], ['Authorization', 'Bearer {key}']),
  )
  .map(([[method, path], header]) => ({
    method: method as string,
    path: path as string,
    headers: [header],
    value: null,
  }));

const good = fc.oneof(
  { weight: 4, arbitrary: initiate(validPhone) },
  { weight: 2, arbitrary: createCalls(validPhone) },
  { weight: 2, arbitrary: initiate(anyPhone) },
  { weight: 1, arbitrary: createCalls(anyPhone) },
  { weight: 2, arbitrary: repeated },
  { weight: 3, arbitrary: reference },
  { weight: 2, arbitrary: withoutBody },
);

/** What is done to a good request's value. */
const spoiltValue = fc.oneof(
  fc.constant((value: Record<string, unknown>) => value),
  fc.tuple(fc.nat(), fc.jsonValue()).map(([at, put]) => (value: Record<string, unknown>) => {
    const keys = Object.keys(value);
    return { ...value, [keys[at % keys.length] as string]: put };
  }),
  fc.nat().map((at) => (value: Record<string, unknown>) => {
    const keys = Object.keys(value);
    const { [keys[at % keys.length] as string]: _, ...rest } = value;
    return rest;
  }),
  fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'phone')), fc.jsonValue()).map(
    ([key, put]) =>
      (value: Record<string, unknown>) =>
        Object.fromEntries([...Object.entries(value), [key, put]]),
  ),
  fc.jsonValue().map((put) => () => put),
  fc
    .constantFrom(
      '字'.repeat(4001),
      '\u0000',
      '\ud800',
      '\u202e',
      'x'.repeat(1_100_000),
      '{{{{',
      '%s%n',
      "'; drop table calls; --",
    )
    .map((text) => (value: Record<string, unknown>) => ({ ...value, user_requirement: text })),
);

/** What is done to a body's bytes. */
const spoiltBytes = fc.oneof(
  { weight: 4, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 4 }))
      .map(([at, cut, put]) => (bytes: Buffer) => {
        const place = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
      }),
  },
  { weight: 1, arbitrary: fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((put) => () => Buffer.from(put)) },
  { weight: 1, arbitrary: fc.constantFrom('[', '{"a":').map((open) => () => Buffer.from(open.repeat(50_000))) },
);

/** A header's value as bytes may stand in it: anything but line breaks, mostly. */
const headerValue = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/[\r\n]/g, ' '),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\u0000', 'a\r\nX-Injected: 1', 'ÿ', 'x'.repeat(9000)) },
);
const headerName = fc.constantFrom(
  'X-API-Key',
  'Authorization',
  'X-Skill-Version',
  'Content-Type',
  'Content-Encoding',
  'Transfer-Encoding',
  'Content-Length',
  'Accept',
  'Accept-Language',
  'Idempotency-Key',
  'Last-Event-ID',
  'Expect',
  'Connection',
  'Upgrade',
  'Host',
  'Origin',
  'X-Whatever',
);
const telling = fc.constantFrom<[string, string]>(
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/json; charset=utf-16'],
  ['Content-Encoding', 'gzip'],
  ['X-Skill-Version', '0.9.9'],
  ['X-API-Key', `sk_${'A'.repeat(43)}`],
  ['X-API-Key', ''],
  ['Expect', '100-continue'],
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Transfer-Encoding', 'chunked'],
  ['Content-Length', '5'],
  ['Accept', 'text/event-stream; partial=1'],
  ['Host', ''],
);
const spoiltHeaders = fc.oneof(
  { weight: 3, arbitrary: fc.constant((headers: [string, string][]) => headers) },
  {
    weight: 2,
    arbitrary: fc
      .oneof(telling, fc.tuple(headerName, headerValue))
      .map((header) => (headers: [string, string][]) => [
        ...headers.filter(([name]) => name.toLowerCase() !== header[0].toLowerCase()),
        header as [string, string],
      ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .nat()
      .map((at) => (headers: [string, string][]) => headers.filter((_, index) => index !== at % headers.length)),
  },
  {
    weight: 1,
    arbitrary: fc
      .nat()
      .map((at) => (headers: [string, string][]) => [...headers, headers[at % headers.length] as [string, string]]),
  },
);

const spoiltLine = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'get', 'BREW')
      .map((method) => ({
        method,
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.webPath(),
        fc.constantFrom(
          '/v1/calls/{id}/',
          '//v1/calls',
          '/v1/calls/%00',
          '/v1/calls/%',
          '*',
          'http://other/healthz',
          '/v1/calls?limit=%27',
          '/v1/../v1/calls',
        ),
        fc
          .tuple(fc.constantFrom('/v1/calls/', '/v1/calls?', '/api/v1/'), fc.webSegment())
          .map(([start, rest]) => start + rest),
        fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => `/${Buffer.from(bytes).toString('latin1')}`),
      )
      .map((path) => ({ path })),
  },
);

const wellMeant = fc.tuple(good, fc.nat(), fc.nat()).map(
  ([request, id, key]): GeneratedRequest => ({
    ...request,
    body: request.value === null ? null : json(request.value),
    id,
    key,
    garbage: null,
  }),
);

const spoilt = fc.tuple(good, spoiltValue, spoiltBytes, spoiltHeaders, spoiltLine, fc.nat(), fc.nat()).map(
  ([request, value, bytes, headers, line, id, key]): GeneratedRequest => ({
    method: request.method,
    path: request.path,
    headers: headers(request.headers),
    body: request.value === null ? null : bytes(json(value(request.value))),
    id,
    key,
    garbage: null,
    ...line,
  }),
);

const garbage = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(
        fc.constantFrom('GET / HTTP/1.1', 'POST /v1/calls HTTP/1.1', 'GET / HTTP/9.9', 'GET /'),
        fc.uint8Array({ maxLength: 200 }),
      )
      .map(([line, bytes]) => Buffer.concat([Buffer.from(`${line}\r\nHost: x\r\n`), bytes, Buffer.from('\r\n\r\n')])),
  )
  .map((bytes): GeneratedRequest => ({ method: '', path: '', headers: [], body: null, id: 0, key: 0, garbage: bytes }));

/** Requests as they come: good ones, ones with something wrong, and noise. */
export const arbitraryRequest = fc.oneof(
  { weight: 5, arbitrary: wellMeant },
  { weight: 8, arbitrary: spoilt },
  { weight: 1, arbitrary: garbage },
);

/** The bytes of a request, with the ids and keys that are known by now. */
export function toBytes(request: GeneratedRequest, ids: readonly string[], keys: readonly string[]): Buffer {
  if (request.garbage !== null) return request.garbage;
  const id = ids[request.id % ids.length] as string;
  const key = keys[request.key % keys.length] as string;
  const fill = (text: string): string => text.replaceAll('{id}', id).replaceAll('{key}', key);
  const body = request.body === null ? null : Buffer.from(fill(request.body.toString('latin1')), 'latin1');
  const headers: [string, string][] = [...request.headers];
  const has = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
  if (!has('host')) headers.push(['Host', 'localhost']);
  if (body !== null && !has('content-length') && !has('transfer-encoding'))
    headers.push(['Content-Length', String(body.length)]);
  const lines = headers.map(([name, value]) => `${name}: ${fill(value)}\r\n`).join('');
  const head = Buffer.from(`${request.method} ${fill(request.path)} HTTP/1.1\r\n${lines}\r\n`, 'latin1');
  return body === null ? head : Buffer.concat([head, body]);
}
