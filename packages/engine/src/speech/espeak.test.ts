import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mulawLevel } from '../audio/g711.js';
import { isRingbackError, type RingbackError } from '../errors.js';
import { ManualClock } from '../testing/manual-clock.js';
import { EspeakSynthesiser } from './espeak.js';

/**
 * Speaks the protocol, or breaks it. It notes its process id in a file each time it starts, so that the nth run may behave differently
 * from the others and the test knows what must be gone.
 */
const SCRIPTED = `
const { appendFileSync, readFileSync } = require('node:fs');
const [mode, log] = process.argv.slice(2);
appendFileSync(log, process.pid + '\\n');
const run = readFileSync(log, 'utf8').trim().split('\\n').length;
const ready = () => process.stdout.write('{"ready":true,"protocol":1}\\n');
const tone = Buffer.alloc(16000);
for (let n = 0; n < 8000; n += 1) tone.writeInt16LE(Math.round(8000 * Math.sin(n / 3)), n * 2);
const good = (id) => Buffer.concat([Buffer.from(JSON.stringify({ id, rate: 8000, bytes: tone.length }) + '\\n'), tone]);
const answers = {
  good: (id) => process.stdout.write(good(id)),
  crash: () => process.exit(7),
  'crash-once': (id) => (run === 1 ? process.exit(7) : process.stdout.write(good(id))),
  'crash-three-times': (id) => (run <= 3 ? process.exit(7) : process.stdout.write(good(id))),
  hang: () => {},
  'hang-once': (id) => run > 1 && process.stdout.write(good(id)),
  garbage: () => process.stdout.write('this is not JSON\\n'),
  endless: () => process.stdout.write('x'.repeat(100000)),
  'wrong-id': () => process.stdout.write(good(4711)),
  huge: (id) => process.stdout.write(JSON.stringify({ id, rate: 8000, bytes: 1e12 }) + '\\n'),
  'no-rate': (id) => process.stdout.write(JSON.stringify({ id, rate: 0, bytes: 2 }) + '\\nxx'),
  half: (id) => { process.stdout.write(good(id).subarray(0, 5000), () => process.exit(0)); },
  refuse: (id) => process.stdout.write(JSON.stringify({ id, error: 'no such voice' }) + '\\n'),
  silent: (id) => process.stdout.write(Buffer.concat([Buffer.from(JSON.stringify({ id, rate: 8000, bytes: 800 }) + '\\n'), Buffer.alloc(800)])),
  pieces: async (id) => {
    const bytes = good(id);
    for (let at = 0; at < bytes.length; at += at < 60 ? 1 : 1501) {
      process.stdout.write(bytes.subarray(at, at < 60 ? at + 1 : at + 1501));
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
};
if (mode === 'no-start') { process.stderr.write('no such package'); process.exit(3); }
if (mode !== 'hang-start') ready();
if (mode === 'talkative') process.stdout.write('{"id":4711,"rate":8000,"bytes":0}\\n');
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) (answers[mode] ?? answers.good)(JSON.parse(line).id);
});
process.stdin.on('end', () => process.exit(0));
`;

let folder: string;
let script: string;
let count = 0;
let open: EspeakSynthesiser[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringback-espeak-test-'));
  script = join(folder, 'scripted.cjs');
  writeFileSync(script, SCRIPTED);
});

afterEach(async () => {
  await Promise.all(open.map((synthesiser) => synthesiser.close()));
  open = [];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Scripted {
  synthesiser: EspeakSynthesiser;
  clock: ManualClock;
  /** Process ids of the runs so far. */
  runs: () => number[];
}

function scripted(mode: string): Scripted {
  const log = join(folder, `${count++}.log`);
  writeFileSync(log, '');
  const clock = new ManualClock();
  const synthesiser = new EspeakSynthesiser({ command: [process.execPath, script, mode, log], clock });
  open.push(synthesiser);
  const runs = (): number[] => readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number);
  return { synthesiser, clock, runs };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function failureOf(promise: Promise<unknown>): Promise<RingbackError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!isRingbackError(error)) throw error;
  expect(error.code).toBe('speech_failed');
  return error;
}

const en = { language: 'en' } as const;

