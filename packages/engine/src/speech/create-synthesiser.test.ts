import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import { CachingSynthesiser } from './caching.js';
import { createSynthesiser, type SynthesiserOptions } from './create-synthesiser.js';

const BROKEN = [process.execPath, '-e', 'process.exit(3)'] as const;
/** It starts and answers, but every answer is silence. */
const DUMB = [
  process.execPath,
  '-e',
  `process.stdout.write('{"ready":true}\\n');
   process.stdin.on('data', (line) => process.stdout.write(JSON.stringify({ id: JSON.parse(line).id, rate: 8000, bytes: 0 }) + '\\n'));
   process.stdin.on('end', () => process.exit(0));`,
] as const;

async function failureOf(options: SynthesiserOptions): Promise<{ code: string; message: string }> {
  const error = await createSynthesiser(options).then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!isRingbackError(error)) throw error;
  return error;
}

describe('createSynthesiser', () => {
  it('gives tones where they are asked for, with a cache before them', async () => {
    const synthesiser = await createSynthesiser({ kind: 'tones' });
    expect(synthesiser.name).toBe('tones');
    expect(synthesiser).toBeInstanceOf(CachingSynthesiser);
    const first = await synthesiser.speak('您好', { language: 'zh' });
    expect(await synthesiser.speak('您好', { language: 'zh' })).toBe(first);
    await synthesiser.close();
  });

  it('falls back to tones by itself where the program does not start, does not exist or makes no sound', async () => {
    for (const command of [BROKEN, DUMB, ['/nonexistent/program'] as const]) {
      const synthesiser = await createSynthesiser({ command });
      expect(synthesiser.name).toBe('tones');
      expect((await synthesiser.speak('您好', { language: 'zh' })).durationMs).toBe(360);
      await synthesiser.close();
    }
  });

  it('says what to do where espeak was demanded and does not speak', async () => {
    for (const command of [BROKEN, DUMB]) {
      const error = await failureOf({ kind: 'espeak', command });
      expect(error.code).toBe('speech_unavailable');
      expect(error.message).toContain('npm install @ringback/espeak');
    }
  });

  it('refuses an unknown kind', async () => {
    expect((await failureOf({ kind: 'flite' as 'tones' })).code).toBe('speech_unavailable');
  });
});
