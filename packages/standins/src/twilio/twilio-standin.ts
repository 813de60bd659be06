import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Carrier, type Clock, RingbackError, realClock, type Synthesiser } from '@ringback/engine';
import { simulatedCalleeAt } from '../callees/directory.js';
import type { SpokenWords } from '../spoken-words.js';
import { Account } from './account.js';
import type { CallResource } from './call-resource.js';
import type { DebuggerEvent } from './debugger.js';
import type { TwilioFaults } from './faults.js';
import type { WhoAnswers } from './machine-detection.js';
import type { OutboundCall } from './outbound-call.js';
import { RestApi } from './rest-api.js';
import { Webhooks } from './webhooks.js';

export interface TwilioStandinOptions {
  /** Plays the telephone network: as a rule the engine's `Simulator` with `simulatedCallees()`. The stand-in does not close it. */
  network: Carrier;
  /** `AC` and 32 hexadecimal digits; default: a new one. */
  accountSid?: string;
  /** Default: a new one. */
  authToken?: string;
  /** API keys beside it: secrets by the keys' sids (`SK…`). Webhooks are signed with the auth token all the same. */
  apiKeys?: Readonly<Record<string, string>>;
  /** E.164 numbers that the account owns and may call from. Default: `+15005550006`. */
  numbers?: readonly string[];
  /** Calls that are dialled in a second; what comes faster is queued. Default 1, as a new account has. */
  callsPerSecond?: number;
  /** The pace of calls; that of the network behind. Default: real time. */
  clock?: Clock;
  /** Of time limits for HTTP and sockets, and of slowness that is switched on: never hurried. Default: real time. */
  networkClock?: Clock;
  /**
   * Where a host that URLs name (`name`, or `name:port` where the URL names a port) is really reached, so that public addresses can be
   * tested on one machine: `{ 'calls.example.com': 'http://127.0.0.1:8080' }`. What is signed is always the public URL.
   */
  hosts?: Readonly<Record<string, string>>;
  /** Accepts `ws:` in TwiML and webhooks on this machine itself, which the real service does not. Default false. */
  allowInsecure?: boolean;
  /** Brings what audio says to callees that understand words. */
  words?: SpokenWords;
  /** What callees say is left there, for the stand-in of the speech service; their frames then come 20 ms later. */
  calleeWords?: SpokenWords;
  /** Speaks `<Say>`; without one it is silence of about the right length. */
  synthesiser?: Synthesiser;
  /** Who answers a number, for machine detection. Default: a machine where a simulated callee is a mailbox, else a person. */
  whoAnswers?: (to: string) => WhoAnswers;
  /** US dollars; where it is given, calls that are over have a price. */
  pricePerMinute?: number;
  faults?: TwilioFaults;
}

/**
 * A stand-in of Twilio for tests, benchmarks and demos: REST API, signed webhooks, TwiML and Media Streams over any carrier that plays the
 * telephone network. It refuses what the real service refuses; `docs/standins-twilio.md` says what it does not play.
 */
export class TwilioStandin {
  readonly accountSid: string;
  readonly authToken: string;
  /** What goes wrong. Give another object to change it; it counts from the next request, callback or frame. */
  faults: TwilioFaults;
  /** The account's debugger, oldest first. */
  readonly debugger: DebuggerEvent[] = [];

  readonly #webhooks: Webhooks;
  readonly #account: Account;
  readonly #api: RestApi;
  #server: Server | undefined;
  #origin = '';

  /** @throws RingbackError `invalid_standin_options`. */
  constructor(options: TwilioStandinOptions) {
    const { numbers = ['+15005550006'], callsPerSecond = 1, apiKeys = {}, hosts = {} } = options;
    this.accountSid = options.accountSid ?? `AC${randomBytes(16).toString('hex')}`;
    this.authToken = options.authToken ?? randomBytes(16).toString('hex');
    if (!/^AC[0-9a-f]{32}$/.test(this.accountSid)) throw invalid('accountSid must be AC and 32 hexadecimal digits');
    if (!(callsPerSecond > 0)) throw invalid('callsPerSecond must be above 0');
    for (const origin of Object.values(hosts)) {
      if (!URL.canParse(origin)) throw invalid(`hosts: ${origin} is no origin`);
    }
    this.faults = options.faults ?? {};
    const clock = options.clock ?? realClock();
    const networkClock = options.networkClock ?? realClock();
    const { accountSid, authToken } = this;
    const faults = (): TwilioFaults => this.faults;
    this.#webhooks = new Webhooks({ authToken, hosts, networkClock, nextId: randomUUID, faults });
    this.#account = new Account(
      {
        accountSid,
        authToken,
        network: options.network,
        clock,
        networkClock,
        hosts,
        allowInsecure: options.allowInsecure ?? false,
        words: options.words,
        calleeWords: options.calleeWords,
        synthesiser: options.synthesiser,
        webhooks: this.#webhooks,
        pricePerMinute: options.pricePerMinute,
        whoAnswers: options.whoAnswers ?? whoAnswers,
        faults,
        debug: (event) => this.debugger.push(event),
        origin: () => this.#origin,
      },
      numbers,
      callsPerSecond,
    );
    this.#api = new RestApi({ accountSid, authToken, apiKeys, account: this.#account, networkClock, faults });
  }

  /** Every call that was created, oldest first, as the REST API shows it now. */
  get calls(): readonly CallResource[] {
    return this.#account.calls.map((call) => call.resource);
  }

  /** Listens on the loopback interface. @param port 0 lets the system choose. */
  async start({ port = 0 }: { port?: number } = {}): Promise<{ url: string }> {
    if (this.#server !== undefined) throw invalid('it was started already');
    const server = createServer((request, response) => void this.#api.serve(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url: this.#origin };
  }

  /** Resolves once a call is over and all its callbacks were delivered, or given up. @throws RingbackError `unknown_call`. */
  async ended(callSid: string): Promise<CallResource> {
    const call = this.#call(callSid);
    await call.ended;
    return call.resource;
  }

  /** Parameters of the request that created a call which Twilio does not know, and so passed over in silence: misspelt ones, as a rule. */
  ignoredParameters(callSid: string): readonly string[] {
    return this.#call(callSid).ignored;
  }

  /** Breaks the connection of a call's media socket, as a network does. False where none is open. */
  breakStream(callSid: string): boolean {
    return this.#call(callSid).breakStream();
  }

  /** Hangs up every call without telling anybody, and stops listening. */
  async stop(): Promise<void> {
    this.#webhooks.close();
    this.#account.close();
    const server = this.#server;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #call(callSid: string): OutboundCall {
    const call = this.#account.calls.find(({ sid }) => sid === callSid);
    if (call !== undefined) return call;
    throw new RingbackError('unknown_call', 'the stand-in has no call of that sid');
  }
}

function whoAnswers(to: string): WhoAnswers {
  return simulatedCalleeAt(to).behaviour === 'voicemail' ? 'machine' : 'human';
}

function invalid(message: string): RingbackError {
  return new RingbackError('invalid_standin_options', `the Twilio stand-in: ${message}`);
}
