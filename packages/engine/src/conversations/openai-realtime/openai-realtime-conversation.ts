import type { RealtimeErrorEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Outcome } from '../../call/outcome.js';
import type { MachineMoment } from '../../carriers/carrier.js';
import type { RingbackError } from '../../errors.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationEnd,
  ConversationListener,
  ConversationRequest,
  HandBack,
} from '../conversation.js';
import { understand } from '../notice/understanding.js';
import type { AudioDelta, WordsDelta } from './audio-delta.js';
import { CalleeHearing } from './callee-hearing.js';
import { type CalleeTurns, turnTimesOf } from './callee-turns.js';
import { ClientEvents, type ServerRefusal } from './client-events.js';
import { authorisation } from './dialect.js';
import type { Ending } from './ending.js';
import { responseFailed, type SessionFailure } from './failure.js';
import { isFarewell } from './farewell.js';
import { Instructions } from './instructions.js';
import { Memory, message } from './memory.js';
import type { RealtimeLogEntry, RealtimeSettings } from './realtime-options.js';
import type { ResponseSequence } from './response-sequence.js';
import { type Output, Responses } from './responses.js';
import { SessionLine } from './session-line.js';
import { SessionSetting } from './session-setting.js';
import { Speaking } from './speaking.js';
import { type HangUp, Tools } from './tools.js';
import { type TranscriptionTokens, UsageMeter } from './usage.js';

const ENDS: Readonly<Record<ConcludeReason, ConversationEnd>> = {
  time_limit: 'time_limit',
  out_of_balance: 'out_of_balance',
  stopping: 'interrupted',
  no_response: 'no_response',
};

/**
 * One call's talk through a Realtime session: what the callee says goes to it as it comes, what it says comes back, and between the two
 * stand whose turn it is ({@link Responses}), what was said ({@link Speaking}, {@link CalleeTurns}, {@link Memory}), what it does
 * ({@link Tools}) and the session itself ({@link SessionLine}), which may be replaced by another at any time.
 */
export class OpenaiRealtimeConversation implements Conversation {
  // Side by side, since each frame of the callee's needs these and nothing else.
  #over = false;
  #answered = false;
  readonly #callee: CalleeHearing;

  readonly #line: SessionLine;
  readonly #request: ConversationRequest;
  readonly #listener: ConversationListener;
  readonly #settings: RealtimeSettings;
  readonly #onClose: () => void;
  readonly #instructions: Instructions;
  readonly #events: ClientEvents;
  readonly #setting: SessionSetting;
  readonly #responses: Responses;
  readonly #sequence: ResponseSequence;
  readonly #ending: Ending;
  readonly #memory = new Memory();
  readonly #speaking: Speaking;
  readonly #turns: CalleeTurns;
  /** The session that is there was sent its configuration: what is sent now comes after it. */
  #configured = false;
  readonly #tools: Tools;
  readonly #usage: UsageMeter;

  #ready = false;
  #stalled = false;
  #mailbox = false;
  /** A person speaks in its place. */
  #aside = false;

