import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const withCurl = await requirement('curl');

describe('examples', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  });

  afterAll(async () => {
    await service?.stop();
  });

  const run = (command: string, name: string) =>
    promisify(execFile)(command, [join(examples, name)], { env: { ...process.env, ...service.env } });

  it('in Node places a call, reads along and prints what it came to', async () => {
    const { stdout, stderr } = await run(process.execPath, 'call-and-wait.mjs');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^assistant: .+$/m);
    expect(stdout).toMatch(/^user: .+$/m);
    expect(stdout).toMatch(/\ncompleted, \d+ s, ¥0\.3: .+\n$/);
  });

  it.runIf(withCurl)('in the shell does the same with curl', async () => {
    const { stdout } = await run('sh', 'call-and-wait.sh');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { role: string; content: string });
    expect(events.length).toBeGreaterThan(3);
    expect(events.at(-1)).toEqual({ role: 'system', content: '[DONE]' });
  });
});
