import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallEvent,
  decodeMulaw,
  encodeMulaw,
  encodeWav,
  FRAME_BYTES,
  MULAW_SILENCE,
  MulawAudio,
  placeCall,
  type RunningCall,
  realClock,
  TonesSynthesiser,
} from '@ringback/engine';
import { ScriptedCarrier, ScriptedConversations } from '@ringback/engine/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { requirement } from '../requirements.js';
import { openChromium, type TestBrowser } from './chromium.js';
import { type ServedPage, servePage } from './served-page.js';

const WANTED = await requirement('chromium');

/** What the page's microphone hears, and the two sides of the line. */
const SUPERVISOR_HERTZ = 620;
const CALLEE_HERTZ = 1_000;
const ASSISTANT_HERTZ = 440;
const ANNA = { id: 'u1', name: 'Anna' };
/** What the issue of listening promises. */
const MOST_BEHIND_MS = 300;
const WAITING = { timeout: 15_000, interval: 20 };

interface PageWindow {
  phone: { open(): Promise<void>; openMicrophone(): Promise<void>; close(): Promise<void> };
  events: [name: string, ...values: unknown[]][];
  sounding: { at: number; peak: number; callee: number; assistant: number }[];
}
declare const window: PageWindow;

function tone(hertz: number, ms: number, rate: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: (rate * ms) / 1000 }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
}

const mulaw = (hertz: number, ms: number): Uint8Array => encodeMulaw(tone(hertz, ms, 8_000, 0.4));

/** Frequency by zero crossings, and root mean square. */
function measure(pcm: Int16Array): { rms: number; hertz: number } {
  let crossings = 0;
  let power = 0;
  for (let index = 1; index < pcm.length; index += 1) {
    if ((pcm[index - 1] as number) < 0 !== (pcm[index] as number) < 0) crossings += 1;
    power += ((pcm[index] as number) / 32_768) ** 2;
  }
  return { rms: Math.sqrt(power / pcm.length), hertz: (crossings * 8_000) / (2 * pcm.length) };
}

/** A running call whose two sides the test plays, by the clock on the wall. */
class Line {
  readonly carrier: ScriptedCarrier;
  readonly conversations = new ScriptedConversations();
  readonly events: CallEvent[] = [];
  readonly running: RunningCall;
  /** What the callee's side brings. */
  hertz: number | null = null;
  readonly #frames = mulaw(CALLEE_HERTZ, 1_000);
  readonly #silence = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
  #sent = 0;
  readonly #timer: { cancel(): void };

  constructor() {
    const clock = realClock();
    // It takes any clock: its own way of waiting is the test's.
    this.carrier = new ScriptedCarrier(clock as ConstructorParameters<typeof ScriptedCarrier>[0]);
    this.running = placeCall(
      { callId: 'call-1', to: '+8613800138000', brief: { requirement: 'x' } },
      {
        carrier: this.carrier,
        conversations: this.conversations,
        synthesiser: new TonesSynthesiser(),
        clock,
        ids: { next: () => String(this.events.length) },
        limits: { silenceMs: 60_000 },
        onEvent: (event) => this.events.push(event),
      },
    );
    const { leg } = this.carrier;
    leg.accept();
    this.conversations.conversation.ready();
    leg.answer();
    const began = performance.now();
    this.#timer = clock.every(5, () => {
      while (this.#sent * 20 < performance.now() - began) {
        const at = (this.#sent % 50) * FRAME_BYTES;
        const frame = this.hertz === null ? this.#silence : this.#frames.subarray(at, at + FRAME_BYTES);
        leg.listener.audio(MulawAudio.fromBytes(frame));
        this.#sent += 1;
      }
    });
  }

  say(id: string, ms: number): void {
    this.conversations.conversation.listener.speech(id, MulawAudio.fromBytes(mulaw(ASSISTANT_HERTZ, ms)), 'words');
    this.conversations.conversation.listener.speechEnded(id, 'words');
  }

  async end(): Promise<void> {
    this.#timer.cancel();
    this.carrier.leg.end();
    await this.running.ended;
  }
}

const now = (): number => performance.timeOrigin + performance.now();

