/**
 * Twilio's media socket of one answered call: frames of 20 ms whatever happens, real-time playout of what it is sent, marks and clear. It also
 * has the callee take turns: after the assistant has been silent for a while, or in the middle of what it says.
 */
import { byteLength, isMarked, MARK_LENGTH, markOf, numberAt, ownerAt } from './marked-audio.mjs';

const FRAME_MS = 20;
const BYTES_PER_MS = 8;
/** A power of two: frames of more than a minute, for systems that fall behind. */
const KEPT = 4096;
const PAYLOAD = Buffer.from('"payload":"');
const SILENCE = Buffer.alloc(160, 0xff).toString('base64').slice(MARK_LENGTH);
const QUOTE = 0x22;
const EVENT_AT = '{"event":"'.length;

export class TelephoneCall {
  number;
  /** Its session, once audio of this call has come there. */
  session = null;
  /** When the callee picked up. */
  answeredAt;
  nextFrameAt = 0;
  #socket = null;
  #world;
  #streamSid;
  #callSid;
  #sequence = 1;
  #chunk = 0;
  #sentAt = new Float64Array(KEPT);
  #piece;
  #firstAudio = false;
  /** What is queued plays until then. */
  #queueEnd = 0;
  #interruptAt = Number.POSITIVE_INFINITY;
  /** What is queued, each stretch with its item; and of the newest items how much was played. */
  #queue = [];
  #played = new Map();
  #lastItem = '';
  #marks = [];
  #speakingUntil = 0;
  #gapMs = 0;
  #hangUpAt = Number.POSITIVE_INFINITY;
  #dropModelAt = Number.POSITIVE_INFINITY;
  #onOver;

  constructor(number, { callSid, answeredAt, onOver }, world) {
    this.number = number;
    this.answeredAt = answeredAt;
    this.#callSid = callSid;
    this.#streamSid = `MZ${callSid.slice(2)}`;
    this.#world = world;
    this.#onOver = onOver;
    // Not everybody says the same at the same time.
    this.#piece = (number * 37) % world.framePieces.length;
  }

