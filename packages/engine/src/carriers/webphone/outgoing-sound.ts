import { FRAME_MS, type MulawAudio, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';
import { PlayoutQueue } from '../simulator/playout-queue.js';
import { writeAudioFrame } from './audio-frame.js';
import type { PageSocket } from './page-socket.js';

const UNITS_PER_FRAME = (FRAME_MS * TELEPHONE_RATE) / 1000;

interface SentMark {
  number: number;
  name: string;
}

/**
 * The caller's side: what is queued goes out 20 ms at a time at the pace of time, so that a page never holds much, `clear` drops nearly all of it here, and whatever
 * a page buffers beyond its prebuffer is drift. Marks go out as numbers behind the frame in which the sound before them ends, and come back
 * when the page has played that far.
 */
export class OutgoingSound {
  readonly #queue = new PlayoutQueue();
  /** Sent, or waiting for a connection, and not returned. */
  #sent: SentMark[] = [];
  #marks = 0;
  #sequence = 0;
  #timestamp = 0;
  #page: PageSocket | null = null;

  play(audio: MulawAudio): void {
    this.#queue.play(audio.bytes, undefined);
  }

  mark(name: string): void {
    if (!this.#queue.mark(name)) this.#send(name);
  }

  /** @returns every outstanding mark, in order: none of them returns any more. */
  clear(): readonly string[] {
    const names = [...this.#sent.map(({ name }) => name), ...marksOf(this.#queue.clear())];
    this.#sent = [];
    this.#page?.send({ type: 'clear' });
    return names;
  }

  /** The page has played up to a mark. @returns that one and those before it, which are out still. */
  played(number: number): readonly string[] {
    const names: string[] = [];
    while (this.#sent[0] !== undefined && this.#sent[0].number <= number)
      names.push((this.#sent.shift() as SentMark).name);
    return names;
  }

  /**
   * A page is there, or another connection of its. @param received the last mark that it received: those behind it are sent again, since what stood before them
   * was lost with the connection.
   */
  attach(page: PageSocket, received: number): void {
    this.#page = page;
    for (const { number } of this.#sent) if (number > received) page.send({ type: 'mark', mark: number });
  }

  /** What is queued waits. */
  detach(): void {
    this.#page = null;
  }

  /** Sends the next 20 ms, if there are any and a page for them. @returns false where the connection stands still. */
  tick(): boolean {
    const page = this.#page;
    // Time goes on without sound, too.
    this.#timestamp += UNITS_PER_FRAME;
    if (page === null) return true;
    const frame = this.#queue.takeFrame();
    if (frame === null) return true;
    if (page.stalled) return false;
    page.sendSound(writeAudioFrame(this.#sequence, this.#timestamp, frame));
    this.#sequence += 1;
    for (const name of marksOf(this.#queue.framePlayed())) this.#send(name);
    return true;
  }

  #send(name: string): void {
    this.#marks += 1;
    this.#sent.push({ number: this.#marks, name });
    this.#page?.send({ type: 'mark', mark: this.#marks });
  }
}

function marksOf(played: ReturnType<PlayoutQueue['clear']>): string[] {
  return played.flatMap((one) => (one.kind === 'mark' ? [one.name] : []));
}
