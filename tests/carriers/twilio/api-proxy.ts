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

export interface ApiProxyOptions {
  /** The connections of requests to dial break, and what they asked for has not arrived yet. */
  withholds?: boolean;
  /** Takes requests as SignalWire does, below `/api/laml` for a project of its own, and passes them on to the stand-in's account. */
  signalWire?: { project: string; token: string; accountSid: string; authToken: string };
}

export async function apiProxy(api: string, options: ApiProxyOptions = {}): Promise<ApiProxy> {
  const { withholds = false, signalWire } = options;
  const creates: URLSearchParams[] = [];
  const asked: string[] = [];
  const withheld: (() => Promise<unknown>)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { headers, method = 'GET' } = request;
      let { url = '' } = request;
      let { authorization = '' } = headers;
      if (signalWire !== undefined) {
        const { accountSid, authToken, project, token } = signalWire;
        const base = `/api/laml/2010-04-01/Accounts/${project}`;
        if (authorization !== basic(project, token) || !url.startsWith(base)) {
          response.writeHead(401).end();
          return;
        }
        url = url.replace(base, `/2010-04-01/Accounts/${accountSid}`);
        authorization = basic(accountSid, authToken);
      }
      asked.push(`${method} ${url.replace(/\?.*/, '').split('/').at(-1)}`);
      const body = Buffer.concat(chunks).toString();
      const forward = (): Promise<Response> =>
        fetch(api + url, {
          method,
          headers: { authorization, 'content-type': headers['content-type'] ?? '' },
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

function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}
