import type { Clock, Timer } from '@ringback/engine';
import type { AudioFormat } from './audio-format.js';
import type { RealtimeFaults } from './faults.js';
import type { RealtimeLatency } from './latency.js';
import type { MindContext, MindSession, Thought } from './mind.js';
import type { VoiceName } from './session-config.js';
import { voiceId } from './session-config.js';
import { type Entry, Spoken } from './session-items.js';
import type { Speech } from './speech.js';
import { assistantAudioTokens, type Tokens, textTokens, usageOf } from './tokens.js';
import { NULL, type ResponseObject, type Unnumbered } from './wire.js';

/** What a response is made with, once the session's settings and its own were put together. */
export interface ResponseSettings {
  outOfBand: boolean;
  modalities: ['audio'] | ['text'];
  format: AudioFormat;
  voice: VoiceName;
  speed: number;
  maxOutputTokens: number | 'inf';
  metadata: Record<string, string> | null;
}

/** What a response needs of its session. */
export interface ResponseHost {
  readonly clock: Clock;
  readonly conversationId: string;
  readonly latency: RealtimeLatency;
  readonly speech: Speech;
  readonly faults: RealtimeFaults;
  newId(kind: 'resp' | 'item' | 'call' | 'part'): string;
  send(event: Unnumbered): void;
  /** An item of the response joins the conversation. Gives the id of the item before it. */
  join(entry: Entry): string | null;
  /** Audio goes out: remembered with its words for whoever brings it to an ear. */
  spoke(payload: string, words: string): void;
  /** A delta went out. False: the socket was cut. */
  delivered(): boolean;
  /** The response is over; its `response.done` went out. */
  over(run: ResponseRun): void;
}

type End = NonNullable<ResponseObject['status_details']> & {
  type: 'completed' | 'cancelled' | 'incomplete' | 'failed';
};

interface OpenMessage {
  kind: 'message';
  entry: Entry;
  spoken: Spoken;
  index: number;
  said: string;
  previous: string | null;
}

interface OpenCall {
  kind: 'call';
  entry: Entry;
  index: number;
  name: string;
  callId: string;
  written: string;
  previous: string | null;
}

/**
 * One response: `created`, then items one after the other, then `done`, whatever happens. Every item that was begun is ended, and its
 * parts before it. Once it is over nothing more comes of it; only late deltas, where a fault asks for them, come between its
 * cancellation and its end.
 */
export class ResponseRun {
  readonly id: string;
  readonly settings: ResponseSettings;
  readonly #host: ResponseHost;
  readonly #output: Entry[] = [];
  readonly #abort = new AbortController();
  readonly #createdAt: number;
  #open: OpenMessage | OpenCall | null = null;
  #over = false;
  /** Set: it was cancelled and so many deltas still come. */
  #late: { reason: 'turn_detected' | 'client_cancelled'; left: number } | null = null;
  #stalled = false;
  /** Deltas are going out: while the mind thinks, none would. */
  #sending = false;
  #deltas = 0;
  #firstAudioAt: number | null = null;
  #audioMs = 0;
  /** Tokens of what was said and written. */
  #written: Tokens = { text: 0, audio: 0 };
  #input: Tokens = { text: 0, audio: 0 };
  #cached: Tokens = { text: 0, audio: 0 };
  #wake: (() => void) | null = null;
  #timer: Timer | null = null;

