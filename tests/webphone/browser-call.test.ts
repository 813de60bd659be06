import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallEvent,
  decodeMulaw,
  encodeMulaw,
  encodeWav,
  type Leg,
  type LegEnd,
  MulawAudio,
  placeCall,
  realClock,
  TonesSynthesiser,
} from '@ringback/engine';
import { ScriptedConversations } from '@ringback/engine/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { openChromium, type TestBrowser } from './chromium.js';
import { type ServedPage, servePage } from './served-page.js';

const WANTED = await requirement('chromium');

/** What the page's microphone hears: a tone, louder than any noise gate, at a rate that is none of the telephone's. */
const SPOKEN_HERTZ = 620;
const HEARD_HERTZ = 440;
/** A frame of sound. */
const FRAME_MS = 20;

interface PageWindow {
  phone: { answer(call: string): Promise<void>; decline(call: string): void; key(digit: string): void; hangUp(): void };
  events: [name: string, ...values: unknown[]][];
  reports: {
    heardLevel: number;
    spokenLevel: number;
    heldMs: number;
    underruns: number;
    trimmedMs: number;
    at: number;
  }[];
}
declare const window: PageWindow;
declare const document: { title: string };
declare const performance: { now(): number };

function tone(hertz: number, ms: number, rate: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: (rate * ms) / 1000 }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
}

/** Root mean square, full scale 1, and the frequency by zero crossings. */
function measure(pcm: Int16Array): { rms: number; hertz: number } {
  let crossings = 0;
  let power = 0;
  for (let index = 1; index < pcm.length; index += 1) {
    if ((pcm[index - 1] as number) < 0 !== (pcm[index] as number) < 0) crossings += 1;
    power += ((pcm[index] as number) / 32_768) ** 2;
  }
  return { rms: Math.sqrt(power / pcm.length), hertz: (crossings * 8_000) / (2 * pcm.length) };
}

/** The engine's side of a call, with what it was told. */
class Told {
  readonly told: string[] = [];
  readonly heard: Uint8Array[] = [];
  readonly marks: { name: string; at: number }[] = [];
  end: LegEnd | null = null;
  #waiting: { condition: () => boolean; done: () => void }[] = [];

  accepted(): void {
    this.#note('accepted');
  }
  ringing(): void {
    this.#note('ringing');
  }
  answered(): void {
    this.#note('answered');
  }
  machine(): void {}
  caption(): void {}
  key(digit: string): void {
    this.#note(`key ${digit}`);
  }
  audio(audio: MulawAudio): void {
    this.heard.push(audio.bytes);
    this.#look();
  }
  mark(name: string): void {
    this.marks.push({ name, at: performance.now() });
    this.#look();
  }
  ended(end: LegEnd): void {
    this.end = end;
    this.#note('ended');
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ condition, done });
      this.#look();
    });
  }

  #note(what: string): void {
    this.told.push(what);
    this.#look();
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ condition, done }) => {
      if (!condition()) return true;
      done();
      return false;
    });
  }
}

