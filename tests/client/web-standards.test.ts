import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running-service.js';
import { browserBundle } from './bundle.js';

/** Everything that the client may find: what browsers, workers and Bun-like runtimes have alike. */
const WEB_GLOBALS = [
  'AbortController',
  'AbortSignal',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'TransformStream',
  'URL',
  'URLSearchParams',
  'clearTimeout',
  'crypto',
  'fetch',
  'setTimeout',
] as const;

let service: RunningService;

beforeAll(async () => {
  service = await startService({ RINGBACK_SIMULATOR_SPEED: '25', RINGBACK_SPEECH: 'tones' });
});
afterAll(() => service?.stop());

describe('the built client in a world of web standards alone', () => {
  it('places a call, follows it live, and tells a refusal by its code', async () => {
    const world = createContext(Object.fromEntries(WEB_GLOBALS.map((name) => [name, globalThis[name]])));
    runInContext(await browserBundle('iife'), world);
    expect(runInContext('typeof process + typeof Buffer + typeof require', world)).toBe('undefinedundefinedundefined');
    const told = await (runInContext(
      `(async (baseUrl, apiKey) => {
        const client = new ringback.RingbackClient({ baseUrl, apiKey });
        const { call_ids: [callId] } = await client.initiateCall({ phones: '13800138000', user_requirement: '通知开会' });
        const said = [];
        const info = await client.waitForCall(callId, {
          onEvent: (event) => event.type === 'utterance' && said.push(event.utterance.role),
        });
        const error = await client.callInfo('nobody').catch((reason) => reason);
        const gone = await new ringback.RingbackClient({ baseUrl: 'http://127.0.0.1:1', retry: { attempts: 1 } })
          .skillVersion().catch((reason) => reason);
        const stop = new AbortController();
        const stopped = client.waitForCall(callId, { signal: stop.signal, onEvent: () => stop.abort('enough') })
          .catch((reason) => reason);
        return JSON.stringify({
          said, ended: info.end_reason, billed: info.billed, code: error.code, ours: ringback.isRingbackApiError(error),
          gone: gone.code, stopped: await stopped,
        });
      })`,
      world,
    )(service.url, service.key) as Promise<string>);
    expect(JSON.parse(told)).toEqual({
      said: expect.arrayContaining(['assistant', 'user']),
      ended: 'completed',
      billed: true,
      code: 'call_not_found',
      ours: true,
      gone: 'unreachable',
      stopped: 'enough',
    });
  });
});
