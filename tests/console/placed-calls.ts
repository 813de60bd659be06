import type { CallWithTranscript } from '@ringback/client';
import { RingbackClient } from '@ringback/client';
import type { BrowserContextOptions } from 'playwright-core';
import type { RunningService } from '../running-service.js';

/** A client of the default account of a running service. */
export function clientOf({ url, key }: RunningService): RingbackClient {
  return new RingbackClient({ baseUrl: url, apiKey: key });
}

/** Places a call to each number, and gives their records once they are over. */
export async function placeCalls(
  service: RunningService,
  phones: string[],
  wish: Omit<Parameters<RingbackClient['createCalls']>[0], 'phones' | 'user_requirement'> & {
    user_requirement?: string;
  } = {},
): Promise<CallWithTranscript[]> {
  const client = clientOf(service);
  const { call_ids: ids } = await client.createCalls({ user_requirement: '通知张总明天上午9点开会', ...wish, phones });
  return Promise.all(
    ids.map(async (id) => {
      await client.waitForCall(id);
      return client.call(id);
    }),
  );
}

/** Signs somebody up; what their browser then holds. The first of a service is its operator. */
export async function signedUp(service: RunningService, email: string): Promise<BrowserContextOptions['storageState']> {
  const response = await fetch(`${service.url}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
    body: JSON.stringify({ email, password: 'correct horse battery' }),
  });
  if (!response.ok) throw new Error(await response.text());
  const [name = '', value = ''] = response.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? [];
  const cookie = { name, value: decodeURIComponent(value), domain: new URL(service.url).hostname, path: '/' };
  return {
    cookies: [{ ...cookie, value, expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' }],
    origins: [],
  };
}