describe.runIf(WANTED)('a page that listens to a call', () => {
  let folder: string;
  let served: ServedPage;
  let browser: TestBrowser;
  let line: Line;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringback-microphone-'));
    const microphone = join(folder, 'tone.wav');
    await writeFile(microphone, encodeWav(tone(SUPERVISOR_HERTZ, 60_000, 48_000, 0.4), 48_000));
    served = await servePage();
    browser = await openChromium(microphone);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    line = new Line();
  });
  afterEach(() => line.end());

  const until = (page: Page, name: string, value?: unknown): Promise<unknown> =>
    page.waitForFunction(
      ([one, wanted]) => window.events.some(([event, first]) => event === one && (wanted === null || first === wanted)),
      [name, value ?? null],
    );

  async function listen(): Promise<{ page: Page; listeningId: string }> {
    const { token, listeningId } = served.desk.ticket('call-1', line.running.supervision, ANNA);
    const page = await browser.context.newPage();
    await page.goto(served.listening(token));
    await page.waitForFunction(() => window.phone !== undefined);
    // Browsers let no page sound that nobody has touched.
    await page.mouse.click(5, 5);
    await page.evaluate(() => window.phone.open());
    await until(page, 'open');
    await page.waitForFunction(() => window.sounding.length > 20);
    return { page, listeningId };
  }

  /** From now until something is heard: the peak passes this. */
  async function heardAfter(page: Page, began: number): Promise<number> {
    const found = await page.waitForFunction(
      (since) => window.sounding.find(({ at, peak }) => at >= since && peak > 0.1)?.at,
      began,
    );
    return ((await found.jsonValue()) as number) - began;
  }

  it('hears both sides, each by itself and both together, less than 300 ms behind', async () => {
    const { page } = await listen();
    const behind: Record<string, number[]> = { callee: [], assistant: [] };
    for (let turn = 0; turn < 5; turn += 1) {
      for (const side of ['callee', 'assistant'] as const) {
        await page.waitForFunction(() => window.sounding.slice(-60).every(({ peak }) => peak < 0.01));
        const began = now();
        if (side === 'callee') line.hertz = CALLEE_HERTZ;
        else line.say(`a${turn}`, 500);
        behind[side]?.push(await heardAfter(page, began));
        line.hertz = null;
      }
    }
    console.info(
      `behind, in ms: ${JSON.stringify(behind, (_, value) => (typeof value === 'number' ? Math.round(value) : value))}`,
    );
    for (const all of Object.values(behind)) {
      expect(all).toHaveLength(5);
      // The middle one: a page of a busy machine may once be late.
      expect(all.sort((one, other) => one - other)[2]).toBeLessThan(MOST_BEHIND_MS);
    }

    line.hertz = CALLEE_HERTZ;
    line.say('both', 2_000);
    await page.waitForFunction(() => (window.sounding.at(-1)?.peak ?? 0) > 0.5);
    await page.waitForFunction(() =>
      window.sounding.slice(-20).every(({ callee, assistant }) => callee > -40 && assistant > -40),
    );
    expect(await page.evaluate(() => window.events.filter(([name]) => name !== 'open'))).toEqual([]);
    await page.close();
  });

  it('takes the call over: the callee hears the microphone, the AI is silent, and goes on when it has the call again', async () => {
    const { page, listeningId } = await listen();
    const { leg } = line.carrier;
    line.say('long', 20_000);
    await page.waitForFunction(() => window.sounding.slice(-20).every(({ assistant }) => assistant > -40));
    await page.evaluate(() => window.phone.openMicrophone());
    served.desk.takeOver('call-1', listeningId);
    expect(leg.clears.length).toBeGreaterThan(0);
    const given = leg.given.length;
    await until(page, 'speaking', true);
    await vi.waitFor(() => expect(leg.given.length).toBeGreaterThan(given + 150), WAITING);
    const spoken = Buffer.concat(leg.given.slice(given + 75, given + 150).map(({ audio }) => audio.bytes));
    const { rms, hertz } = measure(decodeMulaw(spoken));
    expect(Math.abs(hertz - SUPERVISOR_HERTZ)).toBeLessThan(10);
    expect(rms).toBeGreaterThan(0.02);
    // Nobody hears themselves, nor the AI, which says nothing.
    const quiet = await page.evaluate(() => window.sounding.slice(-100).every(({ peak }) => peak < 0.02));
    expect(quiet).toBe(true);
    line.say('meanwhile', 1_000);
    expect(line.conversations.conversation.asides).toBe(1);

    line.running.supervision.handBack(ANNA, 'Say goodbye.');
    await until(page, 'speaking', false);
    line.say('again', 1_000);
    await page.waitForFunction(() => window.sounding.slice(-20).every(({ assistant }) => assistant > -40));
    expect(line.conversations.conversation.handBacks).toEqual([{ note: 'Say goodbye.', how: 'handed_back' }]);
    await page.close();
  });

  it('loses no call to a connection that breaks, and gives it back where it stays away', async () => {
    const { page, listeningId } = await listen();
    await page.evaluate(() => window.phone.openMicrophone());
    served.desk.takeOver('call-1', listeningId);
    await until(page, 'speaking', true);
    served.cut();
    await until(page, 'lost');
    await page.waitForFunction(() => window.events.filter(([name]) => name === 'open').length === 2);
    expect(line.running.supervision.speaker).toEqual(ANNA);
    await page.close();
    await vi.waitFor(() => expect(line.running.supervision.speaker).toBeNull(), WAITING);
    expect(line.conversations.conversation.handBacks).toEqual([{ note: null, how: 'broke_off' }]);
  });

  it('lets nobody in without a ticket, and nobody twice with the same', async () => {
    const { token } = served.desk.ticket('call-1', line.running.supervision, ANNA);
    for (const [wrong, first] of [
      [`${token.split('.')[0]}.${'x'.repeat(43)}`, 'failed'],
      ['nonsense', 'failed'],
      [token, 'open'],
      [token, 'failed'],
    ] as const) {
      const page = await browser.context.newPage();
      await page.goto(served.listening(wrong));
      await page.waitForFunction(() => window.phone !== undefined);
      await page.mouse.click(5, 5);
      await page.evaluate(() => window.phone.open());
      await page.waitForFunction(() => window.events.length > 0);
      expect(await page.evaluate(() => window.events[0])).toEqual(
        first === 'open' ? ['open', false] : ['failed', 'refused'],
      );
      if (first === 'failed') await page.close();
    }
    expect(served.errors).toEqual([]);
  });
});