  constructor(host: ResponseHost, settings: ResponseSettings) {
    this.#host = host;
    this.settings = settings;
    this.id = host.newId('resp');
    this.#createdAt = host.clock.now();
    host.send({ type: 'response.created', response: this.#object('in_progress', null) });
  }

  /** It was cancelled and late deltas still come. */
  get isCancelled(): boolean {
    return this.#late !== null && !this.#over;
  }

  /** When all of its audio will have been played by a client that plays as it comes; null where it has none. */
  get playedAt(): number | null {
    return this.#firstAudioAt === null ? null : this.#firstAudioAt + this.#audioMs;
  }

  /**
   * @param context what the mind knows, once it is known (what was heard may have to be understood first).
   * @param input tokens that the response reads, and how many of them were read before.
   */
  async run(
    mind: MindSession,
    context: Promise<{ context: MindContext; input: Tokens; cached: Tokens }>,
    failure: RealtimeFaults['failResponses'] | null,
  ): Promise<void> {
    try {
      const known = await this.#unlessCancelled(context);
      if (known === null) return;
      this.#input = known.input;
      this.#cached = known.cached;
      if (failure !== null && failure !== undefined) {
        await this.#wait(this.#host.latency.firstDeltaMs);
        const { type, message } = FAILURES[failure.code];
        this.#fail(type, failure.code, message);
        return;
      }
      await this.#follow(mind.respond(known.context, this.#abort.signal));
      this.#end({ type: 'completed' });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.#fail('server_error', 'server_error', `The server had an error while processing your request: ${why}`);
    }
  }

  /** @param lateDeltas so many deltas still come, where any would have. */
  cancel(reason: 'turn_detected' | 'client_cancelled', lateDeltas: number): void {
    if (this.#over || this.#late !== null) return;
    if (lateDeltas > 0 && this.#sending && !this.#stalled) this.#late = { reason, left: lateDeltas };
    else this.#end({ type: 'cancelled', reason });
  }

  /** The session is gone: no event any more. */
  abandon(): void {
    this.#over = true;
    this.#release();
  }

  async #follow(thoughts: Iterable<Thought> | AsyncIterable<Thought>): Promise<void> {
    const iterator = Symbol.asyncIterator in thoughts ? thoughts[Symbol.asyncIterator]() : thoughts[Symbol.iterator]();
    try {
      while (!this.#over) {
        const next = await this.#unlessCancelled(Promise.resolve(iterator.next()));
        if (next === null || next.done === true) return;
        await this.#do(next.value);
        this.#sending = false;
        if (this.#late !== null) return;
      }
    } finally {
      // A generator that waits for its endpoint ends when its signal does: nobody waits for it here.
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }

  async #do(thought: Thought): Promise<void> {
    if ('pauseMs' in thought) await this.#wait(thought.pauseMs);
    else if ('say' in thought) {
      await (this.settings.modalities[0] === 'audio' ? this.#say(thought.say) : this.#write(thought.say));
    } else if ('call' in thought) await this.#call(thought.call, thought.arguments);
    else if ('stop' in thought) this.#end({ type: 'incomplete', reason: thought.stop });
    else this.#fail(thought.fail.type, thought.fail.code, thought.fail.message);
  }

  async #say(text: string): Promise<void> {
    const { voice, speed, format } = this.settings;
    const speaking = this.#host.speech.pieces(text, voiceId(voice), speed, format);
    // Rejections are met below; while the first delta's time passes they must not count as unhandled.
    speaking.catch(() => undefined);
    await this.#untilFirstDelta();
    const pieces = await this.#unlessCancelled(speaking);
    if (pieces === null || pieces.length === 0) return;
    const message = this.#message();
    this.#sending = true;
    for (const piece of pieces) {
      if (!(await this.#pace())) return;
      const ids = this.#contentIds(message);
      // Before it goes out: a client may answer a delta with a truncation at once.
      message.spoken.add(piece.ms, piece.words);
      if (piece.words !== '') {
        message.said += piece.words;
        this.#written.text += textTokens(piece.words);
        this.#host.send({
          type: 'response.output_audio_transcript.delta',
          ...ids,
          delta: piece.words,
          ...this.#noise(),
        });
      }
      this.#host.spoke(piece.payload, piece.words);
      this.#firstAudioAt ??= this.#host.clock.now();
      this.#audioMs += piece.ms;
      this.#host.send({ type: 'response.output_audio.delta', ...ids, delta: piece.payload, ...this.#noise() });
      if (!this.#delivered()) return;
    }
  }

  async #write(text: string): Promise<void> {
    await this.#untilFirstDelta();
    if (this.#over) return;
    const message = this.#message();
    this.#sending = true;
    for (const word of text.match(/\p{Script=Han}|\s*[^\s\p{Script=Han}]+|\s+/gu) ?? []) {
      if (!(await this.#pace())) return;
      message.said += word;
      this.#written.text += textTokens(word);
      this.#host.send({
        type: 'response.output_text.delta',
        ...this.#contentIds(message),
        delta: word,
        ...this.#noise(),
      });
      if (!this.#delivered()) return;
    }
  }

  async #call(name: string, given: unknown): Promise<void> {
    await this.#untilFirstDelta();
    if (this.#over) return;
    this.#close('completed');
    const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
    const callId = this.#host.newId('call');
    const entry: Entry = {
      item: {
        id: this.#host.newId('item'),
        object: 'realtime.item',
        type: 'function_call',
        status: 'in_progress',
        name,
        call_id: callId,
        arguments: '',
      },
    };
    const { index, previous } = this.#begin(entry);
    const call: OpenCall = { kind: 'call', entry, index, previous, name, callId, written: '' };
    this.#open = call;
    this.#sending = true;
    for (const part of text.match(/[\s\S]{1,12}/g) ?? []) {
      if (!(await this.#pace())) return;
      call.written += part;
      this.#written.text += textTokens(part);
      this.#host.send({
        type: 'response.function_call_arguments.delta',
        response_id: this.id,
        item_id: entry.item.id,
        output_index: index,
        call_id: callId,
        delta: part,
        ...this.#noise(),
      });
      if (!this.#delivered()) return;
    }
    this.#close('completed');
  }

  /** Begins the message that is said now, where none is open. */
  #message(): OpenMessage {
    if (this.#open?.kind === 'message') return this.#open;
    const audio = this.settings.modalities[0] === 'audio';
    const spoken = new Spoken();
    const entry: Entry = {
      item: {
        id: this.#host.newId('item'),
        object: 'realtime.item',
        type: 'message',
        status: 'in_progress',
        role: 'assistant',
        content: [],
      },
      ...(audio ? { spoken } : {}),
    };
    const { index, previous } = this.#begin(entry);
    const message: OpenMessage = { kind: 'message', entry, spoken, index, previous, said: '' };
    this.#open = message;
    this.#host.send({
      type: 'response.content_part.added',
      ...this.#contentIds(message),
      part: audio ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
    });
    return message;
  }

  #begin(entry: Entry): { index: number; previous: string | null } {
    const index = this.#output.length;
    this.#output.push(entry);
    this.#host.send({
      type: 'response.output_item.added',
      response_id: this.id,
      output_index: index,
      item: structuredClone(entry.item),
    });
    if (this.settings.outOfBand) return { index, previous: null };
    const previous = this.#host.join(entry);
    this.#host.send({ type: 'conversation.item.added', previous_item_id: previous, item: structuredClone(entry.item) });
    return { index, previous };
  }

  /** Ends what is open, its parts first. */
  #close(status: 'completed' | 'incomplete'): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const send = (event: Unnumbered): void => this.#host.send(event);
    const { item } = open.entry;
    if (open.kind === 'message' && item.type === 'message' && item.role === 'assistant') {
      const ids = this.#contentIds(open);
      if (this.settings.modalities[0] === 'audio') {
        send({ type: 'response.output_audio.done', ...ids });
        send({ type: 'response.output_audio_transcript.done', ...ids, transcript: open.said });
        send({ type: 'response.content_part.done', ...ids, part: { type: 'audio', transcript: open.said } });
        // What was truncated meanwhile has lost its transcript for good.
        item.content = [open.spoken.isCut ? { type: 'output_audio' } : { type: 'output_audio', transcript: open.said }];
      } else {
        send({ type: 'response.output_text.done', ...ids, text: open.said });
        send({ type: 'response.content_part.done', ...ids, part: { type: 'text', text: open.said } });
        item.content = [{ type: 'output_text', text: open.said }];
      }
      item.status = status;
    } else if (open.kind === 'call' && item.type === 'function_call') {
      item.arguments = open.written;
      item.status = status;
      send({
        type: 'response.function_call_arguments.done',
        response_id: this.id,
        item_id: item.id,
        output_index: open.index,
        call_id: open.callId,
        name: open.name,
        arguments: open.written,
      });
    }
    if (!this.settings.outOfBand) {
      send({ type: 'conversation.item.done', previous_item_id: open.previous, item: structuredClone(item) });
    }
    send({
      type: 'response.output_item.done',
      response_id: this.id,
      output_index: open.index,
      item: structuredClone(item),
    });
  }

  #fail(type: string, code: string, message: string): void {
    this.#end({ type: 'failed', error: { type, code, ...{ message } } });
  }

