import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where Debian puts it; another may be named. */
const CHROMIUM = process.env.RINGBACK_TEST_CHROMIUM ?? '/usr/bin/chromium';

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
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...fake,
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
