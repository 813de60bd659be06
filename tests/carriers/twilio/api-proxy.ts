import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the carrier and the stand-in's REST API. */
export interface ApiProxy {
  url: string;
  /** Forms of the requests to dial, in order. */
  creates: URLSearchParams[];
  /** Requests as `POST Calls.json`, in order. */
  asked: string[];
  /** Lets the requests to dial that were withheld arrive at last. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** @param withholds the connections of requests to dial break, and what they asked for has not arrived yet. */
export async function apiProxy(api: string, { withholds = false } = {}): Promise<ApiProxy> {
  const creates: URLSearchParams[] = [];
  const asked: string[] = [];
  const withheld: (() => Promise<unknown>)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { headers, method = 'GET', url = '' } = request;
      asked.push(`${method} ${url.replace(/\?.*/, '').split('/').at(-1)}`);
      const body = Buffer.concat(chunks).toString();
      const forward = (): Promise<Response> =>
        fetch(api + url, {
          method,
          headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? '' },
          ...(method === 'POST' ? { body } : {}),
        });
      if (method === 'POST' && /Calls\.json$/.test(url)) {
        creates.push(new URLSearchParams(body));
        if (withholds) {
          withheld.push(forward);
          response.destroy();
          return;
        }
      }
      const answer = await forward();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    creates,
    asked,
    release: async () => {
      for (const one of withheld.splice(0)) await one();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
