import { type ConnectOpts, connect, isIP, Socket, type SocketConstructorOpts, type TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';
import type { WebSocket } from 'ws';
import { type DirectMessages, DirectReader } from './direct-reader.js';

/** What one reading of a connection brings at the most: as much as Node itself asks for. */
const MOST_AT_ONCE = 64 * 1024;

/**
 * Here everything arrives, of all connections in turn: Node reads a connection and hands on what came before it reads the next, so that nothing
 * of this need be kept, and the cache always has it.
 */
const LANDING = Buffer.allocUnsafeSlow(MOST_AT_ONCE);

const READERS = new WeakMap<Duplex, DirectReader>();

/**
 * Has Node put what arrives where the reader finds it (https://nodejs.org/api/net.html#new-netsocketoptions). For what becomes a stream it makes
 * 64 kB of memory that are then cut to what came: for two hundred bytes of audio at a time.
 */
function arriving<C extends Duplex>(make: (onread: NonNullable<ConnectOpts['onread']>) => C): C {
  const reader = new DirectReader();
  const connection = make({ buffer: LANDING, callback: (length) => reader.read(LANDING, length) });
  reader.belongTo(connection);
  READERS.set(connection, reader);
  return connection;
}

/** Connects a client of `ws` to its address, so that its messages can be read directly. */
export function connecting(url: string): (options: TcpNetConnectOpts) => Socket {
  const secure = /^(wss|https):/i.test(url);
  return (options) =>
    arriving((onread) => {
      // The path of a request is none of a socket in the file system.
      const where = { ...options, path: undefined, onread } as unknown as TcpNetConnectOpts;
      return secure ? connectSecurely(named(where)) : connect(where);
    });
}

/** The name that the server must prove to have; an address has none (RFC 6066, 3). */
function named(where: TcpNetConnectOpts): ConnectionOptions {
  const { host = '', servername } = where as ConnectionOptions;
  return { ...where, servername: servername || (isIP(host) === 0 ? host : '') } as ConnectionOptions;
}

/**
 * A connection that is there already, one that an HTTP server handed over after an upgrade, so that messages on it can be read directly.
 * Where Node's server counts connections, this one counts for as long as the one that is given back; destroying either breaks the connection.
 *
 * @returns the connection to use in place of this; itself where that cannot be, as with TLS.
 */
export function takeOver(connection: Duplex): Duplex {
  if (!(connection instanceof Socket) || connection.constructor !== Socket) return connection;
  // The handle is in nobody's documentation, and neither is that it may be handed over: Node's own `cluster` does it.
  const old = connection as Socket & { _handle?: object | null };
  const handle = old._handle;
  if (handle === null || handle === undefined || old.destroyed || old.readableLength > 0) return connection;
  old._handle = null;
  // It takes what comes from its next turn on: the reader knows its connection by then.
  const taken = arriving((onread) => new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts));
  // They end together: whoever has the old one, as an application with an HTTP server of its own, breaks the connection by it as before.
  taken.once('close', () => old.destroy());
  old.once('close', () => taken.destroy());
  return taken;
}

/**
 * Reads the messages that come by the thousand past `ws`, straight out of what arrives: whole, in one frame, and with a known beginning.
 * Everything else goes through `ws` as it came, byte for byte: other messages, fragments, control frames, the closing, and from the
 * first header that breaks the protocol on everything. Of a message through `ws` more than half of the cost is memory, streams and strings that audio on its way does not need
 * (`docs/decisions/0004-frames-of-audio-pass-by-ws.md`).
 *
 * @param webSocket open, and with all its listeners: what has arrived already it is given now.
 * @param connection that of `connecting` or `takeOver`.
 * @returns false for any other connection: then all of it goes through `ws`.
 */
export function readDirectly(webSocket: WebSocket, connection: Duplex, messages: DirectMessages): boolean {
  const reader = READERS.get(connection);
  if (reader === undefined) return false;
  // `ws` reads no more after a mistake in the protocol.
  webSocket.once('error', () => reader.end());
  reader.begin(messages);
  return true;
}
