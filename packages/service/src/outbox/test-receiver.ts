import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real HTTP receiver on a port of the system's choice. */
export interface TestReceiver {
  readonly port: number;
  readonly url: string;
  readonly received: Received[];
  /** TCP connections ever made to it. */
  readonly connections: () => number;
  /** Answers a request; 204 unless told otherwise. */
  answer: (received: Received, response: ServerResponse) => void;
  /** Resolves with the next request that comes, after it was answered. */
  next(): Promise<Received>;
  close(): Promise<void>;
}

export async function openTestReceiver(): Promise<TestReceiver> {
  const received: Received[] = [];
  const waiting: ((one: Received) => void)[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      receiver.answer(one, response);
      waiting.shift()?.(one);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: TestReceiver = {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    connections: () => connections,
    answer: (_, response) => void response.writeHead(204).end(),
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
