/**
 * Both outer sides of many calls at once, in one process and so on one clock: Twilio's media sockets, and the sessions of a Realtime API that the
 * system under test connects to. Latency is measured from one to the other. Takes orders from the benchmark by IPC (`load/orders.mjs`).
 */
import { createServer } from 'node:http';
import { CarrierRest } from './carrier-rest.mjs';
import { speechPieces } from './marked-audio.mjs';
import { Meter } from './meter.mjs';
import { ModelSession } from './model-session.mjs';
import { takeOrders } from './orders.mjs';
import { TelephoneCall } from './telephone-call.mjs';
import { acceptSocket, connectSocket } from './websocket-frames.mjs';

const FRAME_BYTES = 160;

const DEFAULTS = {
  /** Where webhooks and media sockets go. */
  publicPort: 0,
  ringMs: 500,
  /** Before the model's handshake is answered. */
  connectMs: 0,
  firstDeltaMs: 300,
  /** Audio in a delta, and the time from one to the next: ten times faster than it plays. */
  deltaMs: 150,
  deltaEveryMs: 15,
  /** Audio in a response. */
  speechMs: 4050,
  /**
   * The callee speaks for `calleeMs` when the assistant has been silent for `gapMs`; or, where `interruptAfterMs` is given, so long after the
   * assistant began to speak. Both are a least and a most, and what holds is between them, at random.
   */
  dialogue: { gapMs: [300, 1500], calleeMs: 2000, interruptAfterMs: undefined },
  /** Where given: calls end after `afterMs` (a least and a most); shares of them lose their media socket or their model's. */
  ending: undefined,
};

const sessions = new Map();
const callsByNumber = new Map();
let callCount = 0;
const problems = [];

const world = {
  settings: DEFAULTS,
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'a-token-of-the-benchmark',
  framePieces: await speechPieces(FRAME_BYTES),
  deltaPieces: await speechPieces(DEFAULTS.deltaMs * 8),
  meter: new Meter(),
  calls: new Set(),
  callOf: (number) => callsByNumber.get(number),
  sessionOf: (number) => sessions.get(number),
  problem(text) {
    if (problems.length < 20) problems.push(text);
  },
  answer,
};

function answer({ callSid, answeredAt, url, parameters, headers, onOver }) {
  callCount += 1;
  const number = callCount;
  let over = false;
  const call = new TelephoneCall(
    number,
    {
      callSid,
      answeredAt,
      onOver: () => {
        over = true;
        callsByNumber.delete(number);
        onOver();
      },
    },
    world,
  );
  callsByNumber.set(number, call);
  const { pathname } = new URL(url);
  connectSocket(
    `ws://127.0.0.1:${world.settings.publicPort}${pathname}`,
    { ...headers, host: new URL(url).host },
    {
      onText: (buffer, start, end) => call.received(buffer, start, end),
      onClose: () => call.closed(),
    },
    (socket) => {
      if (over) socket.close();
      else {
        call.opened(socket, parameters);
        keepPace();
      }
    },
    (reason) => {
      world.problem(`no media socket: ${reason}`);
      if (!over) call.closed();
    },
  );
  return call;
}

let pacing = false;
function keepPace() {
  if (pacing) return;
  pacing = true;
  const step = () => {
    const now = performance.now();
    for (const call of world.calls) call.tick(now);
    if (world.calls.size > 0) setTimeout(step, 1);
    else pacing = false;
  };
  step();
}

const rest = new CarrierRest(world);
const server = createServer((message, response) => void rest.handle(message, response));
server.on('upgrade', (message, socket, head) => {
  socket.on('error', () => socket.destroy());
  setTimeout(() => {
    if (socket.destroyed) return;
    let session;
    const framed = acceptSocket(message, socket, head, {
      onText: (buffer, start, end) => session.received(buffer, start, end),
      onClose: () => {
        session.closed();
        sessions.delete(session.number);
      },
    });
    const model = new URL(message.url, 'http://localhost').searchParams.get('model');
    session = new ModelSession(framed, model, world);
    sessions.set(session.number, session);
  }, world.settings.connectMs);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

takeOrders({
  about: () => ({ port: server.address().port, accountSid: world.accountSid, authToken: world.authToken }),
  configure: (settings) => {
    world.settings = { ...DEFAULTS, ...settings, dialogue: { ...DEFAULTS.dialogue, ...settings.dialogue } };
  },
  /** Calls of systems that place none themselves: they are answered now, one after the other. */
  async connect({ calls, everyMs }) {
    for (let index = 0; index < calls; index += 1) {
      world.answer({
        callSid: `CA${String(callCount).padStart(32, '0')}`,
        answeredAt: performance.now(),
        url: 'ws://media.bench.example/media',
        parameters: {},
        headers: {},
        onOver() {},
      });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  },
  begin: () => world.meter.begin(),
  end: () => ({ ...world.meter.end(), problems: problems.splice(0) }),
  state: () => ({
    calls: world.calls.size,
    talking: [...world.calls].filter((call) => call.session?.configured === true).length,
    sessions: sessions.size,
  }),
  /** Callees hang up. */
  hangUp() {
    for (const call of [...world.calls]) call.hangUp();
    rest.hangUp();
  },
  closeIdle: () => rest.closeIdle(),
});
