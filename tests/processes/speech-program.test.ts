import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const engine = new URL('../../packages/engine/dist/index.js', import.meta.url).href;

it('lets a program that speaks and then closes reach its own end', async () => {
  const script = `
    import { createSynthesiser } from ${JSON.stringify(engine)};
    const synthesiser = await createSynthesiser({ kind: 'auto' });
    await synthesiser.speak('hello', { language: 'en' });
    await synthesiser.close();
    console.log('closed');
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  expect(stdout).toBe('closed\n');
});
