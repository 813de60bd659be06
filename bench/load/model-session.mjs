/**
 * The model's side of one call: a session of the Realtime API as far as a talk needs it. It answers what it is sent as the service does, speaks in
 * deltas that come much faster than they play, and hears the callee speak when it is told to.
 */
import { byteLength, isMarked, markOf, numberAt, ownerAt } from './marked-audio.mjs';

const APPEND = '{"type":"input_audio_buffer.append"';
const AUDIO = Buffer.from('"audio":"');
const WORDS = ['Good', 'afternoon,', 'this', 'is', 'the', 'assistant', 'of', 'the', 'practice', 'calling', 'you.'];
/** A power of two, more than are ever under way. */
const KEPT = 1024;

let sessions = 0;
let events = 0;

export class ModelSession {
  number = ++sessions;
  /** The call whose audio it hears, once some came. */
  call = null;
  #sentAt = new Float64Array(KEPT);
  #items = new Array(KEPT).fill('');
  configured = false;
  #socket;
  #world;
  #config;
  #deltas = 0;
  #response = null;
  #responses = 0;
  #turns = 0;
  #closed = false;
  #timers = new Set();

  /** @param world what all sessions share: `settings`, `deltaPieces`, `meter`, `callOf(number)` */
  constructor(socket, model, world) {
    this.#socket = socket;
    this.#world = world;
    this.#config = {
      type: 'realtime',
      object: 'realtime.session',
      id: `sess_${this.number}`,
      model,
      output_modalities: ['audio'],
      instructions: '',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      truncation: 'auto',
      prompt: null,
      expires_at: Math.floor(Date.now() / 1000) + 3600,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 200,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: true,
          },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'marin', speed: 1 },
      },
      include: null,
    };
    this.#tell('session.created', { session: this.#config });
  }

  /** True while nothing is said or made. */
  get idle() {
    return this.configured && this.#response === null && this.#timers.size === 0;
  }

  /** When a delta of its was sent, and of which item it is. */
  delta(number) {
    return { sentAt: this.#sentAt[number % KEPT], itemId: this.#items[number % KEPT] };
  }

  received(buffer, start, end) {
    const { meter, callOf } = this.#world;
    if (buffer.latin1Slice(start, Math.min(end, start + APPEND.length)) === APPEND) {
      const at = buffer.indexOf(AUDIO, start + APPEND.length) + AUDIO.length;
      meter.appended(byteLength(buffer, at, buffer.indexOf(0x22, at)));
      if (!isMarked(buffer, at)) return;
      const call = callOf(ownerAt(buffer, at));
      if (call === undefined) return;
      if (this.call === null) {
        this.call = call;
        call.session = this;
      }
      call.arrived(numberAt(buffer, at));
      return;
    }
    this.#event(JSON.parse(buffer.toString('utf8', start, end)));
  }

  /** The callee begins to speak, and stops after so long. */
  calleeSpeaks(ms) {
    const { meter } = this.#world;
    this.#turns += 1;
    const itemId = `item_u${this.number}_${this.#turns}`;
    const detection = this.#config.audio.input.turn_detection;
    this.#tell('input_audio_buffer.speech_started', { audio_start_ms: 1000, item_id: itemId });
    meter.speechStarted(this.call.number);
    if (detection?.interrupt_response !== false) this.#cancel('turn_detected');
    this.#after(ms, () => this.#calleeStops(itemId, detection));
  }

  /** Its connection is lost. */
  drop() {
    this.#socket.destroy();
  }

  closed() {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    if (this.call !== null && this.call.session === this) this.call.session = null;
  }

  #calleeStops(itemId, detection) {
    this.#tell('input_audio_buffer.speech_stopped', { audio_end_ms: 3000, item_id: itemId });
    this.#tell('input_audio_buffer.committed', { previous_item_id: null, item_id: itemId });
    const item = {
      id: itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    this.#tell('conversation.item.added', { previous_item_id: null, item });
    this.#tell('conversation.item.done', { previous_item_id: null, item });
    if (detection?.create_response !== false) this.#respond();
    if (this.#config.audio.input.transcription === null) return;
    this.#after(400, () =>
      this.#tell('conversation.item.input_audio_transcription.completed', {
        item_id: itemId,
        content_index: 0,
        transcript: 'Yes, four o clock suits me well.',
        usage: {
          type: 'tokens',
          total_tokens: 30,
          input_tokens: 20,
          input_token_details: { text_tokens: 0, audio_tokens: 20 },
          output_tokens: 10,
        },
      }),
    );
  }

  #event(event) {
    switch (event.type) {
      case 'session.update':
        merge(this.#config, event.session);
        this.configured = true;
        this.#tell('session.updated', { session: this.#config });
        break;
      case 'response.create':
        if (this.#response === null) this.#respond(event.response?.metadata);
        else this.#refuse('conversation_already_has_active_response', event);
        break;
      case 'response.cancel':
        if (this.#response === null) this.#refuse('response_cancel_not_active', event);
        else this.#cancel('client_cancelled');
        break;
      case 'conversation.item.truncate':
        this.#world.meter.truncated(event.item_id, event.audio_end_ms);
        this.#tell('conversation.item.truncated', {
          item_id: event.item_id,
          content_index: 0,
          audio_end_ms: event.audio_end_ms,
        });
        break;
      case 'conversation.item.create': {
        const item = { id: `item_c${this.number}_${++events}`, object: 'realtime.item', ...event.item };
        this.#tell('conversation.item.added', { previous_item_id: null, item });
        this.#tell('conversation.item.done', { previous_item_id: null, item });
        break;
      }
      case 'conversation.item.delete':
        this.#tell('conversation.item.deleted', { item_id: event.item_id });
        break;
      case 'input_audio_buffer.clear':
        this.#tell('input_audio_buffer.cleared', {});
        break;
    }
  }

  #refuse(code, event) {
    this.#tell('error', {
      error: { type: 'invalid_request_error', code, message: code, param: null, event_id: event.event_id ?? null },
    });
  }

  #respond(metadata = null) {
    if (this.#response !== null) return;
    const { settings } = this.#world;
    const askedAt = performance.now();
    this.#responses += 1;
    const response = {
      id: `resp_${this.number}_${this.#responses}`,
      itemId: `item_a${this.number}_${this.#responses}`,
      left: Math.max(1, Math.round(settings.speechMs / settings.deltaMs)),
      said: '',
      begun: false,
      metadata,
      timer: null,
      askedAt,
    };
    this.#response = response;
    this.#tell('response.created', { response: this.#object(response, 'in_progress', null) });
    response.timer = setTimeout(() => this.#begin(response), settings.firstDeltaMs);
  }

  #begin(response) {
    response.begun = true;
    const item = this.#item(response, 'in_progress', []);
    this.#tell('response.output_item.added', { response_id: response.id, output_index: 0, item });
    this.#tell('conversation.item.added', { previous_item_id: null, item });
    this.#tell('response.content_part.added', {
      ...this.#ids(response),
      part: { type: 'audio', transcript: '' },
    });
    this.#world.meter.thought(response.itemId, performance.now() - response.askedAt);
    this.#delta(response);
  }

  #delta(response) {
    const { deltaPieces, settings } = this.#world;
    const number = this.#deltas;
    this.#deltas += 1;
    const word = `${response.said === '' ? '' : ' '}${WORDS[number % WORDS.length]}`;
    response.said += word;
    this.#tell('response.output_audio_transcript.delta', { ...this.#ids(response), delta: word });
    this.#sentAt[number % KEPT] = performance.now();
    this.#items[number % KEPT] = response.itemId;
    this.#world.meter.spoke(settings.deltaMs);
    // Put together by hand: nothing in it needs escaping.
    this.#socket.send(
      `{"type":"response.output_audio.delta","event_id":"event_${++events}","response_id":"${response.id}","item_id":"${response.itemId}","output_index":0,"content_index":0,"delta":"${markOf(this.number, number)}${deltaPieces[number % deltaPieces.length]}"}`,
    );
    response.left -= 1;
    response.timer = setTimeout(
      () => (response.left > 0 ? this.#delta(response) : this.#done(response)),
      settings.deltaEveryMs,
    );
  }

  #done(response) {
    this.#response = null;
    const ids = this.#ids(response);
    const part = { type: 'audio', transcript: response.said };
    const item = this.#item(response, 'completed', [{ type: 'output_audio', transcript: response.said }]);
    this.#tell('response.output_audio.done', ids);
    this.#tell('response.output_audio_transcript.done', { ...ids, transcript: response.said });
    this.#tell('response.content_part.done', { ...ids, part });
    this.#tell('conversation.item.done', { previous_item_id: null, item });
    this.#tell('response.output_item.done', { response_id: response.id, output_index: 0, item });
    this.#tell('response.done', { response: this.#object(response, 'completed', null, [item]) });
    this.#tell('rate_limits.updated', {
      rate_limits: [{ name: 'tokens', limit: 1_000_000, remaining: 900_000, reset_seconds: 6 }],
    });
  }

  #cancel(reason) {
    const response = this.#response;
    if (response === null) return;
    this.#response = null;
    clearTimeout(response.timer);
    const output = [];
    if (response.begun) {
      const item = this.#item(response, 'incomplete', [{ type: 'output_audio', transcript: response.said }]);
      const ids = this.#ids(response);
      this.#tell('response.output_audio.done', ids);
      this.#tell('response.output_audio_transcript.done', { ...ids, transcript: response.said });
      this.#tell('response.content_part.done', { ...ids, part: { type: 'audio', transcript: response.said } });
      this.#tell('conversation.item.done', { previous_item_id: null, item });
      this.#tell('response.output_item.done', { response_id: response.id, output_index: 0, item });
      output.push(item);
    }
    this.#tell('response.done', {
      response: this.#object(response, 'cancelled', { type: 'cancelled', reason }, output),
    });
  }

  #ids({ id, itemId }) {
    return { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
  }

  #item({ itemId }, status, content) {
    return { id: itemId, object: 'realtime.item', type: 'message', status, role: 'assistant', content };
  }

  #object({ id, metadata }, status, details, output = []) {
    return {
      object: 'realtime.response',
      id,
      status,
      status_details: details,
      output,
      conversation_id: `conv_${this.number}`,
      output_modalities: ['audio'],
      max_output_tokens: 'inf',
      audio: { output: { format: { type: 'audio/pcmu' }, voice: 'marin' } },
      metadata,
      ...(status === 'in_progress'
        ? {}
        : {
            usage: {
              total_tokens: 253,
              input_tokens: 132,
              output_tokens: 121,
              input_token_details: {
                text_tokens: 119,
                audio_tokens: 13,
                image_tokens: 0,
                cached_tokens: 64,
                cached_tokens_details: { text_tokens: 64, audio_tokens: 0, image_tokens: 0 },
              },
              output_token_details: { text_tokens: 30, audio_tokens: 91 },
            },
          }),
    };
  }

  #after(ms, run) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) run();
    }, ms);
    this.#timers.add(timer);
  }

  #tell(type, fields) {
    events += 1;
    this.#socket.send(ascii(JSON.stringify({ type, event_id: `event_${events}`, ...fields })));
  }
}

/** What is echoed may be in any language; the socket takes ASCII. */
const ascii = (json) =>
  json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

function merge(into, from) {
  for (const [name, value] of Object.entries(from ?? {})) {
    const before = into[name];
    if (
      value !== null &&
      typeof value === 'object' &&
      !Array.isArray(value) &&
      before !== null &&
      typeof before === 'object'
    )
      merge(before, value);
    else into[name] = value;
  }
}
