import {
  type Clock,
  decodeWav,
  dtmfSequence,
  encodeMulaw,
  type Language,
  type Leg,
  MULAW_SILENCE,
  MulawAudio,
  resample,
  type Synthesiser,
  TELEPHONE_RATE,
} from '@ringback/engine';
import type { Instructions, Webhook } from './call-parameters.js';
import type { Report } from './debugger.js';
import type { MediaStream } from './media-stream.js';
import { parseTwiml, type StreamNoun, type Twiml, TwimlError, type Verb } from './twiml.js';
import type { Webhooks } from './webhooks.js';

/** For `<Play>`: eight minutes of telephone audio. */
const LARGEST_FILE = 8_000_000;
/** What the callee hears in place of a document that cannot be played. */
const APPLICATION_ERROR = 'We are sorry, an application error has occurred. Goodbye.';

/** The call that a document runs on. */
export interface TwimlLine {
  /** Of this run among the call's, for its marks: one that comes back late from a run before must not be taken for this one's. */
  name: string;
  leg: Leg;
  clock: Clock;
  webhooks: Webhooks;
  /** Speaks `<Say>`; without one it is as silent as it is long. */
  synthesiser: Synthesiser | undefined;
  allowInsecure: boolean;
  report: Report;
  /** What each request for TwiML carries. */
  params(): Record<string, string>;
  stream(noun: StreamNoun): MediaStream;
}

/** Rejects what waits in a run that was cancelled. */
class Cancelled extends Error {}

/**
 * Plays one call's TwiML, document after document and verb after verb. It is over when there is no next verb, at `<Hangup>`, after an
 * error, or when it is cancelled.
 */
export class TwimlRun {
  readonly #line: TwimlLine;
  #cancelled = false;
  #cancel: (() => void) | undefined;
  #stream: MediaStream | undefined;
  #marks = 0;
  #awaitedMark: { name: string; played: () => void } | undefined;

  constructor(line: TwimlLine) {
    this.#line = line;
  }

  /** The stream that is open, or opening, now. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /**
   * Resolves to whether the call is to end: false where the run was cancelled.
   *
   * @param extra goes with the first request alone. @param sendDigits keys that are sent before anything else.
   */
  async run(instructions: Instructions, extra: Record<string, string> = {}, sendDigits = ''): Promise<boolean> {
    try {
      if (sendDigits !== '') await this.#playKeys(sendDigits);
      let next: Twiml | null = await this.#first(instructions, extra);
      while (next !== null) next = await this.#play(next);
    } catch (error) {
      if (error instanceof Cancelled) return false;
      if (!(error instanceof TwimlError)) throw error;
      this.#line.report(error.problem, error.message);
      await this.#apologise();
    }
    return !this.#cancelled;
  }

  /** Ends it where it stands, with its stream. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.stop();
    this.#cancel?.();
  }

  /** A mark came back from the line. */
  mark(name: string): void {
    if (this.#awaitedMark?.name === name) this.#awaitedMark.played();
    else this.#stream?.mark(name);
  }

  async #playKeys(digits: string): Promise<void> {
    await this.#playOut(MulawAudio.fromBytes(keys(digits)));
  }

