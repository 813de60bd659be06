import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { CHROMIUM, QUIET_FLAGS } from '../chromium.js';

export interface TestBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/**
 * A Chromium with a folder of its own, whose microphone plays a file, once.
 *
 * @param microphone path of a WAV; undefined: the browser's own beeps; null: users deny the microphone.
 */
export async function openChromium(microphone: string | null | undefined): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-chromium-'));
  const fake = ['--use-fake-device-for-media-stream'];
  if (microphone !== null) fake.push('--use-fake-ui-for-media-stream');
  if (typeof microphone === 'string') fake.push(`--use-file-for-fake-audio-capture=${microphone}%noloop`);
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: [...QUIET_FLAGS, ...fake],
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
