import type { RealtimeErrorEvent, RealtimeResponse, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Outcome } from '../../call/outcome.js';
import type { MachineMoment } from '../../carriers/carrier.js';
import type { Clock } from '../../clock.js';
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
import { AskingAgain, requestOf } from './asking-again.js';
import { AudioClock } from './audio-clock.js';
import type { AudioDelta, WordsDelta } from './audio-delta.js';
import { CalleeAudio } from './callee-audio.js';
import { CalleeTurns } from './callee-turns.js';
import { ClientEvents, type ServerRefusal } from './client-events.js';
import { authorisation } from './dialect.js';
import { fatalOf, responseFailed, type SessionFailure } from './failure.js';
import { isFarewell } from './farewell.js';
import { Instructions } from './instructions.js';
import { Memory, message } from './memory.js';
import type { RealtimeLogEntry, RealtimeSettings } from './realtime-options.js';
import { type ResponseRequest, ResponseSequence } from './response-sequence.js';
import { DEFAULT_PREFIX_PADDING_MS, DEFAULT_SILENCE_MS } from './session-configuration.js';
import { SessionLine } from './session-line.js';
import { SessionSetting } from './session-setting.js';
import { Speaking } from './speaking.js';
import { StallWatch } from './stall-watch.js';
import { type HangUp, Tools } from './tools.js';
import { type ResponseTokens, type TranscriptionTokens, UsageMeter } from './usage.js';

const ENDS: Readonly<Record<ConcludeReason, ConversationEnd>> = {
  time_limit: 'time_limit',
  out_of_balance: 'out_of_balance',
  stopping: 'interrupted',
  no_response: 'no_response',
};

/** How the call is to end, once its last words were given. */
interface Ending {
  end: ConversationEnd;
  /** The last words; null where there are none to wait for. */
  lastWords: ResponseRequest | null;
}

/**
 * One call's talk through a Realtime session: what the callee says goes to it as it comes, what it says comes back, and between the two
 * stand whose turn it is ({@link ResponseSequence}), what was said ({@link Speaking}, {@link CalleeTurns}, {@link Memory}), what it does
 * ({@link Tools}) and the session itself ({@link SessionLine}), which may be replaced by another at any time.
 */
export class OpenaiRealtimeConversation implements Conversation {
  // Side by side, since each frame of the callee's needs these and nothing else.
  #over = false;
  #answered = false;
  /** The session that is there was sent its configuration: what is sent now comes after it. */
  #configured = false;
  readonly #clock: Clock;
  readonly #audio = new CalleeAudio();
  readonly #line: SessionLine;
  readonly #audioClock = new AudioClock();

  readonly #request: ConversationRequest;
  readonly #listener: ConversationListener;
  readonly #settings: RealtimeSettings;
  readonly #onClose: () => void;
  readonly #instructions: Instructions;
  readonly #events: ClientEvents;
  readonly #setting: SessionSetting;
  readonly #sequence: ResponseSequence;
  readonly #memory = new Memory();
  readonly #speaking: Speaking;
  readonly #turns: CalleeTurns;
  readonly #tools: Tools;
  readonly #usage: UsageMeter;
  readonly #stall: StallWatch;
  readonly #askingAgain: AskingAgain;

