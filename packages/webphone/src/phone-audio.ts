import { WebphoneError } from './webphone-error.js';
import type { SoundReport, ToPage, ToWorklet } from './worklet/worklet-messages.js';

export interface PhoneAudioOptions {
  /** Where `@ringback/webphone/worklet` and what it imports are served: of the page's own origin. */
  workletUrl: string | URL;
  /** 20 ms of the microphone as µ-law; the timestamp counts 1/8000 s and goes on while the page sleeps. */
  onFrame(mulaw: Uint8Array, timestamp: number): void;
  onPlayed(mark: number): void;
  onReport?(report: SoundReport): void;
  /** `microphone_lost`, where it was unplugged and there is no other; `sound_blocked`, where the browser stopped the sound and the user must touch the page. */
  onTrouble?(error: WebphoneError): void;
}

/** Microphone and loudspeaker of a page. `open` must be called from a user's click: browsers let no page sound without. */
export class PhoneAudio {
  readonly #options: PhoneAudioOptions;
  #context: AudioContext | null = null;
  #node: AudioWorkletNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #stream: MediaStream | null = null;
  #deviceId: string | undefined;
  /** When the audio thread stopped, by the page's clock; its samples do not count that time. */
  #sleptFrom: number | null = null;
  #sleptUnits = 0;
  #closed = false;
  readonly #seen = (): void => {
    if (document.visibilityState === 'visible') void this.wake();
  };

  constructor(options: PhoneAudioOptions) {
    this.#options = options;
  }

  /** @throws WebphoneError for whatever the user or the page must do something about. */
  async open(deviceId?: string): Promise<void> {
    this.#deviceId = deviceId;
    await this.#open(true);
  }

  /** The loudspeaker alone: no microphone is asked for until `useMicrophone`, and silence is sent. @throws WebphoneError. */
  async openSpeaker(): Promise<void> {
    await this.#open(false);
  }

  async #open(microphone: boolean): Promise<void> {
    if (this.#context !== null || this.#closed) return;
    if (navigator.mediaDevices === undefined) {
      throw new WebphoneError('insecure_page', 'Browsers give the microphone to https pages and to localhost alone.');
    }
    // Made before anything is awaited, while the click still counts.
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.#context = context;
    try {
      if (microphone) this.#stream = await this.#microphone();
      await context.audioWorklet.addModule(this.#options.workletUrl).catch((error: unknown) => {
        throw new WebphoneError('worklet_failed', `The audio module could not be loaded: ${String(error)}`, error);
      });
      await context.resume();
      if (this.#closed) throw new WebphoneError('closed', 'The phone was closed meanwhile.');
      this.#join(context, this.#stream);
    } catch (error) {
      await this.#release();
      throw error;
    }
  }

  play(mulaw: Uint8Array): void {
    this.#tell({ type: 'sound', mulaw });
  }

  mark(mark: number): void {
    // Without a loudspeaker there is nothing to wait for.
    if (this.#node === null) this.#options.onPlayed(mark);
    else this.#tell({ type: 'mark', mark });
  }

  clear(): void {
    this.#tell({ type: 'clear' });
  }

  mute(muted: boolean): void {
    this.#tell({ type: 'mute', muted });
  }

  /** Sounds again where the browser had stopped it; from a click where that needs one. */
  async wake(): Promise<void> {
    const context = this.#context;
    if (context === null || context.state === 'running' || context.state === 'closed') return;
    await context.resume().catch(() => {
      this.#trouble('sound_blocked', 'The browser has stopped the sound: touch the page.');
    });
  }

  /** Takes another microphone; undefined: the default one. @throws WebphoneError. */
  async useMicrophone(deviceId: string | undefined): Promise<void> {
    this.#deviceId = deviceId;
    const [context, node] = [this.#context, this.#node];
    if (context === null || node === null) return;
    const stream = await this.#microphone();
    if (this.#context !== context) {
      stop(stream);
      return;
    }
    this.#source?.disconnect();
    if (this.#stream !== null) stop(this.#stream);
    this.#connect(context, node, stream);
  }

  /** Lets the microphone go; silence is sent from now on. */
  dropMicrophone(): void {
    this.#source?.disconnect();
    this.#source = null;
    if (this.#stream !== null) stop(this.#stream);
    this.#stream = null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  #join(context: AudioContext, stream: MediaStream | null): void {
    const node = new AudioWorkletNode(context, 'ringback-phone', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [1],
    });
    node.port.onmessage = ({ data }: MessageEvent<ToPage>) => this.#told(data);
    node.connect(context.destination);
    this.#node = node;
    if (stream !== null) this.#connect(context, node, stream);
    this.#tell({ type: 'latency', seconds: context.outputLatency || context.baseLatency || 0 });
    context.onstatechange = () => this.#stateChanged(context);
    document.addEventListener('visibilitychange', this.#seen);
  }

  #connect(context: AudioContext, node: AudioWorkletNode, stream: MediaStream): void {
    this.#stream = stream;
    this.#source = context.createMediaStreamSource(stream);
    this.#source.connect(node);
    for (const track of stream.getAudioTracks()) {
      track.onended = () => {
        if (this.#stream === stream) void this.#replaceMicrophone();
      };
    }
  }

  /** Unplugged: the default one takes its place. Silence is sent until then. */
  async #replaceMicrophone(): Promise<void> {
    try {
      await this.useMicrophone(undefined);
    } catch {
      this.#trouble('microphone_lost', 'The microphone is gone, and there is no other.');
    }
  }

  #stateChanged(context: AudioContext): void {
    const now = performance.now();
    if (context.state === 'running') {
      if (this.#sleptFrom !== null) this.#sleptUnits += Math.round((now - this.#sleptFrom) * 8);
      this.#sleptFrom = null;
    } else if (context.state !== 'closed') {
      this.#sleptFrom ??= now;
      if (document.visibilityState === 'visible') void this.wake();
    }
  }

  #told(message: ToPage): void {
    switch (message.type) {
      case 'frame':
        this.#options.onFrame(message.mulaw, (message.at + this.#sleptUnits) % 2 ** 32);
        break;
      case 'played':
        this.#options.onPlayed(message.mark);
        break;
      case 'report':
        this.#options.onReport?.(message);
        break;
    }
  }

  async #microphone(): Promise<MediaStream> {
    const audio: MediaTrackConstraints = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      ...(this.#deviceId === undefined ? {} : { deviceId: { exact: this.#deviceId } }),
    };
    return await navigator.mediaDevices.getUserMedia({ audio }).catch((error: unknown) => {
      throw microphoneError(error);
    });
  }

  async #release(): Promise<void> {
    document.removeEventListener('visibilitychange', this.#seen);
    const context = this.#context;
    if (this.#stream !== null) stop(this.#stream);
    if (this.#node !== null) this.#node.port.onmessage = null;
    this.#node?.disconnect();
    this.#source?.disconnect();
    this.#stream = null;
    this.#node = null;
    this.#source = null;
    this.#context = null;
    if (context !== null && context.state !== 'closed') {
      context.onstatechange = null;
      await context.close();
    }
  }

  #tell(message: ToWorklet): void {
    this.#node?.port.postMessage(message);
  }

  #trouble(code: 'microphone_lost' | 'sound_blocked', message: string): void {
    this.#options.onTrouble?.(new WebphoneError(code, message));
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}

/** By the name that the standard gives each failure (Media Capture and Streams, 10.2). */
export function microphoneError(error: unknown): WebphoneError {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new WebphoneError(
        'microphone_denied',
        'The microphone is not allowed: allow it for this page, and try again.',
        error,
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new WebphoneError('microphone_missing', 'There is no such microphone: plug one in, and try again.', error);
    case 'NotReadableError':
    case 'AbortError':
      return new WebphoneError('microphone_busy', 'The microphone cannot be used: another program may hold it.', error);
    default:
      return new WebphoneError('microphone_failed', `The microphone failed: ${name || String(error)}`, error);
  }
}
