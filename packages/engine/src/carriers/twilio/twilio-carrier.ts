import type { PublicRequest, PublicResponse, PublicRoutes, UpgradeAnswer } from '../../public/public-routes.js';
import type {
  Carrier,
  CarrierCallState,
  CarrierCapabilities,
  DialRequest,
  Leg,
  LegListener,
  LostCall,
} from '../carrier.js';
import { createParameters, HANGUP_TWIML, mediaUrl, PREFIX, WEBHOOKS, type Webhook } from './call-parameters.js';
import { progressOf } from './call-status.js';
import type { StreamStart } from './incoming-media.js';
import { lookUpLostCall } from './look-up.js';
import { MediaSocket, type StreamOwner } from './media-socket.js';
import { newToken } from './one-time-token.js';
import { TwilioCall } from './twilio-call.js';
import { checkOptions, type TwilioCarrierOptions, type TwilioRecording, type TwilioRefusal } from './twilio-options.js';
import { TwilioRest } from './twilio-rest.js';
import { isSigned, readForm } from './webhook-signature.js';

/**
 * Names of calls that are over and are remembered, so that a callback that comes late is not taken for a call that nobody knows. Callbacks are late by seconds:
 * a busy account makes some hundred calls in that time.
 */
const REMEMBERED_SIDS = 500;
/** `close` waits so long for Twilio to confirm that all calls are over. */
const CLOSE_WITHIN_MS = 10_000;

const NO_CONTENT: PublicResponse = { status: 204 };
const FORBIDDEN: PublicResponse = { status: 403, body: 'forbidden' };
const NOT_FOUND: PublicResponse = { status: 404, body: 'not found' };

type Form = Record<string, string | string[]>;

/**
 * Calls over Twilio, or over SignalWire, whose API is the same: REST for dialling and hanging up, signed webhooks for how a call goes, Media Streams for
 * its sound. It is a carrier, and what answers Twilio below `/twilio` at the public address.
 *
 * What Twilio tells is believed only with its signature over the public URL; a media socket also needs the one-time token of its call, which
 * stands in the call's TwiML alone.
 */
export class TwilioCarrier implements Carrier, PublicRoutes {
  readonly name: string;
  readonly prefix = PREFIX;
  readonly capabilities: CarrierCapabilities;
  readonly #options: TwilioCarrierOptions;
  readonly #numbers: readonly string[];
  readonly #rest: TwilioRest;
  readonly #calls = new Map<string, TwilioCall>();
  /** Calls by Twilio's names. Of those that are over the names are kept for a while: ours, and those that nobody here had placed. */
  readonly #sids = new Map<string, TwilioCall | 'over' | 'stray'>();
  readonly #sockets = new Set<MediaSocket>();
  /** Calls that nobody here knows and that are being ended. */
  readonly #strays = new Map<string, Promise<void>>();
  #refused = 0;
  #dialled = 0;
  #closed = false;

  /** @throws RingbackError `invalid_twilio_options`. */
  constructor(options: TwilioCarrierOptions) {
    checkOptions(options);
    this.name = options.name ?? 'twilio';
    this.#options = options;
    this.#numbers = typeof options.from === 'string' ? [options.from] : options.from;
    this.#rest = new TwilioRest(options);
    this.capabilities = {
      codec: 'pcmu',
      marks: true,
      clear: true,
      captions: false,
      keys: true,
      machineDetection: (options.machineDetection ?? 'off') !== 'off',
    };
  }

  /** Calls under way. */
  get legs(): number {
    return this.#calls.size;
  }

  /** How many were turned away at the public address. */
  get refused(): number {
    return this.#refused;
  }

  /** Media sockets that are open, or closing. */
  get sockets(): number {
    return this.#sockets.size;
  }

