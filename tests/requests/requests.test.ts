import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFailureCode, STATUS } from '../../packages/service/src/http/errors.js';
import type { FailureCode } from '../../packages/service/src/http/messages.js';
import { startTestServer, type TestServer } from '../../packages/service/src/http/test-server.js';
import { arbitraryRequest, type GeneratedRequest, toBytes } from './arbitrary-request.js';
import { type RawAnswer, sendRaw } from './raw-request.js';

/** `npm run test:requests` throws ten thousand; `npm test` a shorter volley. `REQUEST_SEED` repeats one, or tries another. */
const RUNS = Number(process.env.REQUEST_RUNS ?? 500);
const SEED = Number(process.env.REQUEST_SEED ?? 7464);

/** Sent at once: what is wrong only between requests (an idempotency key used twice in one moment) must show as well. */
const VOLLEY = 20;

/** A whole request must be here within this: one that never ends is answered 408 without holding the test up. */
const REQUEST_TIMEOUT_MS = 500;

let server: TestServer;
let keys: string[];

beforeAll(async () => {
  server = await startTestServer({ openingLi: 1_000_000_000, config: { requestTimeoutMs: REQUEST_TIMEOUT_MS } });
  const other = await server.newAccount('other', 'en');
  const revoked = await server.accounts.createKey(server.account.id, 'revoked');
  await server.accounts.revokeKey(revoked.info.id);
  keys = [...Array<string>(10).fill(server.key), other.key, other.key, revoked.key, 'nonsense'];
});
afterAll(() => server.close());

/** How requests were answered, to see that the volley is no monoculture. */
const answered = new Map<string, number>();
const accepted = new Set<string>();
const ids = ['00000000-0000-7000-8000-000000000000'];

function check(request: GeneratedRequest, { status, headers, body }: RawAnswer): void {
  const said = `${request.method} ${request.path.slice(0, 100)} → ${status} ${body.slice(0, 300)}`;
  // Nothing but the end of the connection is an answer to bytes that stop in the middle of a request.
  if (status === 0) {
    answered.set('none', (answered.get('none') ?? 0) + 1);
    return;
  }
  expect(status, said).toBeGreaterThanOrEqual(200);
  expect(status, said).toBeLessThan(500);
  const what = status < 400 ? String(status) : `${status} ${body === '' ? 'HEAD' : JSON.parse(body).code}`;
  answered.set(what, (answered.get(what) ?? 0) + 1);
  expect(headers.get('x-content-type-options'), said).toBe('nosniff');
  expect([...headers.keys()], said).not.toContain('x-injected');
  if (status >= 400) {
    if (request.method === 'HEAD') return;
    expect(headers.get('content-type'), said).toBe('application/json; charset=utf-8');
    const failure = JSON.parse(body);
    expect(Object.keys(failure), said).toEqual(['success', 'code', 'message', 'data']);
    expect(failure.success).toBe(false);
    expect(isFailureCode(failure.code), said).toBe(true);
    expect(STATUS[failure.code as FailureCode], said).toBe(status);
    expect(failure.message).not.toMatch(/"|\n|undefined|\[object/);
    if (status === 405) expect(headers.get('allow'), said).toMatch(/^[A-Z, ]+$/);
    return;
  }
  if (!headers.get('content-type')?.startsWith('application/json') || body === '') return;
  const answer = JSON.parse(body);
  for (const id of answer.data?.call_ids ?? []) {
    accepted.add(id);
    ids.push(id);
  }
}

/** What failed, not the twenty requests of its volley byte for byte: the seed brings them back. */
function report(run: fc.RunDetails<[GeneratedRequest[]]>): void {
  if (!run.failed) return;
  const error = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance);
  throw new Error(`after ${run.numRuns} volleys (REQUEST_SEED=${run.seed}): ${error.slice(0, 2000)}`);
}

it(
  `answers ${RUNS} requests, good and bad, in the envelope, never with a fault of its own, and does nothing by halves`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryRequest, { minLength: VOLLEY, maxLength: VOLLEY }), async (volley) => {
        const known = [...ids];
        const answers = await Promise.all(volley.map((request) => sendRaw(server.port, toBytes(request, known, keys))));
        for (const [index, request] of volley.entries()) check(request, answers[index] as RawAnswer);
      }),
      { numRuns: Math.ceil(RUNS / VOLLEY), seed: SEED, endOnFailure: true, reporter: report },
    );

    const { store } = server.store;
    const calls = await store.selectFrom('calls').select(['id', 'status', 'phone', 'requirement']).execute();
    // Every call that there is was acknowledged, and the other way round.
    expect(new Set(calls.map(({ id }) => id))).toEqual(accepted);
    for (const call of calls) {
      expect(call.status).toBe('queued');
      expect(call.phone).toMatch(/^\+86\d{8,11}$/);
      expect(call.requirement.trim()).toBe(call.requirement);
      expect(call.requirement.length).toBeGreaterThan(0);
      expect([...call.requirement].length).toBeLessThanOrEqual(4000);
      expect(call.requirement).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    }
    // Money: one minute is held for each call, nothing else has moved, and every account's ledger sums up to its balance.
    const holds = await store
      .selectFrom('ledger')
      .select(['call_id', 'amount_li'])
      .where('kind', '!=', 'opening')
      .execute();
    expect(holds).toHaveLength(calls.length);
    expect(new Set(holds.map(({ call_id }) => call_id))).toEqual(accepted);
    expect(holds.every(({ amount_li }) => amount_li === -300)).toBe(true);
    expect(await server.billing.check()).toEqual([]);

    expect(server.logged.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    // No volley of one kind: something was accepted, and most kinds of refusal came up.
    expect(accepted.size).toBeGreaterThan(RUNS / 20);
    expect(answered.size).toBeGreaterThan(15);
    if (process.env.REQUEST_RUNS !== undefined)
      console.log(
        [...answered]
          .sort(([, a], [, b]) => b - a)
          .map(([what, count]) => `${count} × ${what}`)
          .join('\n'),
      );
  },
  30_000 + RUNS * 20,
);
