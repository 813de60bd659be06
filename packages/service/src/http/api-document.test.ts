import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../../../../tests/requirements.js';
import { recordAnswer } from './stepone/schemas.js';
import { bodyOf, startTestServer, type TestServer } from './test-server.js';

const docs = fileURLToPath(new URL('../../../../docs', import.meta.url));

interface Block {
  language: string;
  text: string;
}

function blocks(name: string): Block[] {
  const text = readFileSync(join(docs, name), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] as string,
    text: match[2] as string,
  }));
}

/** What differs from one run to the next, as what it is. */
function normalised(output: string): string {
  return output
    .replaceAll(': keep-alive\n\n', '')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<instant>')
    .replace(/"(at_ms|started_at_ms|ended_at_ms|answered_at_ms|talk_ms|duration_seconds)":\d+/g, '"$1":<number>')
    .trim();
}

const run = promisify(execFile);
const canRun = (await requirement('bash')) && (await requirement('curl'));

let server: TestServer;
let folder: string;
let lives = Promise.resolve();

/** Answers, confirms, is told, hangs up: what the examples show. */
async function live(callId: string): Promise<void> {
  const call = server.call(callId);
  await call.dial();
  await call.ring();
  await call.answer();
  call.say('assistant', '您好，请问是张总吗？').say('user', '是我。');
  await call.end('completed', {
    duration_seconds: 18,
    summary: '已通知。',
    goal_achieved: 1,
    latency: '[{"turn":1,"toFirstAudio":4,"toCarrier":6,"toHeard":26}]',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringback-docs-'));
  server = await startTestServer({
    openingLi: 10_000,
    onAccepted: (ids) => {
      lives = ids.reduce((before, id) => before.then(() => live(id)), lives);
    },
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('docs/api.md', () => {
  it.skipIf(!canRun)('has examples that run, and that answer what they show', async () => {
    const all = blocks('api.md');
    let ran = 0;
    for (const [index, { language, text }] of all.entries()) {
      if (language !== 'sh') continue;
      // Every block goes on where the one before left off: what it set is kept in a file.
      const script = join(folder, 'block.sh');
      const state = join(folder, 'state.sh');
      await writeFile(
        script,
        `set -e\n[ -f ${state} ] && . ${state}\n${text}\ndeclare -p URL KEY CALL > ${state} 2>/dev/null || true\n`,
      );
      const { stdout } = await run('bash', [script], {
        env: { ...process.env, RINGBACK_URL: server.url, RINGBACK_API_KEY: server.key },
      });
      await lives;
      ran += 1;
      const shown = all[index + 1];
      if (shown === undefined || shown.language === 'sh') continue;
      const lines = stdout.replaceAll('}{', '}\n{');
      expect(normalised(lines)).toBe(normalised(shown.text));
    }
    expect(ran).toBe(13);
  });

  it('shows JSON that is compact and an open record that is one', () => {
    for (const { language, text } of blocks('api.md')) {
      if (language !== 'json') continue;
      for (const line of text.trim().split('\n')) expect(JSON.stringify(JSON.parse(line))).toBe(line);
      if (text.includes('"status":"ringing"')) expect(recordAnswer.parse(JSON.parse(text))).toEqual(JSON.parse(text));
    }
  });
});

describe('docs/errors.md', () => {
  it('shows a failure as it is answered', async () => {
    const [shown] = blocks('errors.md');
    const response = await fetch(`${server.url}/v1/calls`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: '{"phones":["138"],"user_requirement":"x"}',
    });
    expect(await bodyOf(response)).toEqual(JSON.parse(shown?.text as string));
  });
});
