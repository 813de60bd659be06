import type { Clock, Timer } from '@ringback/engine';
import { bytesPerMs } from './audio-format.js';
import { checkedEvent, eventIdOf, parseEvent } from './client-event.js';
import type { RealtimeFaults } from './faults.js';
import { givenItem } from './given-item.js';
import { Hearing, type Turn } from './hearing.js';
import type { RealtimeLatency } from './latency.js';
import type { Mind, MindContext, MindSession, Remembered } from './mind.js';
import type { HeardStretch, Recogniser } from './recogniser.js';
import { invalid, Refusal } from './refusal.js';
import { type RequestedResponse, type ResponseDefaults, requestedResponse } from './response-request.js';
import { ResponseRun } from './response-run.js';
import { firstConfig, type SessionConfig, sessionObject, updatedConfig } from './session-config.js';
import { type Entry, inputTokens, remembered, SessionItems } from './session-items.js';
import type { Speech } from './speech.js';
import { type Tokens, textTokens } from './tokens.js';
import { transcribe } from './transcribe.js';
import { type ClientEvent, NULL, type Unnumbered } from './wire.js';

/** What a session needs of the stand-in. */
export interface SessionDependencies {
  id: string;
  model: string;
  clock: Clock;
  mind: Mind;
  recogniser: Recogniser;
  speech: Speech;
  latency: RealtimeLatency;
  faults: RealtimeFaults;
  /** Longest life, in ms. */
  sessionMs: number;
  newId(kind: 'event' | 'conv' | 'resp' | 'item' | 'call' | 'part'): string;
  /** Words that were left for the very text of an append. */
  wordsOf(payload: string): string | undefined;
  spoke(payload: string, words: string): void;
  deliver(event: { type: string; event_id: string }): void;
  close(code: number, reason: string): void;
  /** Cuts the socket without a close frame. */
  cut(): void;
}

/** Shown ~40 ms after `response.done`, as captured from the live service. */
const RATE_LIMITS_AFTER_MS = 40;
const TOKENS_A_MINUTE = 40_000;
/** A commit needs so much audio. */
const LEAST_COMMIT_MS = 100;
/** Of the users' audio so much is kept for `conversation.item.retrieve`; older items keep their words alone. */
const MOST_KEPT_AUDIO_BYTES = 4 * 1024 * 1024;

/**
 * One session: reads client events one by one, in order, and answers each at once; hears turns in the audio; lets the mind respond.
 * One response at a time writes to the conversation; out-of-band ones run beside it.
 */
export class RealtimeSessionStandin {
  readonly id: string;
  readonly #with: SessionDependencies;
  readonly #mind: MindSession;
  readonly #conversationId: string;
  readonly #items: SessionItems;
  readonly #hearing: Hearing;
  readonly #runs = new Set<ResponseRun>();
  #config: SessionConfig;
  #active: ResponseRun | null = null;
  #spoken = false;
  #responses = 0;
  #deltas = 0;
  #seen: Tokens = { text: 0, audio: 0 };
  #idle: Timer | null = null;
  #expiry: Timer | null = null;
  readonly #timers = new Set<Timer>();
  /** Transcripts that wait for the end of a response. */
  readonly #afterRun = new Map<ResponseRun, () => Promise<void>>();
  /** An answer that waits until the response before it, which was cancelled, has sent its last. */
  #owed: (() => void) | null = null;
  #keptAudio: Entry[] = [];
  #ended = false;