  #end(as: End): void {
    if (this.#over) return;
    const end: End = this.#late === null ? as : { type: 'cancelled', reason: this.#late.reason };
    this.#close(end.type === 'completed' ? 'completed' : 'incomplete');
    this.#over = true;
    const done = {
      type: 'response.done',
      response: this.#object(end.type, end.type === 'completed' ? null : end),
    } as const;
    this.#host.send(done);
    if (this.#host.faults.repeatResponseDone === true) this.#host.send(done);
    this.#release();
    this.#host.over(this);
  }

  #release(): void {
    this.#abort.abort();
    this.#timer?.cancel();
    this.#wake?.();
  }

  #object(status: NonNullable<ResponseObject['status']>, details: End | null): ResponseObject {
    const { settings } = this;
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: details ?? NULL,
      output: this.#output.map(({ item }) => structuredClone(item)),
      conversation_id: settings.outOfBand ? NULL : this.#host.conversationId,
      output_modalities: [...settings.modalities],
      max_output_tokens: settings.maxOutputTokens,
      audio: { output: { format: settings.format, voice: voiceId(settings.voice) } },
      metadata: settings.metadata,
      usage: status === 'in_progress' ? NULL : usageOf(this.#input, this.#cached, this.#written),
    };
  }

  /** Waits for its turn to send a delta. False: it is over, nothing more may be sent. */
  async #pace(): Promise<boolean> {
    const { faults, latency } = this.#host;
    if (this.#over) return false;
    if (this.#deltas > 0) await this.#wait(latency.deltaEveryMs);
    if (this.#over) return false;
    const stalls = faults.stallAfterDeltas !== undefined && this.#deltas >= faults.stallAfterDeltas;
    if (this.#late !== null) {
      if (this.#late.left === 0 || stalls) this.#end({ type: 'cancelled', reason: this.#late.reason });
      else this.#late.left -= 1;
    }
    if (stalls && !this.#over) {
      this.#stalled = true;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#over) return false;
    const { maxOutputTokens } = this.settings;
    this.#written.audio = assistantAudioTokens(this.#audioMs);
    if (maxOutputTokens !== 'inf' && this.#written.text + this.#written.audio >= maxOutputTokens) {
      this.#end({ type: 'incomplete', reason: 'max_output_tokens' });
      return false;
    }
    return true;
  }

  #delivered(): boolean {
    this.#deltas += 1;
    this.#written.audio = assistantAudioTokens(this.#audioMs);
    return this.#host.delivered() && !this.#over;
  }

  #untilFirstDelta(): Promise<void> {
    if (this.#deltas > 0) return Promise.resolve();
    return this.#wait(this.#createdAt + this.#host.latency.firstDeltaMs - this.#host.clock.now());
  }

  /** Ends early when the response is over. */
  #wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = this.#host.clock.after(ms, resolve);
    });
  }

  /** Null where the response is over before it comes. */
  #unlessCancelled<T>(promise: Promise<T>): Promise<T | null> {
    if (this.#over) {
      promise.catch(() => undefined);
      return Promise.resolve(null);
    }
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(null);
      promise.then(
        (value) => resolve(this.#over ? null : value),
        (cause: unknown) => (this.#over ? resolve(null) : reject(cause)),
      );
    });
  }

  #contentIds(message: OpenMessage): {
    response_id: string;
    item_id: string;
    output_index: number;
    content_index: number;
  } {
    return { response_id: this.id, item_id: message.entry.item.id, output_index: message.index, content_index: 0 };
  }

  #noise(): object {
    return this.#host.faults.unknownFields === true ? { obfuscation: 'aJ4kR9' } : {};
  }
}

const FAILURES = {
  insufficient_quota: {
    type: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  rate_limit_exceeded: { type: 'tokens', message: 'Rate limit reached. Please try again later.' },
  server_error: { type: 'server_error', message: 'The server had an error while processing your request.' },
} as const;
