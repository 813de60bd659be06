import type { Carrier, Clock, Leg, LegEnd, LegListener, MulawAudio, Synthesiser, Timer } from '@ringback/engine';
import type { SpokenWords } from '../spoken-words.js';
import { badRequest } from './api-error.js';
import type { CreateParameters, Instructions, RecordingEvent, UpdateParameters } from './call-parameters.js';
import { CallRecording } from './call-recording.js';
import type { CallResource, CallStatus } from './call-resource.js';
import { callResource, isFinal } from './call-resource.js';
import { CalleeWords } from './callee-words.js';
import { DEBUGGER, type DebuggerEvent, type Problem } from './debugger.js';
import type { StatusEvent, TwilioFaults } from './faults.js';
import { endingOf } from './leg-ending.js';
import { type AnsweredBy, MachineDetection, type WhoAnswers } from './machine-detection.js';
import { MediaStream } from './media-stream.js';
import { type Recording, recordingPath, recordingSeconds } from './recording-resource.js';
import { newSid } from './sid.js';
import { StatusCallbacks } from './status-callbacks.js';
import { rfc2822 } from './twilio-date.js';
import { TwimlRun } from './twiml-run.js';
import type { Webhooks } from './webhooks.js';

/** What all calls of one account share. */
export interface CallSetting {
  accountSid: string;
  authToken: string;
  /** Plays the telephone network. */
  network: Carrier;
  clock: Clock;
  networkClock: Clock;
  hosts: Readonly<Record<string, string>>;
  allowInsecure: boolean;
  words: SpokenWords | undefined;
  calleeWords: SpokenWords | undefined;
  synthesiser: Synthesiser | undefined;
  webhooks: Webhooks;
  phoneNumberSid: (number: string) => string;
  pricePerMinute: number | undefined;
  whoAnswers: (to: string) => WhoAnswers;
  faults: () => TwilioFaults;
  debug: (event: DebuggerEvent) => void;
  /** Keeps what was recorded. */
  keep: (recording: Recording) => void;
  /** Where the REST API is reached. */
  origin: () => string;
}

/**
 * One outbound call: `queued` → `ringing` → `in-progress` → `completed`, or from any of the first two to `busy`, `no-answer`, `failed` or
 * `canceled`; never back. What the network tells late, twice or out of order changes nothing.
 */
export class OutboundCall {
  readonly sid = newSid('CA');
  readonly parameters: CreateParameters;
  /** Names in the request that Twilio does not know, which it passes over in silence. */
  readonly ignored: readonly string[];
  readonly createdAt: number;
  queueTimeMs = 0;
  answeredBy: AnsweredBy | null = null;
  dialledAt: number | null = null;
  answeredAt: number | null = null;
  endedAt: number | null = null;

  readonly #setting: CallSetting;
  readonly #callbacks: StatusCallbacks;
  #status: CallStatus = 'queued';
  /** What it is to end as, once it was asked to. */
  #ending: 'canceled' | 'completed' | undefined;
  #leg: Leg | undefined;
  #dialled = false;
  #answered = false;
  #run: TwimlRun | undefined;
  #runs = 0;
  readonly #words: CalleeWords | undefined;
  #recording: Recording | undefined;
  #detection: MachineDetection | undefined;
  #detected: ((by: AnsweredBy) => void) | undefined;
  #timeLimit: Timer | undefined;
  /** Given while machine detection still holds the call back. */
  #replaced: Instructions | undefined;
  readonly #asides = new Set<Promise<unknown>>();
  #tellStream: () => void = () => undefined;
  #tellEnd: () => void = () => undefined;

  /** Its media socket is open, or it is over. */
  readonly streamOrEnd: Promise<void>;
  /** It is over, and everything that was to be told of it was told. */
  readonly ended: Promise<void>;