  async #first(instructions: Instructions, extra: Record<string, string>): Promise<Twiml> {
    if (instructions.kind === 'twiml') return this.#parse(instructions.twiml, undefined);
    return this.#fetch(instructions.webhook, instructions.fallback, extra);
  }

  /** Plays a document; the one that it leads to, or null where the call is to end. */
  async #play({ verbs, warnings }: Twiml): Promise<Twiml | null> {
    for (const warning of warnings) this.#line.report('schema', warning);
    for (const verb of verbs) {
      if (verb.verb === 'Hangup') return null;
      if (verb.verb === 'Redirect') return this.#fetch(verb.webhook, undefined);
      await this.#perform(verb);
      if (verb.verb === 'Connect' && verb.action !== undefined) return this.#fetch(verb.action, undefined);
    }
    return null;
  }

  async #perform(verb: Exclude<Verb, { verb: 'Hangup' | 'Redirect' }>): Promise<void> {
    switch (verb.verb) {
      case 'Say':
        return this.#repeat(verb.loop, () => this.#say(verb.text, verb.language));
      case 'Play': {
        const audio = await this.#fetchAudio(verb.url);
        return this.#repeat(verb.loop, () => this.#playOut(audio));
      }
      case 'PlayDigits':
        return this.#playKeys(verb.digits);
      case 'Pause':
        return this.#until((done) => {
          const timer = this.#line.clock.after(verb.ms, done);
          return () => timer.cancel();
        });
      case 'Connect':
        return this.#connect(verb.stream);
    }
  }

  /** @param loop 0 is without end. */
  async #repeat(loop: number, play: () => Promise<void>): Promise<void> {
    for (let times = 0; loop === 0 || times < loop; times += 1) await play();
  }

  async #connect(noun: StreamNoun): Promise<void> {
    const stream = this.#line.stream(noun);
    this.#stream = stream;
    await this.#until((done) => {
      void stream.run().then(done);
      return () => undefined;
    });
    this.#stream = undefined;
  }

  async #apologise(): Promise<void> {
    try {
      await this.#say(APPLICATION_ERROR, 'en');
    } catch (error) {
      if (!(error instanceof Cancelled) && !(error instanceof TwimlError)) throw error;
    }
  }

  async #say(text: string, spoken: string | undefined): Promise<void> {
    const language: Language = /^(zh|cmn|yue)/i.test(spoken ?? '') ? 'zh' : 'en';
    const audio = await this.#speak(text, language);
    await this.#playOut(audio, text);
  }

  async #speak(text: string, language: Language): Promise<MulawAudio> {
    const { synthesiser } = this.#line;
    if (synthesiser === undefined) return silence([...text].length * SILENT_MS_A_CHARACTER);
    try {
      return await synthesiser.speak(text, { language });
    } catch (error) {
      throw new TwimlError('sayText', `the synthesiser failed: ${(error as Error).message}`);
    }
  }

  async #playOut(audio: MulawAudio, words?: string): Promise<void> {
    this.#check();
    const { leg } = this.#line;
    this.#marks += 1;
    const name = `${this.#line.name}-${this.#marks}`;
    leg.play(audio, words);
    await this.#until((played) => {
      this.#awaitedMark = { name, played };
      leg.mark(name);
      return () => leg.clear();
    });
    this.#awaitedMark = undefined;
  }

  async #fetch(webhook: Webhook, fallback: Webhook | undefined, extra: Record<string, string> = {}): Promise<Twiml> {
    const { report, webhooks } = this.#line;
    for (const one of fallback === undefined ? [webhook] : [webhook, fallback]) {
      const params = { ...this.#line.params(), ...extra };
      const answer = await webhooks.ask({ kind: 'twiml', ...one, params, report });
      this.#check();
      if (answer === null) continue;
      try {
        if (!/^(text|application)\/xml\b|^text\/html\b/i.test(answer.contentType)) {
          throw new TwimlError('contentType', `TwiML comes as text/xml, not as ${answer.contentType || 'nothing'}`);
        }
        return this.#parse(answer.body.toString('utf8'), one.url);
      } catch (error) {
        if (one === fallback || fallback === undefined || !(error instanceof TwimlError)) throw error;
        report(error.problem, error.message);
      }
    }
    throw new TwimlError('httpRetrieval', 'there is no TwiML to play');
  }

  #parse(xml: string, baseUrl: string | undefined): Twiml {
    return parseTwiml(xml, { baseUrl, allowInsecure: this.#line.allowInsecure });
  }

  /** A WAV file of 16 bits, at any rate; its first channel. */
  async #fetchAudio(url: string): Promise<MulawAudio> {
    const { report, webhooks } = this.#line;
    const answer = await webhooks.ask({ kind: 'twiml', url, method: 'GET', params: {}, report, largest: LARGEST_FILE });
    this.#check();
    if (answer === null) throw new TwimlError('httpRetrieval', '<Play> did not get its file');
    try {
      const { channels, rate } = decodeWav(answer.body);
      const [first = new Int16Array()] = channels;
      if (first.length === 0) throw new Error('there is no sound in it');
      return MulawAudio.fromBytes(encodeMulaw(resample(first, rate, TELEPHONE_RATE)));
    } catch (error) {
      throw new TwimlError('contentType', `<Play> got no WAV file: ${(error as Error).message}`);
    }
  }

  #check(): void {
    if (this.#cancelled) throw new Cancelled();
  }

  /** Waits for `done`, or throws once the run is cancelled, after what `begin` returned has undone it. */
  async #until(begin: (done: () => void) => () => void): Promise<void> {
    this.#check();
    await new Promise<void>((resolve, reject) => {
      const undo = begin(resolve);
      this.#cancel = () => {
        undo();
        reject(new Cancelled());
      };
    });
    this.#cancel = undefined;
    this.#check();
  }
}

/** As long as a syllable of English takes, shared among its letters. */
const SILENT_MS_A_CHARACTER = 60;

function silence(ms: number): MulawAudio {
  return MulawAudio.fromBytes(new Uint8Array((ms * TELEPHONE_RATE) / 1000).fill(MULAW_SILENCE));
}

/** Keys as tones; `w` is half a second of silence and `W` a whole one. */
function keys(digits: string): Uint8Array {
  const parts = [...digits].map((digit) => {
    if (digit === 'w') return silence(500).bytes;
    if (digit === 'W') return silence(1000).bytes;
    return dtmfSequence(digit);
  });
  return Buffer.concat(parts);
}
