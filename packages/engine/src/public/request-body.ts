import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';

/** Carriers' webhooks have 1 to 4 kB. */
const MOST_BODY_BYTES = 64 * 1024;

/** A request that is answered with this status and nothing else. */
export class RefusedRequest extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/**
 * The whole body, at most 64 kB.
 *
 * @throws RefusedRequest 413 where it is longer, 408 where it was not here after `withinMs`, 400 where the sender broke off
 */
export function readBody(request: IncomingMessage, clock: Clock, withinMs: number): Promise<Buffer> {
  if (Number(request.headers['content-length']) > MOST_BODY_BYTES) return Promise.reject(new RefusedRequest(413));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (settled: () => void): void => {
      timer.cancel();
      request.off('data', take);
      request.off('end', end);
      request.off('close', broken);
      settled();
    };
    const refuse = (status: number): void => {
      // The rest flows into nothing until the connection is closed behind the answer.
      settle(() => reject(new RefusedRequest(status)));
      request.resume();
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MOST_BODY_BYTES) refuse(413);
      else chunks.push(chunk);
    };
    const end = (): void => settle(() => resolve(Buffer.concat(chunks, bytes)));
    const broken = (): void => refuse(400);
    const timer = clock.after(withinMs, () => refuse(408));
    request.on('data', take);
    request.on('end', end);
    request.on('close', broken);
  });
}
