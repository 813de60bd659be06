import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

type Event = Record<string, unknown>;

export interface ProxyRules {
  /** What the server is told in place of an event; it may be answered by `answer`. */
  toServer?: (event: Event, answer: (event: Event) => void) => Event[];
  toClient?: (event: Event) => Event[];
  /** Sees the handshake. */
  onRequest?: (url: string, headers: Record<string, unknown>) => void;
  /** Of the server behind it, in place of what the client asked for. */
  path?: string;
}

const servers: WebSocketServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

/** Stands in front of the stand-in and changes what passes: another dialect, or a fault that the stand-in does not have. */
export async function proxy(url: string, rules: ProxyRules): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (client, request) => {
    rules.onRequest?.(request.url ?? '', request.headers);
    const path = rules.path ?? `${(request.url ?? '').replace(/^\/v1/, '')}`;
    const behind = new WebSocket(`${url}${path}`, { headers: { authorization: 'Bearer sk-test' } });
    const early: string[] = [];
    behind.on('open', () => {
      for (const text of early.splice(0)) behind.send(text);
    });
    behind.on('error', () => client.terminate());
    client.on('error', () => behind.terminate());
    const send = (event: Event): void => {
      if (client.readyState === WebSocket.OPEN) client.send(JSON.stringify(event));
    };
    client.on('message', (data) => {
      const event = JSON.parse(data.toString()) as Event;
      for (const one of rules.toServer?.(event, send) ?? [event]) {
        if (behind.readyState === WebSocket.OPEN) behind.send(JSON.stringify(one));
        else early.push(JSON.stringify(one));
      }
    });
    behind.on('message', (data) => {
      const event = JSON.parse(data.toString()) as Event;
      for (const one of rules.toClient?.(event) ?? [event]) send(one);
    });
    behind.on('close', (code, reason) => {
      if (code === 1006) client.terminate();
      else client.close(code === 1005 ? 1000 : code, reason.toString());
    });
    client.on('close', () => behind.close());
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