  /** @param parameters of the stream's `<Parameter>`s. */
  opened(socket, parameters) {
    this.#socket = socket;
    socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    const start = {
      accountSid: this.#world.accountSid,
      streamSid: this.#streamSid,
      callSid: this.#callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: parameters,
    };
    socket.send(JSON.stringify({ event: 'start', sequenceNumber: '1', start, streamSid: this.#streamSid }));
    this.nextFrameAt = performance.now() + FRAME_MS;
    this.#world.calls.add(this);
    const { ending } = this.#world.settings;
    if (ending === undefined) return;
    this.#hangUpAt = this.nextFrameAt + between(ending.afterMs);
    if (Math.random() < ending.modelDrops) this.#dropModelAt = this.nextFrameAt + between([0, ending.afterMs[0]]);
  }

  /** Called every millisecond or so. */
  tick(now) {
    while (this.#marks.length > 0 && this.#marks[0].at <= now) this.#returnMark(this.#marks.shift().name);
    while (this.nextFrameAt <= now) {
      this.#world.meter.late(now - this.nextFrameAt);
      this.nextFrameAt += FRAME_MS;
      this.#frame();
      this.#takeTurn(now);
    }
    if (now >= this.#dropModelAt) {
      this.#dropModelAt = Number.POSITIVE_INFINITY;
      this.session?.drop();
    }
    if (now < this.#hangUpAt) return;
    this.#hangUpAt = Number.POSITIVE_INFINITY;
    if (Math.random() < this.#world.settings.ending.lineDrops) this.#socket?.destroy();
    else this.hangUp();
  }

  /** Its nth frame has reached the model. */
  arrived(number) {
    this.#world.meter.toModel(performance.now() - this.#sentAt[number % KEPT]);
  }

  received(buffer, start, end) {
    const first = buffer[start + EVENT_AT];
    const second = buffer[start + EVENT_AT + 1];
    // "media", "mark" and "clear" are told apart by their first two letters.
    if (first === 0x6d && second === 0x65) this.#media(buffer, start, end);
    else if (first === 0x6d) this.#mark(JSON.parse(buffer.latin1Slice(start, end)).mark.name);
    else if (first === 0x63) this.#clear();
    else throw new Error(`an unknown message: ${buffer.latin1Slice(start, Math.min(end, start + 100))}`);
  }

  /** The callee hangs up. */
  hangUp() {
    if (this.#socket === null) return;
    this.#socket.send(
      JSON.stringify({
        event: 'stop',
        sequenceNumber: String(++this.#sequence),
        stop: { accountSid: this.#world.accountSid, callSid: this.#callSid },
        streamSid: this.#streamSid,
      }),
    );
    this.#socket.close();
  }

  closed() {
    this.#world.calls.delete(this);
    this.#marks = [];
    this.#socket = null;
    this.#onOver();
  }

  #frame() {
    const { framePieces, meter } = this.#world;
    const number = this.#chunk;
    this.#chunk += 1;
    this.#sequence += 1;
    const now = performance.now();
    let piece = SILENCE;
    if (now < this.#speakingUntil) {
      piece = framePieces[this.#piece];
      this.#piece = (this.#piece + 1) % framePieces.length;
    }
    this.#sentAt[number % KEPT] = now;
    meter.sent();
    this.#socket.send(
      `{"event":"media","sequenceNumber":"${this.#sequence}","media":{"track":"inbound","chunk":"${this.#chunk}","timestamp":"${number * FRAME_MS}","payload":"${markOf(this.number, number)}${piece}"},"streamSid":"${this.#streamSid}"}`,
    );
  }

  #takeTurn(now) {
    const { dialogue } = this.#world.settings;
    const session = this.session;
    if (session === null || !session.configured || !this.#firstAudio || now < this.#speakingUntil) return;
    const due =
      dialogue.interruptAfterMs === undefined
        ? session.idle && now >= this.#queueEnd + this.#gapMs
        : now < this.#queueEnd && now >= this.#interruptAt;
    if (!due) return;
    this.#interruptAt = Number.POSITIVE_INFINITY;
    this.#speakingUntil = now + dialogue.calleeMs;
    session.calleeSpeaks(dialogue.calleeMs);
  }

  #media(buffer, start, end) {
    const { meter, sessionOf, settings } = this.#world;
    const now = performance.now();
    const at = buffer.indexOf(PAYLOAD, start) + PAYLOAD.length;
    const payloadEnd = buffer.indexOf(QUOTE, at);
    if (at < start || payloadEnd < 0 || payloadEnd > end) throw new Error('media without a payload');
    const ms = byteLength(buffer, at, payloadEnd) / BYTES_PER_MS;
    meter.heard(ms);
    if (isMarked(buffer, at)) {
      const delta = sessionOf(ownerAt(buffer, at))?.delta(numberAt(buffer, at));
      if (delta !== undefined) {
        this.#lastItem = delta.itemId;
        // What was held until the answer was not relayed.
        if (delta.sentAt > this.answeredAt) meter.toCallee(now - delta.sentAt);
        if (!this.#firstAudio) meter.firstAudio(now - this.answeredAt, delta.itemId);
      }
    }
    this.#firstAudio = true;
    if (this.#queueEnd <= now) {
      this.#forgetPlayed(now);
      this.#queueEnd = now;
      const { gapMs, interruptAfterMs } = settings.dialogue;
      this.#gapMs = between(gapMs);
      if (interruptAfterMs !== undefined) this.#interruptAt = now + between(interruptAfterMs);
    }
    // What was cut out of a delta belongs to the item of the piece before it.
    this.#queue.push({ itemId: this.#lastItem, from: this.#queueEnd, ms });
    this.#queueEnd += ms;
  }

  #forgetPlayed(now) {
    let done = 0;
    for (const { itemId, from, ms } of this.#queue) {
      const played = Math.max(0, Math.min(ms, now - from));
      this.#played.set(itemId, (this.#played.get(itemId) ?? 0) + played);
      done += 1;
    }
    this.#queue.splice(0, done);
    for (const itemId of this.#played.keys()) {
      if (this.#played.size <= 4) break;
      this.#played.delete(itemId);
    }
  }

  #mark(name) {
    const now = performance.now();
    if (this.#queueEnd <= now) this.#returnMark(name);
    else this.#marks.push({ name, at: this.#queueEnd });
  }

  #clear() {
    const now = performance.now();
    const playing = now < this.#queueEnd;
    this.#forgetPlayed(now);
    this.#world.meter.cleared(this.number, playing ? this.#played : new Map());
    this.#queueEnd = now;
    for (const { name } of this.#marks.splice(0)) this.#returnMark(name);
  }

  #returnMark(name) {
    this.#sequence += 1;
    this.#socket?.send(
      JSON.stringify({
        event: 'mark',
        sequenceNumber: String(this.#sequence),
        streamSid: this.#streamSid,
        mark: { name },
      }),
    );
  }
}

const between = ([least, most]) => least + Math.random() * (most - least);
