import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@ringback/engine';
import type { Account } from './account.js';
import { notFound, TwilioApiError } from './api-error.js';
import { callPage } from './call-list.js';
import type { TwilioFaults } from './faults.js';
import { Form } from './form.js';
import { recordingResource } from './recording-resource.js';

const LARGEST_BODY = 1_000_000;

export interface RestApiOptions {
  accountSid: string;
  authToken: string;
  /** Further credentials, by the key's sid. */
  apiKeys: Readonly<Record<string, string>>;
  account: Account;
  networkClock: Clock;
  faults: () => TwilioFaults;
}

interface Answer {
  status: number;
  /** Bytes are a WAV file; everything else is written as JSON. Undefined: there is none. */
  body: unknown;
  /** The connection gets no answer at all. */
  withheld?: 'hang' | 'reset';
  sent?: () => void;
}

/** Twilio's REST API of the year 2010, as far as outbound calls need it: `Calls`, and to read the account and its numbers. */
export class RestApi {
  readonly #options: RestApiOptions;
  #refused = 0;
  #refusing: TwilioFaults | undefined;

  constructor(options: RestApiOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (error) {
      if (!(error instanceof TwilioApiError)) {
        response.destroy();
        return;
      }
      answer = { status: error.status, body: error };
    }
    const { slowRestMs } = this.#options.faults();
    if (slowRestMs !== undefined) {
      await new Promise<void>((resolve) => void this.#options.networkClock.after(slowRestMs, resolve));
    }
    if (answer.withheld === 'hang') return;
    if (answer.withheld === 'reset') {
      response.destroy();
      return;
    }
    response.once('close', () => answer.sent?.());
    const { body, status } = answer;
    const file = body instanceof Uint8Array;
    response.writeHead(status, {
      ...(body === undefined ? {} : { 'content-type': file ? 'audio/x-wav' : 'application/json;charset=utf-8' }),
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="Twilio API"' } : {}),
    });
    response.end(file ? body : JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = await read(request);
    const [pathname = '/', search = ''] = (request.url ?? '/').split(/(?=\?)/, 2);
    this.#refuseTooMany();
    this.#authenticate(request);
    const { accountSid } = this.#options;
    const [, account, resource, sid] =
      /^\/2010-04-01\/Accounts\/([^/]+?)(?:\/([A-Za-z]+)(?:\/([^/]+?))?)?\.json$/.exec(pathname) ?? [];
    const recording = this.#recording(request.method, pathname, new Form(search));
    if (recording !== undefined) return recording;
    if (account !== accountSid) throw notFound(pathname);
    if (request.method === 'POST') {
      const type = request.headers['content-type'] ?? '';
      const form = new Form(/^application\/x-www-form-urlencoded\b/i.test(type) ? body : '');
      if (resource === 'Calls') return sid === undefined ? this.#create(form) : this.#update(sid, form, pathname);
    } else if (request.method === 'GET') {
      return { status: 200, body: this.#read(resource, sid, new Form(search), pathname) };
    }
    if (resource === 'Calls') throw new TwilioApiError(405, 20004, `Method ${request.method} is not allowed`);
    throw notFound(pathname);
  }

  async #create(form: Form): Promise<Answer> {
    const { call, release } = this.#options.account.create(form);
    const body = call.resource;
    const { lose201, socketBefore201 } = this.#options.faults();
    if (lose201 !== undefined || socketBefore201 === true) release();
    if (lose201 !== undefined) return { status: 201, body, withheld: lose201 };
    if (socketBefore201 === true) await call.streamOrEnd;
    return { status: 201, body, sent: release };
  }

  #update(sid: string, form: Form, path: string): Answer {
    const { account } = this.#options;
    const call = account.call(sid, path);
    account.update(call, form);
    return { status: 200, body: call.resource };
  }

  #read(resource: string | undefined, sid: string | undefined, query: Form, path: string): unknown {
    const { account, accountSid } = this.#options;
    if (resource === 'Calls')
      return sid === undefined ? callPage(account.calls, query, path) : account.call(sid, path).resource;
    if (resource === undefined) {
      const uri = `/2010-04-01/Accounts/${accountSid}.json`;
      return {
        sid: accountSid,
        friendly_name: 'Stand-in',
        status: 'active',
        type: 'Full',
        owner_account_sid: accountSid,
        uri,
      };
    }
    if (resource === 'IncomingPhoneNumbers' && sid === undefined) return this.#numbers(query, path);
    throw notFound(path);
  }

