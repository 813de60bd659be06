import type { PageMessage } from './messages.js';

/** As much of the standard's `WebSocket` as is used here. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: string | ArrayBuffer): void;
  close(code?: number): void;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
}

/** Says something, where somebody can still hear it. */
export function say(socket: SocketLike, message: PageMessage): void {
  // 1: open, in the standard's words.
  if (socket.readyState === 1) socket.send(JSON.stringify(message));
}

/** Closes a socket of which nothing more is to be heard. */
export function letGo(socket: SocketLike): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.close();
}

declare const WebSocket: new (url: string) => SocketLike;

export function openWebSocket(url: string): SocketLike {
  return new WebSocket(url);
}
