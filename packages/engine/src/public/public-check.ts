import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Clock } from '../clock.js';
import { webSockets } from '../web-sockets/web-sockets.js';

/**
 * For one half of the check, whole. Through a tunnel on another continent it takes 0.3 to 1.5 s; who waits for a call to be placed waits
 * for this too.
 */
const HALF_TIMEOUT_MS = 5_000;
/** Of an answer that is not ours: enough to recognise it. */
const MOST_ANSWER_BYTES = 64 * 1024;

/** Why the public path is dead; `details.why` of `public_path_dead`. */
export type DeadReason =
  | 'unknown_url'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'timeout'
  | 'status'
  | 'ngrok_warning_page'
  | 'ngrok_error'
  | 'another_process'
  | 'websocket_refused'
  | 'websocket_broken';

/** What is wrong with one half of the path; null: nothing. */
export interface Fault {
  why: DeadReason;
  /** What happened, and what to do, in whole sentences. */
  said: string;
  status?: number;
}

export interface CheckRequest {
  /** Of the self-test, http or https. */
  url: URL;
  headers: Record<string, string>;
  /** What this very process answers, over HTTP and over the WebSocket. */
  proof: { http: string; websocket: string };
  clock: Clock;
  /** PEM of an authority to trust in place of the well-known ones. */
  ca?: string | Buffer;
}

/** POSTs to the self-test through the public path. */
export function checkHttp({ url, headers, proof, clock, ca }: CheckRequest): Promise<Fault | null> {
  return new Promise((resolve) => {
    let phase: 'dns' | 'tcp' | 'tls' | 'http' = isIP(url.hostname.replace(/[[\]]/g, '')) === 0 ? 'dns' : 'tcp';
    const secure = url.protocol === 'https:';
    const settle = (fault: Fault | null): void => {
      timer.cancel();
      resolve(fault);
      request.destroy();
    };
    const timer = clock.after(HALF_TIMEOUT_MS, () => settle(lateFault(phase, url)));
    // No connection is kept or taken from a pool: the whole way is what is checked.
    const request = (secure ? httpsRequest : httpRequest)(url, { method: 'POST', headers, agent: false, ca });
    request.on('error', (error) => settle(connectionFault(phase, url, error)));
    request.on('socket', (socket: Socket) => {
      socket.on('lookup', (error: Error | null) => {
        if (!error && phase === 'dns') phase = 'tcp';
      });
      socket.on('connect', () => {
        phase = secure ? 'tls' : 'http';
      });
      socket.on('secureConnect', () => {
        phase = 'http';
      });
    });
    request.on('response', (response) => {
      response.on('error', (error) => settle(connectionFault('http', url, error)));
      readText(response, (text) => settle(answerFault(url, response, text, proof.http)));
    });
    request.end();
  });
}

/** Opens the self-test's WebSocket through the public path, and takes its one message. */
export function checkWebSocket({ url, headers, proof, clock, ca }: CheckRequest): Promise<Fault | null> {
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve) => {
    let open = false;
    const settle = (fault: Fault | null): void => {
      timer.cancel();
      resolve(fault);
      socket.terminate();
    };
    const broken = (said: string): Fault => ({ why: 'websocket_broken', said: `${said} ${LET_UPGRADES_THROUGH}` });
    const timer = clock.after(HALF_TIMEOUT_MS, () =>
      settle({
        why: 'timeout',
        said: `${open ? 'The WebSocket opened and nothing came through it' : 'The WebSocket did not open'} within ${HALF_TIMEOUT_MS / 1000} s. ${LET_UPGRADES_THROUGH}`,
      }),
    );
    const socket = new (webSockets().WebSocket)(address, { headers, ca, perMessageDeflate: false });
    socket.on('error', (error) => settle(broken(`The WebSocket broke (${codeOf(error)}).`)));
    socket.on('open', () => {
      open = true;
    });
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      settle({
        why: 'websocket_refused',
        said: `The WebSocket was refused with HTTP ${status}. ${LET_UPGRADES_THROUGH}`,
        status,
      });
    });
    socket.on('close', () => settle(broken('The WebSocket was closed before anything came through it.')));
    socket.on('message', (data) => {
      if (String(data) === proof.websocket) settle(null);
      else settle(anotherProcess('The WebSocket'));
    });
  });
}