  dial(request: DialRequest, listener: LegListener): Leg {
    const { clock, mediaPath, newToken: token = newToken, onError, publicAddress } = this.#options;
    const from = request.from ?? (this.#numbers[this.#dialled % this.#numbers.length] as string);
    this.#dialled += 1;
    const { callId, to } = request;
    const call = new TwilioCall({
      request,
      listener,
      clock,
      rest: this.#rest,
      publicAddress,
      token: token(),
      ...(mediaPath === undefined ? {} : { mediaPath }),
      parameters: (publicUrl) => createParameters(request, from, publicUrl, this.#options),
      candidates: async (since) => (await this.#rest.list(to, since, from)).filter(({ sid }) => !this.#sids.has(sid)),
      onReference: (one, sid) => this.#sids.set(sid, one),
      onError: (error) => onError?.(error, callId),
      onEnded: (one) => this.#forget(one),
    });
    const refusal = this.#closed
      ? 'the carrier twilio is closed'
      : this.#calls.has(callId)
        ? 'a call of this id is under way'
        : null;
    if (refusal === null) this.#calls.set(callId, call);
    call.start(refusal === null ? null : { cause: 'failed', detail: `not dialled: ${refusal}` });
    return call;
  }

  async lookUp(lost: LostCall): Promise<CarrierCallState> {
    const call = this.#calls.get(lost.callId);
    if (call !== undefined) {
      call.hangUp();
      return 'under_way';
    }
    const { clock, onError } = this.#options;
    try {
      return await lookUpLostCall(lost, { clock, rest: this.#rest, isOurs: (sid) => this.#isOurs(sid) });
    } catch (error) {
      onError?.(error, lost.callId);
      return 'unknown';
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const calls = [...this.#calls.values()];
    for (const call of calls) call.leave({ cause: 'failed', detail: 'the carrier twilio was closed' });
    if (calls.length > 0 || this.#strays.size > 0) {
      await new Promise<void>((resolve) => {
        const limit = this.#options.clock.after(CLOSE_WITHIN_MS, resolve);
        void Promise.all([...calls.map(({ ended }) => ended), ...this.#strays.values()]).then(() => {
          limit.cancel();
          resolve();
        });
      });
    }
    for (const call of calls) call.abandon();
    for (const socket of this.#sockets) socket.terminate();
    this.#rest.close();
    await Promise.resolve();
  }

  async handle(request: PublicRequest): Promise<PublicResponse> {
    try {
      return await this.#handle(request);
    } catch (error) {
      this.#options.onError?.(error);
      return { status: 500, body: 'failed' };
    }
  }

  upgrade(request: PublicRequest): UpgradeAnswer {
    if (!/^\/twilio\/media\/?$/.test(request.target)) return { status: 404 };
    const { validateRequest } = this.#rest;
    // Before the package is there nothing was dialled, and no socket can be a call's.
    if (validateRequest === undefined) return this.#refuse({ at: 'media', why: 'unknown_call' });
    const { url } = this.#options.publicAddress;
    const wss = url === null ? '' : mediaUrl(url, this.#options.mediaPath);
    const signed = { headers: request.headers, url: wss, params: {}, body: '' };
    if (url === null || !isSigned(validateRequest, this.#key, signed)) {
      return this.#refuse({ at: 'media', why: 'signature' });
    }
    this.#options.publicAddress.seen();
    return {
      accept: (socket, connection) => {
        const one: MediaSocket = new MediaSocket(socket, connection, {
          clock: this.#options.clock,
          onStart: (start, media) => this.#started(start, media),
          onRefused: (why) => this.#refuse({ at: 'media', why }),
          onError: (error) => this.#options.onError?.(error),
          onGone: () => this.#sockets.delete(one),
        });
        this.#sockets.add(one);
      },
    };
  }

  get #key(): string {
    return this.#options.signingKey ?? this.#options.authToken;
  }

  async #handle(request: PublicRequest): Promise<PublicResponse> {
    const [, kind = '', encoded = ''] = /^\/twilio\/([a-z]+)\/([^/?]+)\/?(?:\?.*)?$/.exec(request.target) ?? [];
    const webhook = WEBHOOKS.find((one) => one === kind);
    if (webhook === undefined) return NOT_FOUND;
    if (request.method !== 'POST') return { status: 405, body: 'only POST' };
    const { url } = this.#options.publicAddress;
    const validate = await this.#rest.load();
    const body = request.body.toString('utf8');
    const form = readForm(body);
    const signed = { headers: request.headers, url: `${url ?? ''}${request.target}`, params: form, body };
    if (url === null || !isSigned(validate, this.#key, signed)) {
      this.#refuse({ at: webhook, why: 'signature' });
      return FORBIDDEN;
    }
    this.#options.publicAddress.seen();
    const callSid = text(form, 'CallSid');
    if (callSid === '') return { status: 400, body: 'no CallSid' };
    return this.#told(webhook, decodeURIComponent(encoded), callSid, form);
  }

  #told(webhook: Webhook, callId: string, callSid: string, form: Form): PublicResponse {
    if (webhook === 'recording') {
      this.#recorded(callId, callSid, form);
      return NO_CONTENT;
    }
    const call = this.#calls.get(callId);
    if (call?.toldBy(callSid) !== true) {
      const over = webhook === 'status' && progressOf(text(form, 'CallStatus')) === 'over';
      if (!over && !this.#sids.has(callSid)) this.#endStray(callId, callSid);
      return webhook === 'twiml' ? xml(HANGUP_TWIML) : NO_CONTENT;
    }
    switch (webhook) {
      case 'twiml':
        return xml(call.twiml());
      case 'status': {
        const sip = text(form, 'SipResponseCode');
        call.status(text(form, 'CallStatus'), sip === '' ? undefined : Number(sip));
        return NO_CONTENT;
      }
      case 'machine':
        call.answeredBy(text(form, 'AnsweredBy'));
        return NO_CONTENT;
      case 'stream':
        if (text(form, 'StreamEvent') === 'stream-error') call.streamFailed(text(form, 'StreamError'));
        return NO_CONTENT;
    }
  }

  #recorded(callId: string, callSid: string, form: Form): void {
    const recording: TwilioRecording = {
      callId,
      callSid,
      recordingSid: text(form, 'RecordingSid'),
      url: text(form, 'RecordingUrl'),
      status: text(form, 'RecordingStatus') as TwilioRecording['status'],
      durationMs: Number(text(form, 'RecordingDuration')) * 1000 || 0,
      channels: Number(text(form, 'RecordingChannels')) || 1,
    };
    this.#options.onRecording?.(recording);
  }

  #started(start: StreamStart, socket: MediaSocket): StreamOwner | null {
    const { callId } = start.parameters;
    const call = typeof callId === 'string' ? this.#calls.get(callId) : undefined;
    const why = call === undefined ? 'unknown_call' : call.admit(start, socket);
    if (why === null) return call as TwilioCall;
    this.#refuse({ at: 'media', why });
    return null;
  }

  /**
   * Ends a call with a webhook of ours that this process has not placed: one from before a crash, or one that was given up as never dialled.
   */
  #endStray(callId: string, callSid: string): void {
    if (this.#strays.has(callSid)) return;
    const { onError, onUnknownCall } = this.#options;
    const end = async (): Promise<void> => {
      try {
        if (!(await this.#rest.complete(callSid))) return;
        onUnknownCall?.({ callId, callSid });
      } catch (error) {
        onError?.(error, callId);
      } finally {
        this.#strays.delete(callSid);
        this.#remember(callSid, 'stray');
      }
    };
    this.#strays.set(callSid, end());
  }

  #forget(call: TwilioCall): void {
    if (this.#calls.get(call.callId) === call) this.#calls.delete(call.callId);
    for (const [sid, one] of this.#sids) if (one === call) this.#sids.delete(sid);
    if (call.sid !== null) this.#remember(call.sid, 'over');
  }

  /** Placed by this process. */
  #isOurs(sid: string): boolean {
    const known = this.#sids.get(sid);
    return known !== undefined && known !== 'stray';
  }

  #remember(sid: string, as: 'over' | 'stray'): void {
    this.#sids.set(sid, as);
    for (const [oldest, call] of this.#sids) {
      if (this.#sids.size - this.#calls.size <= REMEMBERED_SIDS) break;
      if (typeof call === 'string') this.#sids.delete(oldest);
    }
  }

  #refuse(refusal: TwilioRefusal): { status: number } {
    this.#refused += 1;
    this.#options.onRefused?.(refusal);
    return { status: 403 };
  }
}

/** A field of a form; the last of several, empty where there is none. */
function text(form: Form, name: string): string {
  const value = form[name] ?? '';
  return Array.isArray(value) ? (value.at(-1) ?? '') : value;
}

function xml(body: string): PublicResponse {
  return { status: 200, contentType: 'text/xml; charset=utf-8', body };
}