describe.runIf(WANTED)('a call to a real browser', () => {
  let folder: string;
  let microphone: string;
  let served: ServedPage;
  let browser: TestBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringback-microphone-'));
    microphone = join(folder, 'tone.wav');
    await writeFile(microphone, encodeWav(tone(SPOKEN_HERTZ, 60_000, 48_000, 0.4), 48_000));
    served = await servePage();
    browser = await openChromium(microphone);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const until = (page: Page, name: string): Promise<unknown> =>
    page.waitForFunction((one) => window.events.some(([event]) => event === one), name);

  async function ring(to: string, token: string): Promise<{ page: Page; told: Told; leg: Leg }> {
    const page = await browser.context.newPage();
    await page.goto(served.address(token));
    await until(page, 'open');
    const told = new Told();
    const leg = served.carrier.dial({ callId: 'call-1', to, ringTimeoutMs: 60_000 }, told);
    await until(page, 'ring');
    return { page, told, leg };
  }

  it('carries a tone both ways, tells marks in order, and stops at a clear', async () => {
    const { page, told, leg } = await ring('webphone:desk', served.carrier.ticket('desk').token);
    await page.evaluate(() => window.phone.answer('call-1'));
    await told.until(() => told.told.includes('answered'));

    // A second and a half of the microphone's tone, once the browser's processing has settled.
    await told.until(() => told.heard.length >= 150);
    const spoken = measure(decodeMulaw(Buffer.concat(told.heard.slice(75, 150))));
    expect(spoken.hertz).toBeGreaterThan(SPOKEN_HERTZ - 5);
    expect(spoken.hertz).toBeLessThan(SPOKEN_HERTZ + 5);
    expect(spoken.rms).toBeGreaterThan(0.02);

    // Two seconds of ours, with a mark behind each half second.
    const began = performance.now();
    for (const name of ['a', 'b', 'c', 'd']) {
      leg.play(MulawAudio.fromBytes(encodeMulaw(tone(HEARD_HERTZ, 500, 8_000, 0.5))));
      leg.mark(name);
    }
    await told.until(() => told.marks.length === 4);
    expect(told.marks.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    const late = told.marks.map(({ at }, index) => at - began - (index + 1) * 500);
    for (const ms of late) {
      // Never before it was heard; then by the prebuffer, the loudspeaker, and a busy machine.
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(600);
    }
    const levels = await page.evaluate(() => window.reports.map(({ heardLevel }) => heardLevel));
    expect(Math.max(...levels)).toBeGreaterThan(0.45);
    expect(Math.max(...levels)).toBeLessThan(0.55);

    // Five seconds, of which a clear leaves little.
    leg.play(MulawAudio.fromBytes(encodeMulaw(tone(HEARD_HERTZ, 5_000, 8_000, 0.5))));
    leg.mark('dropped');
    await page.waitForFunction(() => (window.reports.at(-1)?.heardLevel ?? 0) > 0.4);
    const cleared = await page.evaluate(() => performance.now());
    leg.clear();
    await told.until(() => told.marks.length === 5);
    await page.waitForFunction((since) => window.reports.filter(({ at }) => at > since).length >= 5, cleared);
    const sounding = await page.evaluate(
      (since) =>
        window.reports.filter(({ at, heardLevel }) => at > since && heardLevel > 0.01).map(({ at }) => at - since),
      cleared,
    );
    // A report comes each 100 ms and tells of the five frames before it.
    expect(Math.max(0, ...sounding)).toBeLessThan(15 * FRAME_MS);

    await page.evaluate(() => {
      window.phone.key('7');
      window.phone.hangUp();
    });
    await told.until(() => told.end !== null);
    expect(told.told).toEqual(['accepted', 'ringing', 'answered', 'key 7', 'ended']);
    expect(told.end?.cause).toBe('callee_hung_up');
    const events = await page.evaluate(() => window.events.map(([name, ...values]) => [name, ...values]));
    expect(events.map(([name]) => name)).toEqual(['open', 'ring', 'answered', 'ended']);
    expect(served.errors).toEqual([]);
    await page.close();
  }, 60_000);

  it('is answered by a link, goes on behind a broken connection, and the link is good no more', async () => {
    const { to, token } = served.carrier.invite(600_000);
    const { page, told, leg } = await ring(to, token);
    await page.evaluate(() => window.phone.answer('call-1'));
    await told.until(() => told.heard.length >= 50);
    served.cut();
    await until(page, 'resumed');
    leg.play(MulawAudio.fromBytes(encodeMulaw(tone(HEARD_HERTZ, 300, 8_000, 0.5))));
    leg.mark('after');
    await told.until(() => told.marks.length === 1);
    leg.hangUp();
    await until(page, 'closed');
    const again = await browser.context.newPage();
    await again.goto(served.address(token));
    await until(again, 'failed');
    expect(await again.evaluate(() => window.events.map(([name, value]) => [name, value]))).toEqual([
      ['failed', 'refused'],
    ]);
    await again.close();
    await page.close();
  }, 60_000);
});

describe.runIf(WANTED)('a whole call to a browser', () => {
  it('goes through the bridge: said, heard to its end, answered by keys, and ended by leaving the page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringback-microphone-'));
    const quiet = join(folder, 'quiet.wav');
    await writeFile(quiet, encodeWav(new Int16Array(48_000 * 30), 48_000));
    const served = await servePage();
    const browser = await openChromium(quiet);
    const synthesiser = new TonesSynthesiser();
    const speech = MulawAudio.fromBytes(encodeMulaw(tone(HEARD_HERTZ, 1_500, 8_000, 0.5)));
    const conversations = new ScriptedConversations({
      onOpen: (conversation) => {
        conversation.ready();
        conversation.onAnswered = () => {
          conversation.listener.speech('u1', speech, 'The parcel is at the desk.');
          conversation.listener.speechEnded('u1', 'The parcel is at the desk.');
        };
      },
    });
    try {
      const page = await browser.context.newPage();
      await page.goto(served.address(served.carrier.ticket('desk').token));
      const events: CallEvent[] = [];
      let spoke: () => void = () => undefined;
      const spoken = new Promise<void>((resolve) => {
        spoke = resolve;
      });
      let ids = 0;
      const call = placeCall(
        { callId: 'call-1', to: 'webphone:desk', brief: { requirement: 'The parcel is at the desk.', language: 'en' } },
        {
          carrier: served.carrier,
          conversations,
          synthesiser,
          clock: realClock(),
          ids: { next: () => `id-${++ids}` },
          onEvent: (event) => {
            events.push(event);
            if (event.type === 'utterance') spoke();
          },
        },
      );
      await page.waitForFunction(() => window.events.some(([name]) => name === 'ring'));
      await page.evaluate(() => window.phone.answer('call-1'));
      await spoken;
      expect(
        Math.max(...(await page.evaluate(() => window.reports.map(({ heardLevel }) => heardLevel)))),
      ).toBeGreaterThan(0.1);
      const [first] = events.flatMap((event) => (event.type === 'utterance' ? [event.utterance] : []));
      expect(first).toMatchObject({ role: 'assistant', interrupted: false, text: 'The parcel is at the desk.' });
      expect(conversations.conversation.reports).toEqual([{ utteranceId: 'u1', heardMs: 1_500, interrupted: false }]);
      expect(conversations.conversation.heard.length).toBeGreaterThan(50);
      await page.evaluate(() => window.phone.key('5'));
      await page.goto('about:blank');
      expect(await call.ended).toMatchObject({ endReason: 'callee_hung_up' });
      expect(conversations.conversation.keys).toEqual(['5']);
      expect(served.errors).toEqual([]);
    } finally {
      await browser.close();
      await conversations.close();
      await synthesiser.close();
      await served.close();
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

describe.runIf(WANTED)('the page in the document', () => {
  it('rings, and is answered by a click', async () => {
    const served = await servePage();
    const browser = await openChromium(undefined);
    try {
      const page = await browser.context.newPage();
      await page.goto(served.documented);
      const told = new Told();
      const leg = served.carrier.dial({ callId: 'call-1', to: 'webphone:documented', ringTimeoutMs: 60_000 }, told);
      await page.waitForFunction(() => document.title === 'phone rings');
      await page.click('button');
      await told.until(() => told.heard.length >= 25);
      leg.hangUp();
      await page.waitForFunction(() => document.title === 'phone rings hung_up');
      expect(served.errors).toEqual([]);
    } finally {
      await browser.close();
      await served.close();
    }
  }, 60_000);
});

describe.runIf(WANTED)('a user who denies the microphone', () => {
  it('is told so, and it rings on', async () => {
    const served = await servePage();
    const browser = await openChromium(null);
    try {
      const page = await browser.context.newPage();
      await page.goto(served.address(served.carrier.ticket('desk').token));
      await page.waitForFunction(() => window.events.some(([name]) => name === 'open'));
      const told = new Told();
      served.carrier.dial({ callId: 'call-1', to: 'webphone:desk', ringTimeoutMs: 60_000 }, told);
      await page.waitForFunction(() => window.events.some(([name]) => name === 'ring'));
      const code = await page.evaluate(() =>
        window.phone.answer('call-1').then(
          () => 'answered',
          (error: { code: string }) => error.code,
        ),
      );
      expect(code).toBe('microphone_denied');
      expect(told.told).toEqual(['accepted', 'ringing']);
      await page.evaluate(() => window.phone.decline('call-1'));
      await told.until(() => told.end !== null);
      expect(told.end?.cause).toBe('rejected');
    } finally {
      await browser.close();
      await served.close();
    }
  }, 60_000);
});
