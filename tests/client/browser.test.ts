import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { browserBundle } from './bundle.js';

const runnable = await requirement('chromium');

/** One origin that serves a page, the client's bundle, and passes everything else on to the service, as a site's own server would. */
async function site(serviceUrl: string): Promise<{ server: Server; url: string }> {
  const bundle = await browserBundle();
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/') return void outgoing.setHeader('content-type', 'text/html').end('<!doctype html>');
    if (incoming.url === '/client.js') return void outgoing.setHeader('content-type', 'text/javascript').end(bundle);
    const { method, headers } = incoming;
    const onward = request(serviceUrl + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    outgoing.on('close', () => onward.destroy());
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.skipIf(!runnable)('the built client in Chromium', () => {
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  let here: { server: Server; url: string };

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '25', RINGBACK_SPEECH: 'tones' });
    here = await site(service.url);
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await browser.newPage();
    await page.goto(here.url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    here?.server.closeAllConnections();
    here?.server.close();
    await service?.stop();
  });

  /** The page's own script: it gets the client as a site would import it. */
  const inPage = <Result>(body: string, given: Record<string, string>): Promise<Result> =>
    page.evaluate(
      `(async (given) => { const { RingbackClient, isRingbackApiError } = await import('/client.js'); ${body} })(${JSON.stringify(given)})`,
    ) as Promise<Result>;

  it('places a call and follows it live, from the origin of the service', async () => {
    const told = await inPage<Record<string, unknown>>(
      `const client = new RingbackClient({ baseUrl: location.origin, apiKey: given.key });
       const { call_ids: [callId] } = await client.initiateCall({ phones: '13800138000', user_requirement: '通知开会' });
       const said = [];
       for await (const event of client.streamChat(callId)) if (event.type === 'utterance') said.push(event.role);
       const info = await client.waitForCall(callId);
       const error = await client.call('nobody').catch((reason) => reason);
       return { said, ended: info.end_reason, code: error.code, ours: isRingbackApiError(error) };`,
      { key: service.key },
    );
    expect(told).toEqual({
      said: expect.arrayContaining(['assistant', 'user']),
      ended: 'completed',
      code: 'call_not_found',
      ours: true,
    });
  });

  it('is kept from a service at another origin by the browser, and says that it cannot reach it', async () => {
    const code = await inPage<string>(
      `const client = new RingbackClient({ baseUrl: given.url, apiKey: given.key, retry: { attempts: 1 } });
       return client.balance().then(() => 'reached', (error) => error.code);`,
      { url: service.url, key: service.key },
    );
    expect(code).toBe('unreachable');
  });
});
