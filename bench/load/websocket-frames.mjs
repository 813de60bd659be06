/**
 * Just enough of RFC 6455 for the load: text messages in single frames, pings answered, close. It costs about half of what a full
 * implementation does, so that the load does not wait for itself. The correctness of either side is tried elsewhere, with real clients.
 */
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

class FramedSocket {
  #socket;
  #masks;
  #onText;
  #onClose;
  #rest = null;
  #open = true;

  /**
   * @param masks true on the client's side.
   * @param onText is given the message's bytes: (buffer, start, end). They are overwritten afterwards.
   */
  constructor(socket, head, { masks, onText, onClose }) {
    this.#socket = socket;
    this.#masks = masks;
    this.#onText = onText;
    this.#onClose = onClose;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
    socket.on('data', (chunk) => this.#read(chunk));
    if (head.length > 0) this.#read(head);
  }

  /** Only Latin-1: what is sent here is. */
  send(text) {
    if (!this.#open) return;
    this.#socket.write(this.#frame(TEXT, text));
  }

  /** Without a word, as the other side of a lost connection sees it. */
  destroy() {
    this.#socket.destroy();
  }

  close() {
    if (!this.#open) return;
    this.#socket.end(this.#frame(CLOSE, '\x03\xe8'));
    this.#closed();
  }

  #closed() {
    if (!this.#open) return;
    this.#open = false;
    this.#onClose();
  }

  #frame(opcode, text) {
    const length = text.length;
    const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
    const at = 2 + extra + (this.#masks ? 4 : 0);
    const frame = Buffer.allocUnsafe(at + length);
    frame[0] = 0x80 | opcode;
    frame[1] = (this.#masks ? 0x80 : 0) | (extra === 0 ? length : extra === 2 ? 126 : 127);
    if (extra === 2) frame.writeUInt16BE(length, 2);
    else if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
    frame.latin1Write(text, at, length);
    if (this.#masks) {
      // Any mask is as good as another; zeros would spare the other side its work.
      const mask = (Math.random() * 0xffffffff) >>> 0 || 1;
      frame.writeUInt32LE(mask, at - 4);
      unmask(frame, at, at + length, mask);
    }
    return frame;
  }

  #read(chunk) {
    let buffer = chunk;
    if (this.#rest !== null) {
      buffer = Buffer.concat([this.#rest, chunk]);
      this.#rest = null;
    }
    let at = 0;
    while (this.#open) {
      const left = buffer.length - at;
      if (left < 2) break;
      const opcode = buffer[at] & 0x0f;
      const masked = (buffer[at + 1] & 0x80) !== 0;
      let length = buffer[at + 1] & 0x7f;
      let header = 2;
      if (length === 126) {
        if (left < 4) break;
        length = buffer.readUInt16BE(at + 2);
        header = 4;
      } else if (length === 127) {
        if (left < 10) break;
        length = Number(buffer.readBigUInt64BE(at + 2));
        header = 10;
      }
      if (masked) header += 4;
      if (left < header + length) break;
      const start = at + header;
      const end = start + length;
      if (masked) unmask(buffer, start, end, buffer.readUInt32LE(start - 4));
      at = end;
      if (opcode === TEXT) this.#onText(buffer, start, end);
      else if (opcode === PING) this.#socket.write(this.#frame(PONG, buffer.latin1Slice(start, end)));
      else if (opcode === CLOSE) this.close();
    }
    if (at < buffer.length) this.#rest = at === 0 ? buffer : buffer.subarray(at);
  }
}

function unmask(buffer, start, end, mask) {
  const a = mask & 0xff;
  const b = (mask >>> 8) & 0xff;
  const c = (mask >>> 16) & 0xff;
  const d = mask >>> 24;
  let at = start;
  for (; at + 3 < end; at += 4) {
    buffer[at] ^= a;
    buffer[at + 1] ^= b;
    buffer[at + 2] ^= c;
    buffer[at + 3] ^= d;
  }
  if (at < end) buffer[at] ^= a;
  if (at + 1 < end) buffer[at + 1] ^= b;
  if (at + 2 < end) buffer[at + 2] ^= c;
}

/** Answers a handshake. */
export function acceptSocket(message, socket, head, handlers) {
  const accept = createHash('sha1')
    .update(`${message.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const protocol = message.headers['sec-websocket-protocol']?.split(',')[0]?.trim();
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${
      protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`
    }\r\n`,
  );
  return new FramedSocket(socket, head, { ...handlers, masks: false });
}

/** Connects, and gives the open socket to `onOpen`. */
export function connectSocket(url, headers, handlers, onOpen, onRefused) {
  const handshake = request(url.replace(/^ws/, 'http'), {
    agent: false,
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  });
  handshake.on('upgrade', (_answer, socket, head) => {
    // Open before what came with the handshake is read.
    const framed = new FramedSocket(socket, Buffer.alloc(0), { ...handlers, masks: true });
    onOpen(framed);
    if (head.length > 0) socket.unshift(head);
  });
  handshake.on('response', (answer) => {
    answer.resume();
    onRefused(`the handshake was answered with ${answer.statusCode}`);
  });
  handshake.on('error', (error) => onRefused(error.message));
  handshake.end();
}