  constructor(dependencies: SessionDependencies) {
    this.#with = dependencies;
    this.id = dependencies.id;
    const { clock, model, sessionMs, mind } = dependencies;
    this.#conversationId = dependencies.newId('conv');
    this.#items = new SessionItems();
    this.#config = firstConfig(this.id, model, Math.floor((clock.now() + sessionMs) / 1000));
    this.#mind = mind.begin(this.id);
    const { format, turn_detection: detection } = this.#config.audio.input;
    this.#hearing = new Hearing(format, detection, {
      now: () => clock.now(),
      newItemId: () => dependencies.newId('item'),
      wordsOf: dependencies.wordsOf,
      onStarted: (turn) => this.#onStarted(turn),
      onStopped: (turn, atMs) => this.#onStopped(turn, atMs),
    });
  }

  start(): void {
    this.#expiry = this.#with.clock.after(this.#with.sessionMs, () => this.expire());
    if (this.#with.faults.mute === true) return;
    this.#send({ type: 'session.created', session: sessionObject(this.#config) });
  }

  /** The session is over its time: an error, then the close. */
  expire(): void {
    if (this.#ended) return;
    const minutes = Math.round(this.#with.sessionMs / 60_000);
    this.#sendError(
      'invalid_request_error',
      'session_expired',
      `Your session hit the maximum duration of ${minutes} minutes.`,
      null,
      null,
    );
    this.end();
    this.#with.close(1001, 'session_expired');
  }

  /** The socket is gone: nothing is sent any more, and no timer runs on. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const run of this.#runs) run.abandon();
    this.#runs.clear();
    this.#expiry?.cancel();
    this.#idle?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** One message of the client. */
  receive(data: string, isBinary: boolean): void {
    if (this.#ended) return;
    let eventId: string | null = null;
    try {
      if (isBinary) throw new Refusal('invalid_event', 'Binary messages are not supported: send JSON text.');
      const parsed = parseEvent(data);
      eventId = eventIdOf(parsed);
      this.#handle(checkedEvent(parsed));
    } catch (cause) {
      if (cause instanceof Refusal) {
        this.#sendError('invalid_request_error', cause.code, cause.message, cause.param, eventId);
      } else {
        const why = cause instanceof Error ? cause.message : String(cause);
        this.#sendError('server_error', 'server_error', `The stand-in failed: ${why}`, null, eventId);
      }
    }
  }

  #handle(event: ClientEvent): void {
    switch (event.type) {
      case 'session.update':
        this.#update(event.session);
        break;
      case 'input_audio_buffer.append':
        this.#hearing.append(event.audio);
        break;
      case 'input_audio_buffer.commit':
        this.#commitByHand();
        break;
      case 'input_audio_buffer.clear':
        this.#hearing.clear();
        this.#send({ type: 'input_audio_buffer.cleared' });
        break;
      case 'conversation.item.create':
        this.#create(event.item, event.previous_item_id);
        break;
      case 'conversation.item.retrieve':
        this.#retrieve(event.item_id);
        break;
      case 'conversation.item.truncate':
        this.#truncate(event.item_id, event.content_index, event.audio_end_ms);
        break;
      case 'conversation.item.delete':
        this.#items.delete(event.item_id);
        this.#send({ type: 'conversation.item.deleted', item_id: event.item_id });
        break;
      case 'response.create':
        this.#respond(requestedResponse(event.response, this.#defaults(), this.#items), false);
        break;
      case 'response.cancel':
        this.#cancel(event.response_id ?? undefined);
        break;
      case 'output_audio_buffer.clear':
        // Refused when its shape was checked: it is for other transports.
        break;
    }
  }

  #update(update: unknown): void {
    const facts = { spoken: this.#spoken, responding: this.#active !== null };
    this.#config = updatedConfig(this.#config, update, facts);
    const { format, turn_detection: detection } = this.#config.audio.input;
    if (this.#hearing.configure(format, detection)) this.#idle?.cancel();
    const updated = { type: 'session.updated', session: sessionObject(this.#config) } as const;
    const { sessionUpdated: late } = this.#with.faults;
    if (late === undefined) this.#send(updated);
    else if (late !== false) this.#after(late, () => this.#send(updated));
  }

  #onStarted({ itemId, fromMs }: Turn): void {
    this.#idle?.cancel();
    this.#send({ type: 'input_audio_buffer.speech_started', audio_start_ms: fromMs, item_id: itemId });
    if (this.#config.audio.input.turn_detection?.interrupt_response === true) {
      this.#active?.cancel('turn_detected', this.#with.faults.lateDeltas ?? 0);
    }
  }

  #onStopped({ itemId, fromMs }: Turn, atMs: number): void {
    this.#send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: atMs, item_id: itemId });
    this.#commit(itemId, fromMs, this.#config.audio.input.turn_detection?.create_response === true);
  }

  #commitByHand(): void {
    const held = this.#hearing.heldMs;
    if (held < LEAST_COMMIT_MS) {
      throw new Refusal(
        'input_audio_buffer_commit_empty',
        `Error committing input audio buffer: buffer too small. Expected at least ${LEAST_COMMIT_MS}ms of audio, but buffer only has ${held.toFixed(2)}ms of audio.`,
      );
    }
    this.#commit(this.#hearing.endTurn(), 0, false);
  }

  /** The turn becomes an item, is understood, and answered where that is wanted. */
  #commit(itemId: string, fromMs: number, answer: boolean, idle = false): void {
    const { faults } = this.#with;
    const held = this.#hearing.take(fromMs);
    const stretch: HeardStretch = { sessionId: this.id, itemId, ...held };
    const recognised = idle ? Promise.resolve('') : this.#recognise(stretch);
    const entry: Entry = {
      item: {
        id: itemId,
        object: 'realtime.item',
        type: 'message',
        status: 'completed',
        role: 'user',
        content: [{ type: 'input_audio', transcript: NULL }],
      },
      heard: {
        // The mind hears what it can; only the transcript tells of a failure.
        words: recognised.catch(() => ''),
        ms: held.toMs - held.fromMs,
        audio: held.audio,
      },
    };
    const previous = this.#items.lastId;
    this.#send({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: itemId });
    this.#join(entry, undefined);
    this.#keepAudio(entry);
    const tell = async (): Promise<void> => {
      const { transcription } = this.#config.audio.input;
      if (transcription === null || faults.transcription === 'never') return;
      await transcribe(entry, recognised, transcription, faults.transcription, (event) => this.#send(event));
    };
    if (faults.transcription === 'before_response') {
      void tell().then(() => {
        if (answer) this.#answer(idle);
      });
      return;
    }
    if (answer) this.#answer(idle);
    const run = this.#active;
    if (faults.transcription === 'after_response' && run !== null) this.#afterRun.set(run, tell);
    else this.#after(this.#with.latency.transcriptionMs, () => void tell());
  }

  async #recognise(stretch: HeardStretch): Promise<string> {
    return (await this.#with.recogniser.recognise(stretch)).trim();
  }

  /** A response of the service's own accord. */
  #answer(idle: boolean): void {
    if (this.#active?.isCancelled === true) {
      this.#owed = () => this.#answer(idle);
      return;
    }
    try {
      this.#respond(requestedResponse(undefined, this.#defaults(), this.#items), idle);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      this.#sendError('invalid_request_error', cause.code, cause.message, cause.param, null);
    }
  }

  #respond(request: RequestedResponse, idle: boolean): void {
    if (!request.settings.outOfBand && this.#active !== null) {
      throw new Refusal(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${this.#active.id}. Wait until the response is finished before creating a new one.`,
      );
    }
    this.#idle?.cancel();
    this.#responses += 1;
    const { failResponses } = this.#with.faults;
    const fails = failResponses !== undefined && this.#responses >= failResponses.from ? failResponses : null;
    const run = new ResponseRun(
      {
        clock: this.#with.clock,
        conversationId: this.#conversationId,
        latency: this.#with.latency,
        speech: this.#with.speech,
        faults: this.#with.faults,
        newId: this.#with.newId,
        send: (event) => this.#send(event),
        join: (entry) => this.#items.add(entry),
        spoke: (payload, words) => {
          this.#spoken = true;
          this.#with.spoke(payload, words);
        },
        delivered: () => this.#onDelivered(),
        over: (ended) => this.#onOver(ended),
      },
      request.settings,
    );
    this.#runs.add(run);
    if (!request.settings.outOfBand) this.#active = run;
    void run.run(this.#mind, this.#context(request, idle), fails);
  }

  async #context(
    request: RequestedResponse,
    idle: boolean,
  ): Promise<{ context: MindContext; input: Tokens; cached: Tokens }> {
    const entries = request.input ?? [...this.#items.entries];
    const input: Tokens = { text: textTokens(request.instructions + JSON.stringify(request.tools)), audio: 0 };
    for (const entry of entries) {
      const { text, audio } = inputTokens(entry);
      input.text += text;
      input.audio += audio;
    }
    const history = (await Promise.all(entries.map(remembered))).filter((each) => each !== null);
    const cached = request.settings.outOfBand ? { text: 0, audio: 0 } : this.#seen;
    if (!request.settings.outOfBand) this.#seen = input;
    const { toolChoice } = request;
    return {
      input,
      cached,
      context: {
        sessionId: this.id,
        instructions: request.instructions,
        history,
        heard: heardLast(history),
        tools:
          toolChoice === 'none'
            ? []
            : request.tools.map(({ name = '', description = '', parameters = {} }) => ({
                name,
                description,
                parameters,
              })),
        mustCall: typeof toolChoice === 'object' ? toolChoice.name : toolChoice === 'required',
        modality: request.settings.modalities[0],
        idle,
        outOfBand: request.settings.outOfBand,
        metadata: request.settings.metadata,
      },
    };
  }

  #onDelivered(): boolean {
    this.#deltas += 1;
    const { faults } = this.#with;
    if (faults.unknownFields === true && this.#deltas % 2 === 0) {
      this.#with.deliver({ type: 'response.nobody_knows_this.delta', event_id: this.#with.newId('event') });
    }
    if (this.#deltas === faults.dropAfterDeltas) {
      this.end();
      this.#with.cut();
    }
    return !this.#ended;
  }

  #onOver(run: ResponseRun): void {
    this.#runs.delete(run);
    if (this.#active === run) this.#active = null;
    this.#after(RATE_LIMITS_AFTER_MS, () => {
      const remaining = Math.max(0, TOKENS_A_MINUTE - this.#seen.text - this.#seen.audio);
      const reset = ((TOKENS_A_MINUTE - remaining) * 60) / TOKENS_A_MINUTE;
      this.#send({
        type: 'rate_limits.updated',
        rate_limits: [{ name: 'tokens', limit: TOKENS_A_MINUTE, remaining, reset_seconds: reset }],
      });
    });
    const tell = this.#afterRun.get(run);
    this.#afterRun.delete(run);
    if (tell !== undefined) void tell();
    if (run.settings.outOfBand) return;
    const owed = this.#owed;
    this.#owed = null;
    if (owed === null) this.#awaitUser(run);
    else owed();
  }

  /** The idle time-out counts from when the response has been played. */
  #awaitUser(run: ResponseRun): void {
    const { turn_detection: detection } = this.#config.audio.input;
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null || this.#hearing.inTurn) return;
    const { clock } = this.#with;
    const now = clock.now();
    const playedAt = Math.max(now, run.playedAt ?? now);
    const startMs = this.#hearing.totalMs;
    this.#idle?.cancel();
    this.#idle = clock.after(playedAt - now + detection.idle_timeout_ms, () => {
      const itemId = this.#hearing.endTurn();
      this.#send({
        type: 'input_audio_buffer.timeout_triggered',
        audio_start_ms: Math.round(Math.min(this.#hearing.totalMs, startMs + playedAt - now)),
        audio_end_ms: Math.round(this.#hearing.totalMs),
        item_id: itemId,
      });
      this.#commit(itemId, 0, true, true);
    });
  }

  #create(given: unknown, after: string | null | undefined): void {
    const item = givenItem(given, 'item', () => this.#with.newId('item'));
    if (item.type === 'function_call_output') this.#items.checkCall(item.call_id);
    const entry: Entry = { item };
    if (item.type === 'message' && item.role === 'user') {
      const audio = item.content.find(({ type }) => type === 'input_audio');
      if (audio?.audio !== undefined) {
        entry.heard = this.#givenAudio(item.id, Buffer.from(audio.audio, 'base64'), audio.transcript ?? '');
      }
    }
    this.#join(entry, after);
  }

  /** Audio that came within an item: it is not part of the audio that was appended. */
  #givenAudio(itemId: string, audio: Buffer, captions: string): NonNullable<Entry['heard']> {
    const now = this.#with.clock.now();
    const ms = audio.length / bytesPerMs(this.#config.audio.input.format);
    const at = { fromMs: 0, toMs: ms, startedAt: now, endedAt: now };
    const words = this.#recognise({ sessionId: this.id, itemId, ...at, audio, captions }).catch(() => '');
    return { words, ms, audio: null };
  }

  #join(entry: Entry, after: string | null | undefined): void {
    const previous = this.#items.add(entry, after);
    const item = structuredClone(entry.item);
    this.#send({ type: 'conversation.item.added', previous_item_id: previous, item });
    this.#send({ type: 'conversation.item.done', previous_item_id: previous, item });
  }

  #retrieve(id: string): void {
    const { item, heard } = this.#items.get(id, 'retrieve');
    const shown = structuredClone(item);
    const part = shown.type === 'message' && shown.role === 'user' ? shown.content[0] : undefined;
    if (part !== undefined && heard !== undefined && heard.audio !== null) {
      part.audio = Buffer.from(heard.audio).toString('base64');
    }
    this.#send({ type: 'conversation.item.retrieved', item: shown });
  }

  #truncate(id: string, contentIndex: number, endMs: number): void {
    const { item, spoken } = this.#items.get(id, 'truncate');
    if (spoken === undefined || spoken.heldMs === 0) {
      throw new Refusal('unsupported_content_type', 'Only model output audio messages can be truncated', 'item_id');
    }
    if (contentIndex !== 0) {
      throw invalid('content_index', `Invalid value: ${contentIndex}. The item has no content at this index.`);
    }
    const { refuseTruncation, heldShorterByMs = 0 } = this.#with.faults;
    const held = refuseTruncation === true ? 0 : Math.max(0, Math.floor(spoken.heldMs - heldShorterByMs));
    if (endMs > held || refuseTruncation === true) {
      throw invalid('audio_end_ms', `Audio content of ${held}ms is already shorter than ${endMs}ms`);
    }
    spoken.cut(endMs);
    // The transcript of what was not heard must not stay in the model's memory, and nobody knows which words those are.
    if (item.type === 'message' && item.role === 'assistant' && item.status !== 'in_progress') {
      item.content = [{ type: 'output_audio' }];
    }
    this.#send({ type: 'conversation.item.truncated', item_id: id, content_index: contentIndex, audio_end_ms: endMs });
  }

  #cancel(responseId: string | undefined): void {
    const run = responseId === undefined ? this.#active : ([...this.#runs].find(({ id }) => id === responseId) ?? null);
    if (run === null) {
      throw new Refusal('response_cancel_not_active', 'Cancellation failed: no active response found', null);
    }
    run.cancel('client_cancelled', this.#with.faults.lateDeltas ?? 0);
  }

  #defaults(): ResponseDefaults {
    return { config: this.#config, spoken: this.#spoken, newItemId: () => this.#with.newId('item') };
  }

  #keepAudio(entry: Entry): void {
    this.#keptAudio.push(entry);
    let bytes = 0;
    for (const each of [...this.#keptAudio].reverse()) {
      bytes += each.heard?.audio?.byteLength ?? 0;
      if (bytes > MOST_KEPT_AUDIO_BYTES && each.heard !== undefined) each.heard.audio = null;
    }
    this.#keptAudio = this.#keptAudio.filter(({ heard }) => heard !== undefined && heard.audio !== null);
  }

  #after(ms: number, run: () => void): void {
    if (this.#ended) return;
    const timer = this.#with.clock.after(ms, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }

  #send(event: Unnumbered): void {
    if (this.#ended) return;
    this.#with.deliver({ ...event, event_id: this.#with.newId('event') });
  }

  #sendError(type: string, code: string, message: string, param: string | null, eventId: string | null): void {
    this.#send({ type: 'error', error: { type, code, message, param, event_id: eventId } });
  }
}

/** What the user said since the assistant last spoke or called. */
function heardLast(history: readonly Remembered[]): string {
  const last = history.findLastIndex(({ kind }) => kind === 'assistant' || kind === 'call');
  return history
    .slice(last + 1)
    .map((each) => (each.kind === 'user' ? each.words : ''))
    .filter((words) => words !== '')
    .join(' ');
}
