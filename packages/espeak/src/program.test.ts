import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../bin/ringback-espeak.js', import.meta.url));

interface Answer {
  header: Record<string, unknown>;
  sound: Buffer;
}

/** The program and a reader of its protocol, written from the README alone. */
class Session {
  readonly child: ChildProcess;
  #input = Buffer.alloc(0);
  #answers: Answer[] = [];
  #waiting: ((answer: Answer) => void)[] = [];

  constructor() {
    this.child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#input = Buffer.concat([this.#input, chunk]);
      for (let answer = this.#take(); answer !== null; answer = this.#take()) {
        const waiting = this.#waiting.shift();
        if (waiting === undefined) this.#answers.push(answer);
        else waiting(answer);
      }
    });
  }

  write(...lines: unknown[]): void {
    for (const line of lines) this.child.stdin?.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }

  next(): Promise<Answer> {
    const answer = this.#answers.shift();
    return answer !== undefined ? Promise.resolve(answer) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #take(): Answer | null {
    const end = this.#input.indexOf(10);
    if (end < 0) return null;
    const header = JSON.parse(this.#input.toString('utf8', 0, end)) as Record<string, unknown>;
    const bytes = typeof header.bytes === 'number' ? header.bytes : 0;
    if (this.#input.length < end + 1 + bytes) return null;
    const sound = this.#input.subarray(end + 1, end + 1 + bytes);
    this.#input = this.#input.subarray(end + 1 + bytes);
    return { header, sound };
  }
}

let open: ChildProcess[] = [];

async function started(): Promise<Session> {
  const session = new Session();
  open.push(session.child);
  expect((await session.next()).header).toEqual({ ready: true, program: 'ringback-espeak', protocol: 1 });
  return session;
}

afterEach(async () => {
  for (const child of open) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  open = [];
});

function loudest(sound: Buffer): number {
  let peak = 0;
  for (let at = 0; at < sound.length; at += 2) peak = Math.max(peak, Math.abs(sound.readInt16LE(at)));
  return peak;
}

describe('ringback-espeak', () => {
  it('speaks Mandarin and English, in the order asked, under the names given', async () => {
    const session = await started();
    session.write({ id: 1, text: '您好，请问是王经理吗？', voice: 'cmn' }, { id: 'two', text: 'Hello there.' });
    const first = await session.next();
    expect(first.header).toEqual({ id: 1, rate: 22_050, bytes: first.sound.length });
    expect(first.sound.length).toBeGreaterThan(22_050 * 2);
    expect(loudest(first.sound)).toBeGreaterThan(8000);
    const second = await session.next();
    expect(second.header.id).toBe('two');
    expect(loudest(second.sound)).toBeGreaterThan(8000);
  });

  it('gives the same bytes again, whatever was said between, and others for another pitch, rate or voice', async () => {
    const session = await started();
    const request = { id: 0, text: '好的 OK', voice: 'cmn', pitch: 60, rate: 180 };
    session.write(
      request,
      { id: 1, text: 'between' },
      request,
      { ...request, pitch: 20 },
      { ...request, rate: 90 },
      { ...request, voice: 'en-us' },
    );
    const [first, , again, ...others] = [
      await session.next(),
      await session.next(),
      await session.next(),
      await session.next(),
      await session.next(),
      await session.next(),
    ];
    expect(again?.sound.equals(first?.sound as Buffer)).toBe(true);
    for (const other of others) expect(other.sound.equals(first?.sound as Buffer)).toBe(false);
  });

  it('answers every bad request by name and speaks on', async () => {
    const session = await started();
    const bad: [line: unknown, id: unknown][] = [
      ['{broken', null],
      ['[1]', null],
      ['null', null],
      ['7', null],
      [{ id: 1 }, 1],
      [{ id: 2, text: 7 }, 2],
      [{ id: 3, text: 'x'.repeat(5001) }, 3],
      [{ id: 4, text: 'x', voice: '../../etc/passwd' }, 4],
      [{ id: 5, text: 'x', voice: 'xx-nowhere' }, 5],
      [{ id: 6, text: 'x', voice: '-w' }, 6],
      [{ id: 7, text: 'x', pitch: 100 }, 7],
      [{ id: 8, text: 'x', pitch: '50' }, 8],
      [{ id: 9, text: 'x', rate: 79 }, 9],
      [{ id: 10, text: 'x', rate: 1e9 }, 10],
      [{ id: { a: 1 }, text: 7 }, null],
      [`{"id":11,"text":"${'x'.repeat(70_000)}"}`, null],
    ];
    for (const [line, id] of bad) {
      session.write(line);
      const { header } = await session.next();
      expect(header, JSON.stringify(line).slice(0, 60)).toEqual({ id, error: expect.stringMatching(/\S/) });
    }
    session.write('', '   ', { id: 12, text: 'still here' });
    expect((await session.next()).header.id).toBe(12);
  });

  it('obeys nothing in a text: no options, markup, phonemes or control characters', async () => {
    const session = await started();
    const texts = [
      '-v en --version',
      '--help',
      '[[h@l]]',
      '<speak><break time="9s"/>x</speak>',
      'a\u0000b\u0001c',
      'a\ud800b',
      '𠮷',
      '',
      ' ',
      '😀',
    ];
    for (const text of texts) {
      session.write({ id: text, text, voice: 'cmn' });
      const { header, sound } = await session.next();
      expect(header.id, JSON.stringify(text)).toBe(text);
      expect(header.error, JSON.stringify(text)).toBe(undefined);
      expect(sound.length / 44_100, JSON.stringify(text)).toBeLessThan(6);
    }
    session.write(
      { id: 1, text: '[[h@l]]' },
      { id: 2, text: '[ [h@l] ]' },
      { id: 3, text: 'a\u0000b' },
      { id: 4, text: 'a b' },
    );
    const [phonemes, spaced, zero, blank] = [
      await session.next(),
      await session.next(),
      await session.next(),
      await session.next(),
    ];
    expect(phonemes?.sound.length).toBeGreaterThan(0);
    expect(Math.abs((phonemes?.sound.length ?? 0) - (spaced?.sound.length ?? 0))).toBeLessThan(44_100 / 2);
    expect(zero?.sound.equals(blank?.sound as Buffer)).toBe(true);
  });

  it('answers what was asked before its input closed, then ends', async () => {
    const session = await started();
    session.write({ id: 1, text: 'one' }, { id: 2, text: 'two' });
    session.child.stdin?.end('{"id":3,"text":"three"}');
    for (const id of [1, 2, 3]) {
      const { header, sound } = await session.next();
      expect(header.id).toBe(id);
      expect(sound.length).toBeGreaterThan(1000);
    }
    if (session.child.exitCode === null) await once(session.child, 'exit');
    expect(session.child.exitCode).toBe(0);
  });

  it('speaks on after SIGINT and SIGTERM, and ends when nobody reads', async () => {
    const session = await started();
    session.child.kill('SIGINT');
    session.child.kill('SIGTERM');
    session.write({ id: 1, text: 'last words' });
    expect((await session.next()).sound.length).toBeGreaterThan(1000);
    session.child.stdout?.destroy();
    session.write({ id: 2, text: 'to nobody' }, { id: 3, text: 'to nobody' });
    if (session.child.exitCode === null) await once(session.child, 'exit');
    expect(session.child.exitCode).toBe(0);
  });

  it('does not grow with the sentences it has spoken', async () => {
    const session = await started();
    const { readFile } = await import('node:fs/promises');
    const residentMegabytes = async (): Promise<number> => {
      const status = await readFile(`/proc/${session.child.pid}/status`, 'utf8').catch(() => 'VmRSS: 0 kB');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    };
    let most = 0;
    for (let sentence = 0; sentence < 60; sentence += 1) {
      session.write({ id: sentence, text: `第${sentence}次`, voice: 'cmn' });
      await session.next();
      most = Math.max(most, await residentMegabytes());
    }
    // Sixty instances of 32 MB would be 1,920 MB.
    expect(most).toBeLessThan(600);
  });
});
