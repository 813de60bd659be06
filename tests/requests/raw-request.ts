import net from 'node:net';

/** What came back on a connection, up to the end of the first answer. */
export interface RawAnswer {
  /** 0: the connection ended without an answer. */
  status: number;
  headers: Map<string, string>;
  body: string;
}

const NO_ANSWER: RawAnswer = { status: 0, headers: new Map(), body: '' };

/**
 * Sends bytes as they are on a connection of their own, closes its own half, and reads the first answer. Of a live stream only the headers
 * are waited for: then it goes away in the middle, as clients do.
 */
export function sendRaw(port: number, bytes: Buffer): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const head = bytes.subarray(0, 5).toString('latin1') === 'HEAD ';
    const parts: Buffer[] = [];
    let settled = false;
    const settle = (ended: boolean): void => {
      if (settled) return;
      const answer = parseAnswer(Buffer.concat(parts), ended, head);
      if (answer === null) return;
      settled = true;
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (part) => {
      parts.push(part);
      settle(false);
    });
    socket.on('end', () => settle(true));
    socket.on('close', () => settle(true));
    // A reset after, or in place of, an answer: `close` follows.
    socket.on('error', () => {});
    socket.end(bytes);
  });
}

/** Null while the answer is not complete. */
function parseAnswer(bytes: Buffer, ended: boolean, head: boolean): RawAnswer | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return ended ? NO_ANSWER : null;
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  // `100 Continue` comes before the answer.
  if (/^HTTP\/1\.1 1\d\d /.test(statusLine)) return parseAnswer(bytes.subarray(headEnd + 4), ended, head);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? Number.NaN);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(headEnd + 4);
  if (headers.get('content-type')?.startsWith('text/event-stream')) return { status, headers, body: '' };
  const length = head ? 0 : Number(headers.get('content-length') ?? 0);
  if (rest.length < length && !ended) return null;
  return { status, headers, body: rest.subarray(0, length).toString() };
}