  #ready = false;
  #stalled = false;
  #mailbox = false;
  /** A person speaks in its place. */
  #aside = false;
  #ending: Ending | null = null;
  #finished = false;
  #facts: Record<string, unknown> = {};
  #hangUp: HangUp | null = null;
  #askedNotToCall = false;

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
    this.#clock = clock;
    this.#instructions = new Instructions(request);
    const { language } = this.#instructions;
    this.#tools = new Tools({
      callId,
      clock,
      resultSchema: brief.resultSchema,
      tools: settings.tools,
      hangUp: (given) => {
        this.#hangUp = given;
      },
      pressKeys: (digits) => listener.pressKeys(digits),
      note: (values) => {
        this.#facts = { ...this.#facts, ...values };
        listener.note(values);
      },
      noted: () => this.#facts,
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
    this.#turns = new CalleeTurns(listener, ids, turnTimes(settings), this.#audioClock, () => clock.now());
    this.#sequence = new ResponseSequence({
      create: (asked, token) => this.#create(asked, token),
      cancel: (responseId) => this.#cancel(responseId),
      newToken: () => ids.next(),
    });
    this.#stall = new StallWatch(
      clock,
      () => this.#sequence.waiting && this.#configured,
      () => this.#guard(() => this.#onStall()),
    );
    this.#askingAgain = new AskingAgain(this.#instructions, {
      saidIn: (responseId) => this.#speaking.saidIn(responseId),
      again: (again, instead) => {
        if (this.#ending?.lastWords === instead) this.#ending = { ...this.#ending, lastWords: again };
        this.#sequence.again(again);
      },
      isLast: (asked) => this.#ending?.lastWords === asked,
      failedTwice: (asked, code) => {
        // It wanted to hang up anyway: a goodbye that cannot be had does not keep the line open.
        if (this.#hangUp !== null && this.#ending?.lastWords === asked) this.#finish(this.#ending.end);
        else this.#fail(responseFailed(code));
      },
    });
    // What is heard before there is a session that can be told.
    this.#audio.hold();
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
    if (this.#over || !this.#answered) return;
    const now = this.#clock.now();
    this.#audio.keep(audio, now);
    if (!this.#configured) return;
    this.#line.append(audio);
    this.#audioClock.appended(audio.durationMs, now);
  }

  /** It hears for itself. */
  hearCaption(): void {}

  /**
   * The model is told at once, and answers: a key is a turn of its own, and nobody says anything after it. Where another follows before
   * the answer has begun to be spoken, as in a number that is typed in, that answer is taken back for one to both.
   */
  hearKey(digit: string): void {
    if (this.#over || !this.#answered || this.#isEnding()) return;
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
      if (interrupted && !this.#finished) this.#sequence.interrupted(this.#turns.last);
      this.#speaking.played(item, heardMs, interrupted);
      this.#replaceWhenQuiet();
    });
  }

  ignore(): void {
    const turn = this.#turns.last;
    if (!this.#over && turn !== null) this.#guard(() => this.#sequence.ignore(turn));
  }

  silence(): void {
    if (this.#over || this.#aside || this.#isEnding() || this.#sequence.promising) return;
    this.#sequence.request({
      purpose: 'silence',
      instructions: this.#instructions.silence(),
      speaksOnly: true,
      failures: 0,
    });
  }

  resumed(utteranceId: string): void {
    const item = this.#over || this.#finished ? undefined : this.#memory.utterance(utteranceId);
    if (item === undefined || item.heardMs === null) return;
    this.#speaking.resumed(item);
    // What had not been made when it was stopped is made now.
    if (item.brokenOff && !this.#isEnding()) {
      this.#sequence.request({ purpose: 'continue', instructions: this.#instructions.carryOn(item.text), failures: 0 });
    }
  }

  mailbox(moment: MachineMoment, words: string): void {
    if (this.#over || this.#finished) return;
    if (!this.#mailbox) {
      this.#mailbox = true;
      this.#sequence.silence();
      this.#ending = null;
      this.#setting.answerNothing();
    }
    if (moment !== 'recording' || this.#ending !== null) return;
    if (words.trim() === '') this.#finish('voicemail');
    else this.#lastWords('voicemail', 'message', this.#instructions.exactly(words));
  }

  conclude(reason: ConcludeReason): void {
    if (this.#over || this.#isEnding()) return;
    this.#sequence.silence();
    this.#lastWords(ENDS[reason], 'goodbye', this.#instructions.conclude(reason));
  }

  whisper(text: string, speakNow: boolean): void {
    if (this.#over || this.#finished) return;
    this.#tell(this.#instructions.whispered(text));
    if (!speakNow || this.#isEnding()) return;
    this.#sequence.request({ purpose: 'whisper', instructions: this.#instructions.sayWhispered(), failures: 0 });
  }

  standAside(): void {
    if (this.#over || this.#finished || this.#aside) return;
    this.#aside = true;
    this.#sequence.standAside();
    this.#setting.answerNothing();
  }

  goOn({ note, how }: HandBack): void {
    if (this.#over || this.#finished || !this.#aside) return;
    this.#aside = false;
    this.#tell(this.#instructions.handedBack(note));
    this.#sequence.goOn();
    if (how === 'ending') return;
    // To a mailbox it answers nothing, before as after.
    if (this.#mailbox) return;
    this.#setting.answerAgain();
    if (this.#isEnding()) return;
    const instructions = this.#instructions.takeUp(how === 'broke_off');
    this.#sequence.request({ purpose: 'hand_back', instructions, failures: 0 });
  }

  outcome(): Outcome {
    const { goalAchieved = null, summary = '', doNotCall = false } = this.#hangUp ?? {};
    return { goalAchieved, summary, facts: { ...this.#facts }, doNotCall: doNotCall || this.#askedNotToCall };
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stall.stop();
    this.#audio.clear();
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
    this.#turns.restart();
    if (again) {
      for (const { audio, at } of this.#audio.kept) {
        this.#line.append(audio);
        this.#audioClock.appended(audio.durationMs, at);
      }
    }
    if (!this.#ready) {
      this.#ready = true;
      this.#audio.release();
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
    this.#stall.stop();
    const { active, asked, expected } = this.#sequence.lost();
    if (this.#ready && !this.#stalled && !this.#finished) {
      this.#stalled = true;
      this.#listener.stalled(true);
    }
    if (this.#over) return;
    if (this.#finished) {
      this.#line.close();
      return;
    }
    if (active !== null) this.#speaking.responseEnded(active.id, true);
    const isWanted = active !== null && !active.muted;
    const isBegun = isWanted && this.#speaking.hasBegun(active.id);
    // A turn whose words are known is answered in another session; of one that was not understood yet, the sound is told again.
    const unanswered = expected ?? (isWanted && !isBegun ? active.turn : null);
    const isUnderstood = unanswered === null || this.#memory.knowsWordsOf(unanswered);
    if (isUnderstood && !this.#turns.speaking) this.#audio.clear();
    this.#audio.hold();
    if (isWanted && (isBegun || isUnderstood)) this.#askingAgain.brokeOff(active);
    if (asked !== null) this.#sequence.again(asked);
    if (expected !== null && isUnderstood) this.#sequence.request({ purpose: 'answer', failures: 0 });
  }

  #replaceWhenQuiet(): void {
    const isQuiet = this.#line.hasReplacement && this.#sequence.idle && this.#memory.allHeard;
    if (!isQuiet || this.#turns.speaking || this.#turns.unsettled || this.#isEnding()) return;
    this.#sequence.lost();
    this.#line.replace();
  }

  // What the service tells.

  #take(event: RealtimeServerEvent): void {
    if (event.type.startsWith('response.')) this.#stall.progress();
    switch (event.type) {
      case 'response.created':
        this.#began(event.response);
        return;
      case 'response.output_audio_transcript.delta':
        this.#writeDown({ responseId: event.response_id, itemId: event.item_id, words: event.delta });
        return;
      case 'response.output_audio_transcript.done':
        if (this.#isWanted(event.response_id)) {
          this.#speaking.words(event.item_id, event.response_id, event.transcript, true);
        }
        return;
      case 'response.output_item.done':
        if (this.#isWanted(event.response_id) && event.item.type === 'message' && event.item.id !== undefined) {
          if (event.item.status !== 'incomplete') this.#speaking.ended(event.item.id);
        }
        return;
      case 'response.done':
        this.#done(event.response);
        return;
      case 'input_audio_buffer.speech_started':
        this.#sequence.calleeBegan();
        this.#audio.hold();
        this.#turns.started(event.item_id, event.audio_start_ms);
        return;
      case 'input_audio_buffer.speech_stopped':
        this.#stall.progress();
        this.#turns.stopped(event.item_id, event.audio_end_ms);
        if (this.#over) return;
        this.#sequence.calleeEnded(event.item_id, this.#settings.turnDetection.createResponse ?? true);
        this.#stall.start();
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
        if (!this.#turns.speaking) this.#audio.release();
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
    this.#stall.progress();
    if (this.#isWanted(responseId)) this.#speaking.audio(itemId, responseId, audio);
    else this.#speaking.late(itemId);
  }

  #writeDown({ responseId, itemId, words }: WordsDelta): void {
    this.#stall.progress();
    if (this.#isWanted(responseId)) this.#speaking.words(itemId, responseId, words, false);
  }

  #isWanted(responseId: string): boolean {
    const { active } = this.#sequence;
    return active !== null && active.id === responseId && !active.muted;
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
      if (!this.#turns.speaking) this.#audio.release();
      if (understand(words, null).intents.has('do_not_call')) this.#askedNotToCall = true;
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

  #create(asked: ResponseRequest, token: string): void {
    const { metadata } = this.#settings.dialect;
    const response = {
      ...(asked.instructions === undefined ? {} : { instructions: asked.instructions }),
      ...(asked.speaksOnly === true ? { tool_choice: 'none' } : {}),
      // One that was refused before is asked for without what not every server knows.
      ...(metadata && asked.failures === 0 ? { metadata: { ringback: token } } : {}),
    };
    const event = { type: 'response.create', ...(Object.keys(response).length > 0 ? { response } : {}) };
    this.#events.send(event, (refusal) => this.#createRefused(token, refusal), token);
    this.#stall.start();
  }

  #createRefused(token: string, { code }: ServerRefusal): boolean {
    const asked = this.#sequence.refused(token);
    if (asked !== null) this.#askingAgain.refused(asked, code);
    return false;
  }

  #cancel(responseId: string): void {
    this.#events.send({ type: 'response.cancel', response_id: responseId }, () => true);
    this.#speaking.responseEnded(responseId, true);
    this.#stall.start();
  }

  #began(response: RealtimeResponse): void {
    const { id = '' } = response;
    // A response of no conversation is none of ours.
    if (response.conversation_id === null && this.#settings.dialect.metadata && !hasToken(response)) return;
    const before = this.#sequence.active;
    if (before !== null && before.id !== id) {
      // xAI begins the next without having ended this one.
      this.#speaking.responseEnded(before.id, true);
      this.#sequence.done(before.id);
    }
    this.#sequence.created(id, response.metadata?.ringback ?? null);
    const format = response.audio?.output?.format?.type;
    if (format !== undefined && format !== 'audio/pcmu') {
      // It was begun before the settings were mended: in another codec it is nothing but noise.
      const stopped = this.#sequence.stop();
      if (stopped !== null) this.#sequence.again(requestOf(stopped));
    }
    this.#stall.start();
  }

  #done(response: RealtimeResponse): void {
    const { id = '', status, output = [] } = response;
    this.#usage.response(id, this.#settings.model, response.usage as ResponseTokens | undefined);
    const done = this.#sequence.done(id);
    if (done === null) return;
    this.#speaking.responseEnded(id, status !== 'completed');
    if (done.muted) {
      const items = output.flatMap(({ id: itemId }) => itemId ?? []);
      this.#speaking.stopped(id, items);
    } else if (status === 'failed') {
      const code = response.status_details?.error?.code ?? 'unknown';
      this.#log({ what: 'response', code, type: 'failed' });
      const fatal = fatalOf(code);
      if (fatal === null) this.#askingAgain.failed(done, code);
      else this.#fail(fatal);
    } else {
      if (status === 'incomplete') {
        this.#log({ what: 'response', code: response.status_details?.reason ?? 'unknown', type: 'incomplete' });
      }
      this.#line.works();
      if (!this.#turns.speaking) this.#audio.release();
      if (status === 'completed') this.#act(id, output);
    }
    if (this.#over) return;
    const lastWords = this.#ending?.lastWords;
    if (lastWords !== undefined && lastWords !== null && done.request === lastWords && status !== 'failed') {
      this.#finish(this.#ending?.end as ConversationEnd);
      return;
    }
    this.#sequence.next();
    this.#replaceWhenQuiet();
  }

  /** Runs what a response asked for. Only here: what was cancelled may have arguments of which half is missing. */
  #act(responseId: string, output: readonly NonNullable<RealtimeResponse['output']>[number][]): void {
    const calls = output.flatMap((item) =>
      item.type === 'function_call' && (item.status === undefined || item.status === 'completed')
        ? [{ callId: item.call_id ?? '', name: item.name, arguments: item.arguments }]
        : [],
    );
    if (calls.length === 0 || this.#isEnding()) return;
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
      if (this.#hangUp !== null) this.#hangUpNow(responseId, this.#hangUp);
      else this.#sequence.request({ purpose: 'tools', failures: 0 });
    };
    if (outputs.every((one) => typeof one === 'string')) give(outputs);
    else {
      void Promise.all(outputs).then((results) => {
        if (!this.#over && !this.#isEnding()) this.#guard(() => give(results));
      });
    }
  }

  #hangUpNow(responseId: string, { end }: HangUp): void {
    this.#sequence.silence();
    const said = this.#speaking.saidIn(responseId) || (this.#memory.lastSpoken?.text ?? '');
    // Machines, and lines on which nobody is, are owed no goodbye.
    if (end === 'voicemail' || end === 'no_response' || isFarewell(said)) this.#finish(end);
    else this.#lastWords(end, 'goodbye', this.#instructions.farewell());
  }

  /** A system item, which another session is told too. */
  #tell(text: string): void {
    this.#memory.note(text);
    this.#events.send({ type: 'conversation.item.create', item: message('system', 'input_text', text) }, () => true);
  }

  #lastWords(end: ConversationEnd, purpose: 'goodbye' | 'message', instructions: string): void {
    const request: ResponseRequest = { purpose, instructions, speaksOnly: true, failures: 0 };
    this.#ending = { end, lastWords: request };
    this.#sequence.request(request);
  }

  #finish(end: ConversationEnd): void {
    if (this.#finished || this.#over) return;
    this.#finished = true;
    this.#sequence.silence();
    this.#listener.finish(end, this.outcome());
  }

  #isEnding(): boolean {
    return this.#finished || this.#ending !== null;
  }

  // What goes wrong.

  #onStall(): void {
    const { active } = this.#sequence;
    if (active === null) {
      const turn = this.#sequence.expectedInVain();
      // A request that nobody answers: the socket is dead.
      if (this.#sequence.waiting) this.#line.giveUp('stalled');
      else if (turn !== null) this.#sequence.request({ purpose: 'answer', turn, failures: 0 });
      else this.#sequence.next();
      return;
    }
    const stopped = this.#sequence.stop();
    // Not even its cancellation comes through.
    if (stopped === null) this.#line.giveUp('stalled');
    else {
      this.#log({ what: 'response', code: 'stalled' });
      this.#askingAgain.failed(stopped, 'stalled');
      this.#stall.start();
    }
  }

  #fail(error: RingbackError): void {
    if (this.#over || this.#finished) return;
    this.#finished = true;
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

const hasToken = ({ metadata }: RealtimeResponse): boolean => metadata?.ringback !== undefined;

function turnTimes({ turnDetection }: RealtimeSettings): { prefixMs: number; silenceMs: number } {
  if (turnDetection.type === 'semantic_vad') {
    // It tells no padding; how long it waited after the last sound, nobody knows.
    return { prefixMs: DEFAULT_PREFIX_PADDING_MS, silenceMs: 0 };
  }
  return {
    prefixMs: turnDetection.prefixPaddingMs ?? DEFAULT_PREFIX_PADDING_MS,
    silenceMs: turnDetection.silenceDurationMs ?? DEFAULT_SILENCE_MS,
  };
}