describe('the speech program under EspeakSynthesiser', () => {
  it('is started on first use, once, and is gone after close', async () => {
    const { synthesiser, runs } = scripted('good');
    expect(runs()).toEqual([]);
    const audios = await Promise.all(['one', 'two', 'three'].map((text) => synthesiser.speak(text, en)));
    expect(audios.map((audio) => audio.durationMs)).toEqual([1000, 1000, 1000]);
    expect(20 * Math.log10(mulawLevel(audios[0]?.bytes ?? new Uint8Array()))).toBeCloseTo(-22, 0);
    expect(runs().length).toBe(1);
    expect(isRunning(runs()[0] as number)).toBe(true);
    await synthesiser.close();
    expect(isRunning(runs()[0] as number)).toBe(false);
    expect((await failureOf(synthesiser.speak('four', en))).message).toContain('closed');
    expect((await failureOf(synthesiser.speak('', en))).message).toContain('closed');
    await synthesiser.close();
    expect(runs().length).toBe(1);
  });

  it('does not keep the event loop alive, and leaves no timer behind', async () => {
    const held = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => kind !== 'Timeout')
        .sort();
    // Processes that other tests had killed hold it until they are gone.
    while (held().includes('ProcessWrap')) await new Promise((resolve) => setImmediate(resolve));
    const before = held();
    const { synthesiser, clock } = scripted('good');
    await synthesiser.speak('one', en);
    expect(held()).toEqual(before);
    expect(clock.pending).toBe(0);
  });

  it('ends with us: it goes when its input closes', async () => {
    // What the operating system does when we die, done to the process alone.
    const { SpeechProcess } = await import('./speech-process.js');
    const log = join(folder, 'input.log');
    const speech = new SpeechProcess([process.execPath, script, 'good', log]);
    await speech.ready;
    speech.closeInput();
    await speech.gone;
    expect(speech.alive).toBe(false);
  });

  it('takes answers in any pieces', async () => {
    const { synthesiser } = scripted('pieces');
    expect((await synthesiser.speak('one', en)).durationMs).toBe(1000);
    expect((await synthesiser.speak('two', en)).durationMs).toBe(1000);
  });

  it('tries a sentence once more when the program dies under it', async () => {
    const { synthesiser, runs } = scripted('crash-once');
    expect((await synthesiser.speak('one', en)).durationMs).toBe(1000);
    expect(runs().length).toBe(2);
    expect(isRunning(runs()[0] as number)).toBe(false);
  });

  it('goes on with those who wait when one sentence failed', async () => {
    const { synthesiser, runs } = scripted('crash-three-times');
    const results = await Promise.allSettled(['one', 'two', 'three'].map((text) => synthesiser.speak(text, en)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    // Twice for the first, once for the second; then it is left alone.
    expect(runs().length).toBe(3);
  });

  it('is left alone for 10 s after three failures in a row, then tried again, and forgiven on success', async () => {
    const { synthesiser, clock, runs } = scripted('crash-three-times');
    await failureOf(synthesiser.speak('one', en));
    await failureOf(synthesiser.speak('two', en));
    expect(runs().length).toBe(3);
    const refused = await failureOf(synthesiser.speak('three', en));
    expect(refused.retryable).toBe(true);
    await clock.advance(9_999);
    await failureOf(synthesiser.speak('four', en));
    expect(runs().length).toBe(3);
    await clock.advance(1);
    expect((await synthesiser.speak('five', en)).durationMs).toBe(1000);
    expect((await synthesiser.speak('six', en)).durationMs).toBe(1000);
    expect(runs().length).toBe(4);
  });

  it('starts a broken program once in 10 s, not for every sentence', async () => {
    const { synthesiser, clock, runs } = scripted('crash');
    for (let round = 0; round < 5; round += 1) await failureOf(synthesiser.speak('one', en));
    expect(runs().length).toBe(3);
    await clock.advance(10_000);
    for (let round = 0; round < 5; round += 1) await failureOf(synthesiser.speak('one', en));
    expect(runs().length).toBe(4);
  });

  it('kills a program that hangs, after 5 s, and tries once more', async () => {
    const { synthesiser, clock, runs } = scripted('hang-once');
    const audio = synthesiser.speak('one', en);
    await until(() => runs().length === 1);
    await advanceUntilSettled(clock, audio);
    expect((await audio).durationMs).toBe(1000);
    expect(runs().length).toBe(2);
    await until(() => !isRunning(runs()[0] as number));
  });

  it('never hangs with a program that hangs always, at its start or at a sentence', async () => {
    for (const mode of ['hang', 'hang-start']) {
      const { synthesiser, clock, runs } = scripted(mode);
      const audio = synthesiser.speak('one', en);
      audio.catch(() => {});
      await advanceUntilSettled(clock, audio, 20);
      const error = await failureOf(audio);
      expect(error.retryable, mode).toBe(true);
      expect(error.message, mode).toContain('in time');
      await until(() => runs().every((pid) => !isRunning(pid)));
    }
  });

  it('says why a program did not start', async () => {
    const { synthesiser } = scripted('no-start');
    const error = await failureOf(synthesiser.speak('one', en));
    expect(error.message).toContain('code 3');
    expect(error.details.complaint).toBe('no such package');
    const missing = new EspeakSynthesiser({ command: [join(folder, 'no-such-program')] });
    open.push(missing);
    expect((await failureOf(missing.speak('one', en))).message).toContain('could not be started');
    await missing.close();
  });

  it('breaks with a program that does not keep to the protocol', async () => {
    for (const mode of ['garbage', 'endless', 'wrong-id', 'huge', 'no-rate', 'half', 'talkative']) {
      const { synthesiser, runs } = scripted(mode);
      await failureOf(synthesiser.speak('one', en));
      await until(() => runs().every((pid) => !isRunning(pid)));
    }
  });

  it('passes on a refusal without blaming the program', async () => {
    const { synthesiser, runs } = scripted('refuse');
    for (let round = 0; round < 5; round += 1) {
      const error = await failureOf(synthesiser.speak('one', en));
      expect(error.retryable).toBe(false);
      expect(error.details.complaint).toBe('no such voice');
    }
    expect(runs().length).toBe(1);
  });

  it('gives no audio for silence, and asks nothing for nothing', async () => {
    const { synthesiser, runs } = scripted('silent');
    expect((await synthesiser.speak('', en)).byteLength).toBe(0);
    expect((await synthesiser.speak('...', en)).byteLength).toBe(0);
    expect(runs()).toEqual([]);
    expect((await synthesiser.speak('hush', en)).byteLength).toBe(0);
  });

  it('puts a pause between the sentences of a long text, and speaks the parts in order', async () => {
    const { synthesiser } = scripted('good');
    const sentence = `${'word '.repeat(30)}end. `;
    const audio = await synthesiser.speak(sentence.repeat(3), en);
    expect(audio.durationMs).toBe(3 * 1000 + 2 * 280);
  });

  it('lets a short sentence in between the parts of a long text', async () => {
    const { synthesiser } = scripted('good');
    const order: string[] = [];
    const long = synthesiser.speak('a sentence of some length to say. '.repeat(100), en).then(() => order.push('long'));
    const short = synthesiser.speak('short', en).then(() => order.push('short'));
    await Promise.all([long, short]);
    expect(order).toEqual(['short', 'long']);
  });

  it('refuses when too much waits, and what it cannot speak', async () => {
    const { synthesiser } = scripted('good');
    const waiting = Array.from({ length: 250 }, (_, index) => synthesiser.speak(`sentence ${index}`, en));
    const results = await Promise.allSettled(waiting);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBe(49);
    await failureOf(synthesiser.speak('a'.repeat(5001), en));
    await failureOf(synthesiser.speak('a', { language: 'xx' as 'en' }));
    await failureOf(synthesiser.speak('a', { language: 'en', pitch: 100 }));
  });

  it('rejects all that waits when it is closed', async () => {
    const { synthesiser, runs } = scripted('hang');
    const waiting = ['one', 'two', 'three'].map((text) => failureOf(synthesiser.speak(text, en)));
    await until(() => runs().length === 1);
    await synthesiser.close();
    expect((await Promise.all(waiting)).every(({ message }) => message.includes('closed'))).toBe(true);
    expect(runs().length).toBe(1);
    expect(isRunning(runs()[0] as number)).toBe(false);
  });

  it('closes while the program starts', async () => {
    const { synthesiser } = scripted('hang-start');
    const waiting = failureOf(synthesiser.speak('one', en));
    await synthesiser.close();
    expect((await waiting).message).toContain('closed');
  });
});

/** Waits for another process: there is no event of ours for what it does. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/**
 * Moves the clock second by second as long as a promise is open; real processes get real time in between, so that only what really
 * hangs is late.
 */
async function advanceUntilSettled(clock: ManualClock, promise: Promise<unknown>, realMs = 100): Promise<void> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  while (!settled) {
    for (let waited = 0; waited < realMs && !settled; waited += 5)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(1000);
  }
}
