/** One second of a tone in five: how phones ring in China. */
const RING_MS = 1_000;
const EVERY_MS = 5_000;
const HERTZ = 425;
const LOUDNESS = 0.08;

/** Rings from the loudspeaker. A browser that lets the page not sound yet is silent, and shows that it rings all the same. */
export class RingTone {
  #context: AudioContext | null = null;
  #timer: number | null = null;

  start(): void {
    if (this.#timer !== null) return;
    this.#ring();
    this.#timer = window.setInterval(() => this.#ring(), EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) window.clearInterval(this.#timer);
    this.#timer = null;
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  #ring(): void {
    try {
      this.#context ??= new AudioContext();
      if (this.#context.state !== 'running') return;
      const [oscillator, gain] = [this.#context.createOscillator(), this.#context.createGain()];
      oscillator.frequency.value = HERTZ;
      gain.gain.value = LOUDNESS;
      oscillator.connect(gain).connect(this.#context.destination);
      oscillator.start();
      oscillator.stop(this.#context.currentTime + RING_MS / 1_000);
    } catch {
      // It is seen to ring.
    }
  }
}
