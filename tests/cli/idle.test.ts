import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ringback-idle-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the built service has loaded of these once it serves. */
const LOOK = `
  import { createRequire } from 'node:module';
  const { startService } = await import(process.env.PROGRAM);
  const service = await startService();
  const loaded = Object.keys(createRequire(process.env.PROGRAM).cache);
  console.log(JSON.stringify(['ws', 'twilio', 'fastify'].filter((name) => loaded.some((path) => path.includes('/node_modules/' + name + '/')))));
  await service.stop('test');
`;

it('the service loads what only real calls need for them alone', async () => {
  const program = pathToFileURL(join(import.meta.dirname, '../../packages/service/dist/program/program.js')).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', LOOK], {
    env: {
      PATH: process.env.PATH,
      PROGRAM: program,
      RINGBACK_HOME: join(folder, 'home'),
      RINGBACK_PORT: '0',
      RINGBACK_LOG_LEVEL: 'silent',
      RINGBACK_SPEECH: 'tones',
    },
  });
  // The web server shows that the look is not in vain.
  expect(JSON.parse(stdout)).toEqual(['fastify']);
});
