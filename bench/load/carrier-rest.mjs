/**
 * As much of Twilio's REST API and webhooks as one outbound call needs: it is created, rings, is answered after a while, its TwiML is fetched, and its
 * status callbacks are sent, signed, one after the other. The public stand-in judges whether that is right; this one is cheap.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export class CarrierRest {
  #world;
  #calls = new Map();

  /** @param world `settings`, `authToken`, `accountSid`, and `answer(placed, stream)`, which opens the media socket. */
  constructor(world) {
    this.#world = world;
  }

  async handle(message, response) {
    let body = '';
    for await (const chunk of message) body += chunk;
    const path = message.url.split('?')[0];
    const sid = /\/Calls\/(CA[0-9a-f]{32})\.json$/.exec(path)?.[1];
    if (message.method === 'POST' && path.endsWith('/Calls.json')) {
      const placed = new PlacedCall(new URLSearchParams(body), this.#world, () => this.#calls.delete(placed.sid));
      this.#calls.set(placed.sid, placed);
      reply(response, 201, placed.resource());
      placed.run();
    } else if (sid !== undefined) {
      const placed = this.#calls.get(sid);
      if (placed === undefined) {
        reply(response, 404, { code: 20404, message: 'not found', more_info: '', status: 404 });
      } else {
        if (message.method === 'POST' && /Status=(completed|canceled)/.test(body)) placed.end();
        reply(response, 200, placed.resource());
      }
    } else if (path.endsWith('/Calls.json')) reply(response, 200, { calls: [], page: 0, page_size: 50 });
    else reply(response, 200, { sid: this.#world.accountSid, status: 'active' });
  }

  /** Connections for webhooks that wait to be used again are given up. */
  closeIdle() {
    agent.destroy();
  }

  hangUp() {
    for (const placed of [...this.#calls.values()]) placed.end();
  }
}

class PlacedCall {
  sid = `CA${randomBytes(16).toString('hex')}`;
  #params;
  #world;
  #onOver;
  #status = 'queued';
  #sequence = 0;
  #callbacks = Promise.resolve();
  #line = null;
  #ring = null;
  #answeredAt = 0;

  constructor(params, world, onOver) {
    this.#params = params;
    this.#world = world;
    this.#onOver = onOver;
  }

  resource() {
    return {
      sid: this.sid,
      account_sid: this.#world.accountSid,
      to: this.#params.get('To'),
      from: this.#params.get('From'),
      status: this.#status,
      direction: 'outbound-api',
      api_version: '2010-04-01',
      price: null,
      price_unit: 'USD',
      queue_time: '0',
      uri: `/2010-04-01/Accounts/${this.#world.accountSid}/Calls/${this.sid}.json`,
      subresource_uris: {},
    };
  }

  run() {
    this.#tell('initiated');
    this.#tell('ringing');
    this.#ring = setTimeout(() => this.#answer().catch((error) => this.#failed(error)), this.#world.settings.ringMs);
  }

  /** We hang up, or the callee does. */
  end() {
    if (this.#status === 'completed') return;
    clearTimeout(this.#ring);
    const line = this.#line;
    this.#line = null;
    line?.hangUp();
    this.#over();
  }

  async #answer() {
    this.#answeredAt = performance.now();
    this.#tell('answered');
    const params = { ...this.#common(), CallStatus: 'in-progress' };
    const xml =
      this.#params.get('Url') === null ? this.#params.get('Twiml') : await this.#post(this.#params.get('Url'), params);
    this.#tellWhoAnswered();
    const url = unescaped(/<Stream[^>]*\burl="([^"]*)"/.exec(xml)?.[1]);
    const parameters = {};
    for (const [, attributes] of xml.matchAll(/<Parameter\s([^>]*)>/g)) {
      parameters[attribute(attributes, 'name')] = attribute(attributes, 'value');
    }
    if (this.#status === 'completed') return;
    this.#line = this.#world.answer({
      callSid: this.sid,
      answeredAt: this.#answeredAt,
      url,
      parameters,
      headers: { 'x-twilio-signature': this.#signature(url, {}) },
      onOver: () => this.#over(),
    });
  }

  /** Where machine detection runs beside the call: a person. */
  #tellWhoAnswered() {
    const url = this.#params.get('AsyncAmdStatusCallback');
    if (url === null) return;
    const params = {
      CallSid: this.sid,
      AccountSid: this.#world.accountSid,
      AnsweredBy: 'human',
      MachineDetectionDuration: '1',
    };
    this.#post(url, params).catch((error) => this.#failed(error));
  }

  #over() {
    if (this.#status === 'completed') return;
    this.#tell('completed', {
      CallDuration: String(Math.round((performance.now() - this.#answeredAt) / 1000)),
      Duration: '1',
      SipResponseCode: '200',
    });
    this.#callbacks.then(() => this.#onOver());
  }

  #common() {
    return {
      CallSid: this.sid,
      AccountSid: this.#world.accountSid,
      From: this.#params.get('From') ?? '',
      To: this.#params.get('To') ?? '',
      Direction: 'outbound-api',
      ApiVersion: '2010-04-01',
    };
  }

  #tell(event, extra = {}) {
    const status = event === 'answered' ? 'in-progress' : event;
    this.#status = status;
    const url = this.#params.get('StatusCallback');
    if (url === null || !this.#params.getAll('StatusCallbackEvent').includes(event)) return;
    const params = {
      ...this.#common(),
      CallStatus: status,
      Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.#sequence++),
      ...extra,
    };
    this.#callbacks = this.#callbacks.then(() => this.#post(url, params)).catch((error) => this.#failed(error));
  }

  #failed(error) {
    this.#world.problem(`a webhook failed: ${error.message}`);
  }

  /** To the system under test, by whatever name it was addressed. */
  #post(url, params) {
    const { pathname, search, host } = new URL(url);
    const body = new URLSearchParams(params).toString();
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          host: '127.0.0.1',
          port: this.#world.settings.publicPort,
          path: pathname + search,
          method: 'POST',
          headers: {
            host,
            'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            'x-twilio-signature': this.#signature(url, params),
          },
        },
        async (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          for await (const chunk of answer) text += chunk;
          if (answer.statusCode < 300) resolve(text);
          else reject(new Error(`${answer.statusCode} ${pathname} ${text.slice(0, 200)}`));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #signature(url, params) {
    const signed =
      url +
      Object.keys(params)
        .sort()
        .map((name) => name + params[name])
        .join('');
    return createHmac('sha1', this.#world.authToken).update(signed).digest('base64');
  }
}

const unescaped = (text) => text?.replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
const attribute = (attributes, name) => unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]);

function reply(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
