import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type FailureAnswer, failureAnswer } from './errors.js';
import type { FailureCode } from './messages.js';

/** Of every answer: nothing is guessed from its content, nothing of it is stored on the way. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** Connections that are closed once their last answer is complete. */
const condemned = new WeakSet<Socket>();

/**
 * Answers a request that Node's parser gave up on, where the connection still takes an answer, and closes it. There is no request object
 * then: the envelope is written by hand, in Chinese, since who asks is not known.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (condemned.has(socket)) return;
  const response = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage ?? null;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  if (response?.req.complete === true) {
    // What cannot be read came after a whole request that is still being answered, with a stream perhaps: that answer is not spoilt.
    condemned.add(socket);
    response.once('close', () => socket.destroy());
    return;
  }
  if (response?.headersSent === true) {
    socket.destroy(error);
    return;
  }
  const { status, headers, body } = failureAnswer(codeOf(error), {}, 'zh');
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...SECURITY_HEADERS,
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`, () => socket.destroy());
}

function codeOf(error: NodeJS.ErrnoException): FailureCode {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout';
  return error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request';
}

/** `Expect: something else`: Node would answer 417 without a body. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  writeFailure(response, failureAnswer('expectation_failed', {}, 'zh'));
}

function writeFailure(response: ServerResponse, { status, headers, body }: FailureAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
}