  constructor(
    request: ConversationRequest,
    listener: ConversationListener,
    settings: RealtimeSettings,
    onClose: () => void,
  ) {
    this.#request = request;
    this.#listener = listener;
    this.#settings = settings;
    this.#onClose = onClose;
    const { ids, clock, brief, limits, callId } = request;
    this.#instructions = new Instructions(request);
    const { language } = this.#instructions;
    this.#tools = new Tools({
      callId,
      clock,
      resultSchema: brief.resultSchema,
      tools: settings.tools,
      hangUp: (given) => this.#ending.hangsUp(given),
      pressKeys: (digits) => listener.pressKeys(digits),
      note: (values) => {
        this.#ending.note(values);
        listener.note(values);
      },
      noted: () => this.#ending.noted,
    });
    this.#usage = new UsageMeter(settings.prices, (usage) => listener.usage(usage));
    this.#line = new SessionLine(
      { url: settings.url, headers: { ...settings.headers, ...authorisation(settings.dialect, settings.apiKey) } },
      clock,
      settings.renewalMarginMs,
      {
        opened: () => this.#guard(() => this.#setUp(true)),
        replacementReady: () => this.#guard(() => this.#replaceWhenQuiet()),
        replaced: () => this.#guard(() => this.#setUp(false)),
        lost: (failure) => this.#guard(() => this.#lost(failure)),
        event: (event) => this.#guard(() => this.#take(event)),
        audio: (delta) => this.#guard(() => this.#speak(delta)),
        words: (delta) => this.#guard(() => this.#writeDown(delta)),
        unreadable: () => this.#log({ what: 'unreadable' }),
        failed: (error) => this.#fail(error),
      },
    );
    this.#events = new ClientEvents(ids, (event, eventId) => this.#line.send(event, eventId));
    const contents = {
      settings,
      instructions: this.#instructions.session,
      tools: this.#tools.definitions,
      language,
      bargeInMs: limits.bargeInMs,
    };
    this.#setting = new SessionSetting(contents, this.#events, {
      refused: (code) => this.#log({ what: 'server_error', code }),
      failed: (error) => this.#fail(error),
    });
    this.#speaking = new Speaking(listener, ids, this.#memory, this.#events, settings.dialect, language);
    this.#callee = new CalleeHearing(this.#line, listener, ids, turnTimesOf(settings), clock);
    this.#turns = this.#callee.turns;
    this.#responses = new Responses({
      settings,
      instructions: this.#instructions,
      events: this.#events,
      speaking: this.#speaking,
      usage: this.#usage,
      clock,
      ids,
      configured: () => this.#configured,
      made: (responseId, output) => this.#made(responseId, output),
      over: () => this.#replaceWhenQuiet(),
      finished: (end, outcome) => {
        if (!this.#over) listener.finish(end, outcome);
      },
      stalled: (see) => this.#guard(see),
      sessionStalled: () => this.#line.giveUp('stalled'),
      log: (entry) => this.#log(entry),
      fail: (error) => this.#fail(error),
    });
    this.#sequence = this.#responses.sequence;
    this.#ending = this.#responses.ending;
    if (settings.prewarm !== 'off') this.#line.connect();
    if (settings.prewarm === 'opening') this.#open();
  }

  // What the bridge tells.

  get answering(): boolean {
    const { active, promising } = this.#sequence;
    return promising && (active === null || !this.#speaking.hasBegun(active.id));
  }

  answered(): void {
    if (this.#over || this.#answered) return;
    this.#answered = true;
    const { prewarm } = this.#settings;
    if (prewarm === 'off') this.#line.connect();
    if (prewarm !== 'opening') this.#open();
  }

  hear(audio: MulawAudio): void {
    if (!this.#over && this.#answered) this.#callee.hear(audio);
  }

  /** It hears for itself. */
  hearCaption(): void {}

  /**
   * The model is told at once, and answers: a key is a turn of its own, and nobody says anything after it. Where another follows before
   * the answer has begun to be spoken, as in a number that is typed in, that answer is taken back for one to both.
   */
  hearKey(digit: string): void {
    if (this.#over || !this.#answered || this.#ending.begun) return;
    const note =
      this.#instructions.language === 'zh'
        ? `（对方按了电话上的 ${digit} 键。）`
        : `(The callee pressed the key ${digit}.)`;
    this.#tell(note);
    const { active } = this.#sequence;
    if (active?.request?.purpose === 'key' && !this.#speaking.hasBegun(active.id)) this.#sequence.stop();
    this.#sequence.withdraw('key');
    this.#sequence.request({ purpose: 'key', failures: 0 });
  }

  played(utteranceId: string, heardMs: number, interrupted: boolean): void {
    const item = this.#over ? undefined : this.#memory.utterance(utteranceId);
    if (item === undefined) return;
    this.#guard(() => {
      if (interrupted && !this.#ending.finished) this.#sequence.interrupted(this.#turns.last);
      this.#speaking.played(item, heardMs, interrupted);
      this.#replaceWhenQuiet();
    });
  }

  ignore(): void {
    const turn = this.#turns.last;
    if (!this.#over && turn !== null) this.#guard(() => this.#sequence.ignore(turn));
  }

  silence(): void {
    if (this.#over || this.#aside || this.#ending.begun || this.#sequence.promising) return;
    this.#sequence.request({
      purpose: 'silence',
      instructions: this.#instructions.silence(),
      speaksOnly: true,
      failures: 0,
    });
  }

  resumed(utteranceId: string): void {
    const item = this.#over || this.#ending.finished ? undefined : this.#memory.utterance(utteranceId);
    if (item === undefined || item.heardMs === null) return;
    this.#speaking.resumed(item);
    // What had not been made when it was stopped is made now.
    if (item.brokenOff && !this.#ending.begun) {
      this.#sequence.request({ purpose: 'continue', instructions: this.#instructions.carryOn(item.text), failures: 0 });
    }
  }

  mailbox(moment: MachineMoment, words: string): void {
    if (this.#over || this.#ending.finished) return;
    if (!this.#mailbox) {
      this.#mailbox = true;
      this.#sequence.silence();
      this.#ending.takeBack();
      this.#setting.answerNothing();
    }
    if (moment !== 'recording' || this.#ending.begun) return;
    if (words.trim() === '') this.#ending.finish('voicemail');
    else this.#ending.lastWords('voicemail', 'message', this.#instructions.exactly(words));
  }

  conclude(reason: ConcludeReason): void {
    if (this.#over || this.#ending.begun) return;
    this.#sequence.silence();
    this.#ending.lastWords(ENDS[reason], 'goodbye', this.#instructions.conclude(reason));
  }

  whisper(text: string, speakNow: boolean): void {
    if (this.#over || this.#ending.finished) return;
    this.#tell(this.#instructions.whispered(text));
    if (!speakNow || this.#ending.begun) return;
    this.#sequence.request({ purpose: 'whisper', instructions: this.#instructions.sayWhispered(), failures: 0 });
  }

  standAside(): void {
    if (this.#over || this.#ending.finished || this.#aside) return;
    this.#aside = true;
    this.#sequence.standAside();
    this.#setting.answerNothing();
  }

  goOn({ note, how }: HandBack): void {
    if (this.#over || this.#ending.finished || !this.#aside) return;
    this.#aside = false;
    this.#tell(this.#instructions.handedBack(note));
    this.#sequence.goOn();
    if (how === 'ending') return;
    // To a mailbox it answers nothing, before as after.
    if (this.#mailbox) return;
    this.#setting.answerAgain();
    if (this.#ending.begun) return;
    const instructions = this.#instructions.takeUp(how === 'broke_off');
    this.#sequence.request({ purpose: 'hand_back', instructions, failures: 0 });
  }

  outcome(): Outcome {
    return this.#ending.outcome();
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#responses.close();
    this.#callee.close();
    this.#tools.close();
    this.#line.close();
    this.#onClose();
  }

  /** Resolves, after `close`, when nothing of it is left. */
  get closed(): Promise<void> {
    return this.#line.closed;
  }

  // The session.

  /** @param again something may have been lost that must be told again. */
  #setUp(again: boolean): void {
    this.#events.forget();
    this.#setting.send();
    for (const item of this.#memory.items()) {
      this.#events.send({ type: 'conversation.item.create', item }, () => true);
    }
    this.#configured = true;
    if (!again || this.#ready) this.#log({ what: 'renewed' });
    this.#callee.sessionHears(again);
    if (!this.#ready) {
      this.#ready = true;
      this.#callee.release();
      this.#listener.ready();
    }
    if (this.#stalled) {
      this.#stalled = false;
      this.#listener.stalled(false);
    }
    if (!this.#over) this.#sequence.open();
  }

  #lost(failure: SessionFailure): void {
    this.#log({ what: 'lost', code: failure.code });
    this.#configured = false;
    this.#callee.sessionLost();
    const { active, asked, expected } = this.#responses.sessionLost();
    if (this.#ready && !this.#stalled && !this.#ending.finished) {
      this.#stalled = true;
      this.#listener.stalled(true);
    }
    if (this.#over) return;
    if (this.#ending.finished) {
      this.#line.close();
      return;
    }
    if (active !== null) this.#speaking.responseEnded(active.id, true);
    const isWanted = active !== null && !active.muted;
    const isBegun = isWanted && this.#speaking.hasBegun(active.id);
    // A turn whose words are known is answered in another session; of one that was not understood yet, the sound is told again.
    const unanswered = expected ?? (isWanted && !isBegun ? active.turn : null);
    const isUnderstood = unanswered === null || this.#memory.knowsWordsOf(unanswered);
    this.#callee.hold(isUnderstood);
    if (isWanted && (isBegun || isUnderstood)) this.#responses.brokeOff(active);
    if (asked !== null) this.#sequence.again(asked);
    if (expected !== null && isUnderstood) this.#sequence.request({ purpose: 'answer', failures: 0 });
  }

  #replaceWhenQuiet(): void {
    const isQuiet = this.#line.hasReplacement && this.#sequence.idle && this.#memory.allHeard;
    if (!isQuiet || this.#turns.speaking || this.#turns.unsettled || this.#ending.begun) return;
    this.#sequence.lost();
    this.#line.replace();
  }

  // What the service tells.

  #take(event: RealtimeServerEvent): void {
    if (event.type.startsWith('response.')) this.#responses.progress();
    switch (event.type) {
      case 'response.created':
        this.#responses.began(event.response);
        return;
      case 'response.output_audio_transcript.delta':
        this.#writeDown({ responseId: event.response_id, itemId: event.item_id, words: event.delta });
        return;
      case 'response.output_audio_transcript.done':
        if (this.#responses.isWanted(event.response_id)) {
          this.#speaking.words(event.item_id, event.response_id, event.transcript, true);
        }
        return;
      case 'response.output_item.done':
        if (
          this.#responses.isWanted(event.response_id) &&
          event.item.type === 'message' &&
          event.item.id !== undefined
        ) {
          if (event.item.status !== 'incomplete') this.#speaking.ended(event.item.id);
        }
        return;
      case 'response.done':
        this.#responses.done(event.response);
        return;
      case 'input_audio_buffer.speech_started':
        this.#sequence.calleeBegan();
        this.#callee.hold();
        this.#turns.started(event.item_id, event.audio_start_ms);
        return;
      case 'input_audio_buffer.speech_stopped':
        this.#responses.progress();
        this.#turns.stopped(event.item_id, event.audio_end_ms);
        if (this.#over) return;
        this.#sequence.calleeEnded(event.item_id, this.#settings.turnDetection.createResponse ?? true);
        this.#responses.expect();
        return;
      case 'input_audio_buffer.committed':
        this.#memory.hear(event.item_id);
        return;
      case 'conversation.item.input_audio_transcription.delta':
        this.#turns.grows(event.item_id, event.delta ?? '', false);
        return;
      case 'conversation.item.input_audio_transcription.completed':
        this.#understood(event);
        return;
      case 'conversation.item.input_audio_transcription.failed':
        this.#turns.unsaid(event.item_id);
        this.#callee.release();
        this.#replaceWhenQuiet();
        return;
      case 'error':
        this.#refused(event);
        return;
      default:
        // What it tells besides, known or not, asks for nothing.
        return;
    }
  }

  #speak({ responseId, itemId, audio }: AudioDelta): void {
    this.#responses.progress();
    if (this.#responses.isWanted(responseId)) this.#speaking.audio(itemId, responseId, audio);
    else this.#speaking.late(itemId);
  }

  #writeDown({ responseId, itemId, words }: WordsDelta): void {
    this.#responses.progress();
    if (this.#responses.isWanted(responseId)) this.#speaking.words(itemId, responseId, words, false);
  }

  #understood(event: { item_id: string; transcript: string; usage?: unknown }): void {
    const { item_id: itemId, transcript } = event;
    // xAI tells the words so far as if they were all, with a status beside them.
    if ((event as { status?: string }).status === 'in_progress') {
      this.#turns.grows(itemId, transcript, true);
      return;
    }
    const { transcription, model } = this.#settings;
    this.#usage.transcription(
      itemId,
      transcription?.model ?? (transcription === null ? model : 'gpt-transcribe'),
      event.usage as TranscriptionTokens,
    );
    const words = this.#turns.said(itemId, transcript);
    if (words !== null) {
      this.#memory.heard(itemId, words);
      this.#callee.release();
      if (understand(words, null).intents.has('do_not_call')) this.#ending.askedNotToCall();
    }
    this.#replaceWhenQuiet();
  }

  #refused({ error, event_id: logId }: RealtimeErrorEvent): void {
    const code = error.code ?? error.type;
    const refusal: ServerRefusal = { code, message: error.message, param: error.param ?? null };
    if (code === 'conversation_already_has_active_response') {
      this.#sequence.conflicted(error.event_id ?? null);
      return;
    }
    // A response that was to be cancelled is over already; and the end of a session is told when its socket closes.
    if (code === 'response_cancel_not_active' || code === 'session_expired') return;
    if (this.#events.refusal(error.event_id, refusal)) return;
    this.#log({ what: 'server_error', eventId: logId, code, type: error.type });
  }

  // Responses.

  #open(): void {
    const { openingLine = '' } = this.#request.brief;
    this.#sequence.request({
      purpose: 'opening',
      instructions: this.#instructions.opening(),
      speaksOnly: true,
      ...(openingLine.trim() === '' ? {} : { exactly: openingLine }),
      failures: 0,
    });
  }

  #made(responseId: string, output: Output | null): void {
    this.#line.works();
    this.#callee.release();
    if (output !== null) this.#act(responseId, output);
  }

  /** Runs what a response asked for. Only here: what was cancelled may have arguments of which half is missing. */
  #act(responseId: string, output: Output): void {
    const calls = output.flatMap((item) =>
      item.type === 'function_call' && (item.status === undefined || item.status === 'completed')
        ? [{ callId: item.call_id ?? '', name: item.name, arguments: item.arguments }]
        : [],
    );
    if (calls.length === 0 || this.#ending.begun) return;
    const outputs = calls.map((call) => {
      this.#memory.call(call.callId, call.name, call.arguments);
      return this.#tools.run(call);
    });
    const give = (results: readonly string[]): void => {
      for (const [at, result] of results.entries()) {
        const callId = calls[at]?.callId ?? '';
        this.#memory.result(callId, result);
        const item = { type: 'function_call_output', call_id: callId, output: result };
        if (this.#configured) this.#events.send({ type: 'conversation.item.create', item }, () => true);
      }
      const { hangUp } = this.#ending;
      if (hangUp !== null) this.#hangUpNow(responseId, hangUp);
      else this.#sequence.request({ purpose: 'tools', failures: 0 });
    };
    if (outputs.every((one) => typeof one === 'string')) give(outputs);
    else {
      void Promise.all(outputs).then((results) => {
        if (!this.#over && !this.#ending.begun) this.#guard(() => give(results));
      });
    }
  }

  #hangUpNow(responseId: string, { end }: HangUp): void {
    this.#sequence.silence();
    const said = this.#speaking.saidIn(responseId) || (this.#memory.lastSpoken?.text ?? '');
    // Machines, and lines on which nobody is, are owed no goodbye.
    if (end === 'voicemail' || end === 'no_response' || isFarewell(said)) this.#ending.finish(end);
    else this.#ending.lastWords(end, 'goodbye', this.#instructions.farewell());
  }

  /** A system item, which another session is told too. */
  #tell(text: string): void {
    this.#memory.note(text);
    this.#events.send({ type: 'conversation.item.create', item: message('system', 'input_text', text) }, () => true);
  }

  // What goes wrong.

  #fail(error: RingbackError): void {
    if (this.#over || this.#ending.finished) return;
    this.#ending.cutShort();
    this.#line.close();
    this.#listener.failed(error);
  }

  /** Whatever a service sends, one event takes nothing down but, at worst, this conversation. */
  #guard(run: () => void): void {
    if (this.#over) return;
    try {
      run();
    } catch (error) {
      this.#log({ what: 'unreadable' });
      // An event without what it must have is passed over; what else goes wrong is no fault of the service's.
      if (!(error instanceof TypeError)) this.#fail(responseFailed('internal'));
    }
  }

  #log(entry: Omit<RealtimeLogEntry, 'callId'>): void {
    this.#settings.onLog({ callId: this.#request.callId, ...entry });
  }
}