  /** `Recordings/RE….json`, the sound as `.wav` or without an ending, and those of a call. */
  #recording(method: string | undefined, path: string, query: Form): Answer | undefined {
    const { account, accountSid } = this.#options;
    const base = `/2010-04-01/Accounts/${accountSid}/`;
    if (!path.startsWith(base)) return undefined;
    const [, callSid] = /^Calls\/(CA[^/]+)\/Recordings\.json$/.exec(path.slice(base.length)) ?? [];
    if (callSid !== undefined && method === 'GET') {
      account.call(callSid, path);
      const recordings = [...account.recordings.values()]
        .filter((one) => one.callSid === callSid)
        .map((one) => recordingResource(one, accountSid));
      return {
        status: 200,
        body: { recordings, next_page_uri: null, previous_page_uri: null, page: 0, page_size: 50, uri: path },
      };
    }
    const [, sid, ending] = /^Recordings\/(RE[0-9a-f]+)(\.json|\.wav)?$/.exec(path.slice(base.length)) ?? [];
    if (sid === undefined) return undefined;
    const found = account.recordings.get(sid);
    if (found === undefined) throw notFound(path);
    if (method === 'DELETE' && ending === '.json') {
      account.recordings.delete(sid);
      return { status: 204, body: undefined };
    }
    if (method !== 'GET') throw new TwilioApiError(405, 20004, `Method ${method} is not allowed`);
    if (ending === '.json') return { status: 200, body: recordingResource(found, accountSid) };
    const channels = query.whole('RequestedChannels', 1, 2) ?? found.settings.channels;
    return { status: 200, body: found.audio.wav(channels === 2 ? 2 : 1, found.settings.track) };
  }

  #numbers(query: Form, path: string): unknown {
    const wanted = query.text('PhoneNumber');
    const numbers = [...this.#options.account.numbers].filter(([number]) => wanted === undefined || number === wanted);
    const { accountSid } = this.#options;
    return {
      incoming_phone_numbers: numbers.map(([number, sid]) => ({
        sid,
        account_sid: accountSid,
        phone_number: number,
        friendly_name: number,
        capabilities: { voice: true, sms: false, mms: false, fax: false },
      })),
      next_page_uri: null,
      previous_page_uri: null,
      first_page_uri: path,
      uri: path,
      page: 0,
      page_size: 50,
      start: 0,
      end: Math.max(0, numbers.length - 1),
    };
  }

  #refuseTooMany(): void {
    const faults = this.#options.faults();
    if (faults !== this.#refusing) {
      this.#refusing = faults;
      this.#refused = 0;
    }
    if (this.#refused >= (faults.tooManyRequests ?? 0)) return;
    this.#refused += 1;
    throw new TwilioApiError(429, 20429, 'Too Many Requests');
  }

  #authenticate(request: IncomingMessage): void {
    const { accountSid, apiKeys, authToken } = this.#options;
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const given = Buffer.from(encoded, 'base64');
    const known = [[accountSid, authToken] as const, ...Object.entries(apiKeys)].some(([name, secret]) => {
      const right = Buffer.from(`${name}:${secret}`);
      return right.length === given.length && timingSafeEqual(right, given);
    });
    if (!known) throw new TwilioApiError(401, 20003, 'Authenticate');
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new TwilioApiError(413, 20001, 'The request is larger than 1 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
