/**
 * The page's audio thread, as a file of its own: a strict Content-Security-Policy allows neither inline scripts nor `blob:`. One node both takes the microphone (its
 * input) and gives the caller's voice (its output).
 */
import { JitterBuffer, RATE } from '../jitter-buffer.js';
import { decodeMulaw, encodeMulawSample, MULAW_SILENCE } from '../mulaw.js';
import { Resampler } from '../resampler.js';
import type { ToPage, ToWorklet } from './worklet-messages.js';

/** What the audio thread's global scope has (Web Audio API, 1.32). */
declare const sampleRate: number;
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const FRAME = 160;
/** The buffer is read 5 ms at a time: marks are known to within that. */
const BLOCK = 40;
/** A level meter that moves. */
const REPORT_EVERY = RATE / 10;

class PhoneProcessor extends AudioWorkletProcessor {
  readonly #toTelephone = new Resampler(sampleRate, RATE);
  readonly #toSpeaker = new Resampler(RATE, sampleRate);
  readonly #buffer = new JitterBuffer();
  readonly #block = new Float32Array(BLOCK);
  /** Sound at the speaker's rate that is not given yet. */
  #ready = new Float32Array(0);
  #readyFrom = 0;
  #frame = new Uint8Array(FRAME);
  #filled = 0;
  /** Samples that were taken from the microphone, at 8 kHz. */
  #taken = 0;
  #muted = false;
  /** Marks whose sound is on its way through filter and loudspeaker, and when it will be out. */
  #sounding: { mark: number; at: number }[] = [];
  #latency = 0;
  #heardLevel = 0;
  #spokenLevel = 0;
  #reportIn = REPORT_EVERY;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => this.#told(data);
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [output = []] = outputs;
    const length = output[0]?.length ?? 128;
    this.#take(inputs[0] ?? [], length);
    this.#give(output, length);
    while (this.#sounding[0] !== undefined && this.#sounding[0].at <= currentFrame + length) {
      this.#tell({ type: 'played', mark: (this.#sounding.shift() as { mark: number }).mark });
    }
    return true;
  }

  #told(message: ToWorklet): void {
    switch (message.type) {
      case 'sound':
        this.#buffer.write(decodeMulaw(message.mulaw));
        break;
      case 'mark':
        if (this.#buffer.mark(message.mark)) this.#reached(message.mark);
        break;
      case 'clear':
        this.#buffer.clear();
        this.#sounding = [];
        break;
      case 'mute':
        this.#muted = message.muted;
        break;
      case 'latency':
        this.#latency = message.seconds;
        break;
    }
  }

  #take(channels: Float32Array[], length: number): void {
    const mono = new Float32Array(length);
    for (const channel of channels) {
      for (let index = 0; index < length; index += 1)
        mono[index] = (mono[index] as number) + (channel[index] as number) / channels.length;
    }
    const samples = this.#toTelephone.push(mono);
    for (const sample of samples) {
      this.#spokenLevel = Math.max(this.#spokenLevel, this.#muted ? 0 : Math.abs(sample));
      this.#frame[this.#filled] = this.#muted ? MULAW_SILENCE : encodeMulawSample(sample);
      this.#filled += 1;
      if (this.#filled < FRAME) continue;
      this.port.postMessage({ type: 'frame', mulaw: this.#frame, at: this.#taken } satisfies ToPage, [
        this.#frame.buffer,
      ]);
      this.#taken += FRAME;
      this.#frame = new Uint8Array(FRAME);
      this.#filled = 0;
    }
    this.#reportIn -= samples.length;
    if (this.#reportIn <= 0) this.#report();
  }

  #give(channels: Float32Array[], length: number): void {
    while (this.#ready.length - this.#readyFrom < length) {
      const marks = this.#buffer.read(this.#block);
      for (const sample of this.#block) this.#heardLevel = Math.max(this.#heardLevel, Math.abs(sample));
      const made = this.#toSpeaker.push(this.#block);
      const left = this.#ready.subarray(this.#readyFrom);
      const ready = new Float32Array(left.length + made.length);
      ready.set(left);
      ready.set(made, left.length);
      this.#ready = ready;
      this.#readyFrom = 0;
      for (const mark of marks) this.#reached(mark);
    }
    const part = this.#ready.subarray(this.#readyFrom, this.#readyFrom + length);
    this.#readyFrom += length;
    for (const channel of channels) channel.set(part);
  }

  /** The buffer has given all sound before a mark: it is out once what is ready was given, and the loudspeaker has sounded. */
  #reached(mark: number): void {
    const samples = this.#ready.length - this.#readyFrom + (this.#toSpeaker.delay + this.#latency) * sampleRate;
    const last = this.#sounding.at(-1)?.at ?? 0;
    this.#sounding.push({ mark, at: Math.max(last, currentFrame + samples) });
  }

  #report(): void {
    this.#tell({
      type: 'report',
      heardLevel: this.#heardLevel,
      spokenLevel: this.#spokenLevel,
      heldMs: this.#buffer.heldMs,
      underruns: this.#buffer.underruns,
      trimmedMs: (this.#buffer.trimmed * 1000) / RATE,
    });
    this.#heardLevel = 0;
    this.#spokenLevel = 0;
    this.#reportIn += REPORT_EVERY;
  }

  #tell(message: ToPage): void {
    this.port.postMessage(message);
  }
}

registerProcessor('ringback-phone', PhoneProcessor);