  constructor(setting: CallSetting, parameters: CreateParameters, ignored: readonly string[]) {
    this.#setting = setting;
    this.parameters = parameters;
    this.ignored = ignored;
    this.createdAt = setting.clock.now();
    this.#words = setting.calleeWords === undefined ? undefined : new CalleeWords(setting.calleeWords);
    this.#callbacks = new StatusCallbacks({
      webhooks: setting.webhooks,
      webhook: parameters.statusCallback,
      events: parameters.statusEvents,
      clock: setting.clock,
      faults: setting.faults,
      report: (problem, detail) => this.#report(problem, detail),
    });
    this.streamOrEnd = new Promise((resolve) => {
      this.#tellStream = resolve;
    });
    const over = new Promise<void>((resolve) => {
      this.#tellEnd = resolve;
    });
    this.ended = over.then(() => this.#settled());
  }

  /** A call that was asked to end counts as ended, though the network may need a moment more. */
  get status(): CallStatus {
    return this.#ending ?? this.#status;
  }

  get resource(): CallResource {
    const { accountSid, phoneNumberSid, pricePerMinute } = this.#setting;
    return callResource(this, { accountSid, phoneNumberSid: phoneNumberSid(this.parameters.from), pricePerMinute });
  }

  /** Its turn has come. */
  dial(): void {
    if (this.#status !== 'queued' || this.#dialled) return;
    this.#dialled = true;
    const { to, from, timeoutMs } = this.parameters;
    this.dialledAt = this.#setting.clock.now();
    this.#tell('initiated', 'initiated');
    const listener: LegListener = {
      accepted: () => undefined,
      ringing: () => this.#ringing(),
      answered: (by) => this.#answer(by),
      // Machine detection here knows who is there from the number.
      machine: () => undefined,
      audio: (audio) => this.#audio(audio),
      key: (digit) => this.#run?.stream?.key(digit),
      caption: (caption) => this.#words?.caption(caption),
      mark: (name) => this.#run?.mark(name),
      ended: (end) => this.#end(end),
    };
    try {
      const leg = this.#setting.network.dial({ callId: this.sid, to, from, ringTimeoutMs: timeoutMs }, listener);
      const { recording: settings } = this.parameters;
      if (settings === undefined) this.#leg = leg;
      else {
        const audio = new CallRecording();
        this.#recording = { sid: newSid('RE'), callSid: this.sid, startedAt: 0, settings, audio };
        this.#leg = audio.of(leg);
      }
    } catch {
      this.#end({ cause: 'failed' });
    }
  }

  /** @throws TwilioApiError 21220 where it is over. */
  update({ status, instructions, statusCallback, timeLimitMs }: UpdateParameters): void {
    if (isFinal(this.status)) {
      throw badRequest(21220, `Call is not in-progress. Cannot ${status === undefined ? 'redirect' : 'hang up'}.`);
    }
    if (instructions !== undefined && this.status !== 'in-progress') {
      throw badRequest(21220, 'Call is not in-progress. Cannot redirect.');
    }
    if (statusCallback !== undefined) this.#callbacks.redirect(statusCallback);
    if (timeLimitMs !== undefined) this.#limit(timeLimitMs);
    if (status !== undefined) this.#hangUp(status);
    else if (instructions !== undefined) this.#redirect(instructions);
  }

  /** Breaks the connection of its media socket without a word. False where there is none. */
  breakStream(): boolean {
    const stream = this.#run?.stream;
    stream?.break();
    return stream !== undefined;
  }

  /** Ends it without telling anybody. */
  close(): void {
    this.#callbacks.close();
    this.#timeLimit?.cancel();
    this.#run?.cancel();
    this.#leg?.hangUp();
  }

  #hangUp(status: 'canceled' | 'completed'): void {
    if (this.#leg === undefined) {
      // Nobody was dialled yet, so nobody is told.
      this.#status = 'canceled';
      this.endedAt = this.#setting.clock.now();
      this.#tellStream();
      this.#tellEnd();
    } else if (status === 'completed' || !this.#answered) {
      this.#ending = this.#answered ? 'completed' : 'canceled';
      this.#leg.hangUp();
    }
  }

  #redirect(instructions: Instructions): void {
    if (this.#run === undefined) this.#replaced = instructions;
    else {
      this.#run.cancel();
      this.#start(instructions, {});
    }
  }

  #ringing(): void {
    if (this.#status !== 'queued') return;
    this.#status = 'ringing';
    this.#tell('ringing', 'ringing', this.#attestation());
  }

  #answer(by: 'unknown' | 'human' | 'machine'): void {
    if (this.#answered || isFinal(this.status)) return;
    this.#answered = true;
    this.#status = 'in-progress';
    this.answeredAt = this.#setting.clock.now();
    this.#limit(this.parameters.timeLimitMs);
    this.#tell('answered', 'in-progress', this.#attestation());
    if (this.#recording !== undefined) {
      this.#recording.startedAt = this.answeredAt;
      this.#tellRecording(this.#recording, 'in-progress');
    }
    const { machineDetection, instructions, sendDigits } = this.parameters;
    if (machineDetection !== undefined) {
      const who = by === 'unknown' ? this.#setting.whoAnswers(this.parameters.to) : by;
      this.#detection = new MachineDetection(machineDetection, who);
      const detected = new Promise<AnsweredBy>((resolve) => {
        this.#detected = resolve;
      });
      if (!machineDetection.async) {
        void detected.then((answeredBy) => this.#start(this.#replaced ?? instructions, { AnsweredBy: answeredBy }));
        return;
      }
    }
    this.#start(instructions, {}, sendDigits);
  }

  #start(instructions: Instructions, extra: Record<string, string>, sendDigits?: string): void {
    const leg = this.#leg;
    if (leg === undefined || isFinal(this.#status)) return;
    const { clock, webhooks, synthesiser, allowInsecure } = this.#setting;
    this.#runs += 1;
    const run = new TwimlRun({
      name: `twiml-${this.#runs}`,
      leg,
      clock,
      webhooks,
      synthesiser,
      allowInsecure,
      report: (problem, detail) => this.#report(problem, detail),
      params: () => this.#params('in-progress'),
      stream: (noun) =>
        new MediaStream({
          ...this.#setting,
          noun,
          callSid: this.sid,
          streamSid: newSid('MZ'),
          leg,
          report: (problem, detail) => this.#report(problem, detail),
          onOpen: () => this.#tellStream(),
          aside: (work) => this.#aside(work),
        }),
    });
    this.#run = run;
    void run.run(instructions, extra, sendDigits).then((over) => {
      if (over) leg.hangUp();
    });
  }

  #audio(frame: MulawAudio): void {
    const audio = this.#words === undefined ? frame : this.#words.next(frame);
    if (audio === null) return;
    const detection = this.#detection;
    if (detection !== undefined) {
      const by = detection.push(audio);
      if (by !== null) this.#found(by, detection.durationMs);
    }
    this.#recording?.audio.frame(audio);
    this.#run?.stream?.audio(audio);
  }

  #found(by: AnsweredBy, durationMs: number): void {
    this.#detection = undefined;
    this.answeredBy = by;
    const settings = this.parameters.machineDetection;
    if (settings?.async === true && settings.callback !== undefined) {
      const params = {
        CallSid: this.sid,
        AccountSid: this.#setting.accountSid,
        AnsweredBy: by,
        MachineDetectionDuration: String(durationMs),
      };
      const report = (problem: Problem, detail: string): void => this.#report(problem, detail);
      this.#aside(this.#setting.webhooks.ask({ kind: 'machine-detection', ...settings.callback, params, report }));
    }
    this.#detected?.(by);
  }

  #end(end: LegEnd): void {
    if (isFinal(this.#status)) return;
    const cause = this.#ending === undefined ? end.cause : 'we_hung_up';
    const [status, sipResponse] = endingOf(cause, this.#answered);
    this.#status = status;
    this.endedAt = this.#setting.clock.now();
    this.#timeLimit?.cancel();
    this.#detection = undefined;
    this.#run?.cancel();
    // A call that is over stays in the list; what it was made of need not.
    this.#run = undefined;
    this.#leg = undefined;
    const { duration } = this.resource;
    this.#tell('completed', status, {
      CallDuration: duration ?? '0',
      Duration: String(Math.ceil(Number(duration ?? '0') / 60)),
      SipResponseCode: sipResponse,
      ...this.#endRecording(),
      ...(this.answeredBy === null ? {} : { AnsweredBy: this.answeredBy }),
    });
    this.#tellStream();
    this.#tellEnd();
  }

  /** Keeps the recording; what the last status callback tells of it. */
  #endRecording(): Record<string, string> {
    const recording = this.#recording;
    this.#recording = undefined;
    if (recording === undefined || !this.#answered) return {};
    this.#setting.keep(recording);
    const seconds = recordingSeconds(recording);
    this.#tellRecording(recording, seconds === 0 ? 'absent' : 'completed');
    if (seconds === 0) return {};
    return {
      RecordingUrl: this.#setting.origin() + recordingPath(this.#setting.accountSid, recording.sid),
      RecordingSid: recording.sid,
      RecordingDuration: String(seconds),
    };
  }

  #tellRecording(recording: Recording, event: RecordingEvent): void {
    const { callback, channels, events, track } = recording.settings;
    if (callback === undefined || !events.has(event)) return;
    const { accountSid, origin, webhooks } = this.#setting;
    const params = {
      AccountSid: accountSid,
      CallSid: this.sid,
      RecordingSid: recording.sid,
      RecordingUrl: origin() + recordingPath(accountSid, recording.sid),
      RecordingStatus: event,
      RecordingDuration: String(recordingSeconds(recording)),
      RecordingChannels: String(channels),
      RecordingStartTime: rfc2822(recording.startedAt),
      RecordingSource: 'OutboundAPI',
      RecordingTrack: track,
    };
    const report = (problem: Problem, detail: string): void => this.#report(problem, detail);
    this.#aside(webhooks.ask({ kind: 'recording', ...callback, params, report }));
  }

  #limit(ms: number): void {
    const { clock } = this.#setting;
    this.#timeLimit?.cancel();
    this.#timeLimit = undefined;
    // Before the answer it is the answer that starts it.
    if (this.answeredAt === null) this.parameters.timeLimitMs = ms;
    else {
      const left = Math.max(0, this.answeredAt + ms - clock.now());
      this.#timeLimit = clock.after(left, () => this.#leg?.hangUp());
    }
  }

  #tell(event: StatusEvent, status: CallStatus | 'initiated', extra: Record<string, string> = {}): void {
    this.#callbacks.tell(event, { ...this.#params(status), ...extra });
  }

  #params(status: CallStatus | 'initiated'): Record<string, string> {
    const { to, from } = this.parameters;
    return {
      CallSid: this.sid,
      AccountSid: this.#setting.accountSid,
      From: from,
      To: to,
      Caller: from,
      Called: to,
      CallStatus: status,
      ApiVersion: '2010-04-01',
      Direction: 'outbound-api',
    };
  }

  /** STIR/SHAKEN is a matter of North America. */
  #attestation(): Record<string, string> {
    const { to, from } = this.parameters;
    return to.startsWith('+1') && from.startsWith('+1') ? { StirStatus: 'A' } : {};
  }

  #report(problem: Problem, detail: string): void {
    const { code, level, text } = DEBUGGER[problem];
    this.#setting.debug({
      code,
      level,
      message: `${text}: ${detail}`,
      callSid: this.sid,
      at: this.#setting.clock.now(),
    });
  }

  #aside(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#asides.delete(tracked));
    this.#asides.add(tracked);
  }

  async #settled(): Promise<void> {
    await this.#callbacks.settled();
    while (this.#asides.size > 0) await Promise.all(this.#asides);
  }
}