const LET_UPGRADES_THROUGH =
  'Let the proxy or tunnel in front pass WebSocket upgrades (HTTP/1.1, Connection and Upgrade headers).';

function readText(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > MOST_ANSWER_BYTES) done(Buffer.concat(chunks).toString('utf8'));
  });
  response.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

function answerFault(url: URL, response: IncomingMessage, text: string, proof: string): Fault | null {
  const status = response.statusCode ?? 0;
  if (status === 200 && text === proof) return null;
  // ngrok names its own pages in a header and in the page (https://ngrok.com/docs/errors/reference).
  const header = response.headers['ngrok-error-code'];
  const code = typeof header === 'string' ? header : /ERR_NGROK_\d+/.exec(text)?.[0];
  if (code === 'ERR_NGROK_6024') {
    return {
      why: 'ngrok_warning_page',
      said: "ngrok's free plan put its browser warning page (ERR_NGROK_6024) in the way. Use a paid plan, or another tunnel.",
      status,
    };
  }
  if (code !== undefined) return { why: 'ngrok_error', said: ngrokSaid(code), status };
  if (status === 200) return anotherProcess('HTTP');
  if (status === 404) {
    return {
      why: 'another_process',
      said: `${url.origin} answers 404 to this process's own self-test: another process answers there, or its path is changed on the way. Point the proxy or tunnel at this process's public port, with the path as it is.`,
      status,
    };
  }
  if (status >= 502 && status <= 504) {
    return {
      why: 'status',
      said: `The proxy or tunnel at ${url.origin} answers HTTP ${status}: it does not reach this process. Point it at this process's public port.`,
      status,
    };
  }
  const where = status >= 300 && status < 400 ? 'redirects' : 'answers';
  return {
    why: 'status',
    said: `${url.origin} ${where} with HTTP ${status} in place of this process. See what stands in front of it, and let POST requests through as they are.`,
    status,
  };
}

function ngrokSaid(code: string): string {
  // https://ngrok.com/docs/errors/err_ngrok_3200 and err_ngrok_8012
  if (code === 'ERR_NGROK_3200') return 'ngrok has no tunnel open for this address (ERR_NGROK_3200). Start it again.';
  if (code === 'ERR_NGROK_8012')
    return "ngrok does not reach this process (ERR_NGROK_8012). Point it at this process's public port.";
  return `ngrok answers ${code} in place of this process. See https://ngrok.com/docs/errors/${code.toLowerCase()}.`;
}

function anotherProcess(through: string): Fault {
  return {
    why: 'another_process',
    said: `${through} reaches another process than this one. Stop the other, or point the proxy or tunnel at this process's public port.`,
  };
}

function lateFault(phase: 'dns' | 'tcp' | 'tls' | 'http', url: URL): Fault {
  const doing = {
    dns: `looking up ${url.hostname}`,
    tcp: `connecting to ${url.host}`,
    tls: `the TLS handshake with ${url.host}`,
    http: `the answer of ${url.origin}`,
  }[phase];
  return {
    why: 'timeout',
    said: `It hangs in ${doing}: nothing within ${HALF_TIMEOUT_MS / 1000} s. See that the proxy or tunnel runs and reaches this process.`,
  };
}

function connectionFault(phase: 'dns' | 'tcp' | 'tls' | 'http', url: URL, error: Error): Fault {
  const code = codeOf(error);
  switch (phase) {
    case 'dns':
      return {
        why: 'dns',
        said: `The name ${url.hostname} cannot be looked up (${code}). Check the public URL and the DNS; a new name can take a minute.`,
      };
    case 'tcp':
      return {
        why: 'tcp',
        said: `No connection to ${url.host} (${code}). See that the proxy or tunnel runs and that its port is open.`,
      };
    case 'tls':
      return {
        why: 'tls',
        said: `TLS with ${url.host} failed (${code}). Give it a certificate for this name that carriers trust, valid today.`,
      };
    case 'http':
      return {
        why: 'tcp',
        said: `${url.host} broke the connection in place of an answer (${code}). See that the proxy or tunnel reaches this process.`,
      };
  }
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
