import type { ServerContext as RequestContext } from '@modelcontextprotocol/server';
import type { CallEvent, CallWithTranscript, RingbackClient } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { followCall } from './following.js';
import type { ServerContext } from './options.js';

/** A call that goes on until it is told to end, and a request that waits for it. */
function waiting({ progressToken }: { progressToken?: number } = {}) {
  const timers: { ms: number; run(): void; stopped: boolean }[] = [];
  const timer = (ms: number, run: () => void) => {
    const one = { ms, run, stopped: false };
    timers.push(one);
    return () => {
      one.stopped = true;
    };
  };
  const cancel = new AbortController();
  const sent: unknown[] = [];
  let end = (): void => {};
  let tell: (event: Partial<CallEvent>) => void = () => {};
  const client = {
    waitForCall: (_id: string, { signal, onEvent }: { signal: AbortSignal; onEvent(event: unknown): void }) =>
      new Promise<void>((resolve, reject) => {
        end = resolve;
        tell = onEvent;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    call: async () => ({ call_id: 'c1', status: 'in_progress', transcript: [] }) as unknown as CallWithTranscript,
  } as unknown as RingbackClient;
  const context = { client, timing: { every: timer, after: timer } } as unknown as ServerContext;
  const request = {
    mcpReq: {
      signal: cancel.signal,
      _meta: { progressToken },
      notify: async ({ params }: { params: unknown }) => void sent.push(params),
    },
  } as unknown as RequestContext;
  return {
    answered: followCall(context, 'c1', request),
    timers,
    cancel,
    sent,
    end: () => end(),
    tell: (event: Partial<CallEvent>) => tell(event),
  };
}

describe('following a call', () => {
  it('answers a client that wants no progress before its 60 s are over, with the call as it then is', async () => {
    const { answered, timers, sent } = waiting();
    expect(timers.map(({ ms }) => ms)).toEqual([45_000]);
    timers[0]?.run();
    await expect(answered).resolves.toMatchObject({ call_id: 'c1', over: false });
    expect(sent).toEqual([]);
  });

  it('gives a sign of life every 3 s to one that wants progress, in growing numbers, for as long as it takes', async () => {
    const { answered, timers, sent, tell, end } = waiting({ progressToken: 7 });
    expect(timers.map(({ ms }) => ms)).toEqual([3_000]);
    timers[0]?.run();
    tell({ type: 'state', state: 'in_progress' });
    tell({ type: 'turn' });
    timers[0]?.run();
    end();
    await answered;
    expect(sent).toEqual([
      { progressToken: 7, progress: 1, message: 'queued' },
      { progressToken: 7, progress: 2, message: 'in progress' },
      { progressToken: 7, progress: 3, message: 'in progress' },
    ]);
    expect(timers.every(({ stopped }) => stopped)).toBe(true);
  });

  it('ends with the reason of the cancellation', async () => {
    const { answered, cancel, timers } = waiting({ progressToken: 7 });
    cancel.abort('enough');
    await expect(answered).rejects.toBe('enough');
    expect(timers.every(({ stopped }) => stopped)).toBe(true);
  });
});
