import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM, QUIET_FLAGS } from '../chromium.js';

export interface PageOptions {
  /** Of the browser; default English. */
  language?: 'zh' | 'en';
  /** In CSS pixels; default a laptop's. */
  size?: { width: number; height: number };
  colours?: 'light' | 'dark';
  /** Cookies and storage of a page before it. */
  storage?: BrowserContextOptions['storageState'];
}

/** A page of the console, and everything that went wrong in it. */
export interface ConsolePage {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, what the page's policy refused, requests to any other address: none of it may be. */
  faults: string[];
}

export interface TestBrowser {
  /** A browser of somebody else: with cookies and storage of its own. */
  open(url: string, options?: PageOptions): Promise<ConsolePage>;
  close(): Promise<void>;
}

/** @param microphone path of a WAV that is heard again and again; absent: the browser's own beeps. */
export async function openBrowser(microphone?: string): Promise<TestBrowser> {
  const sound = microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`];
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [...QUIET_FLAGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...sound],
  });
  return {
    async open(url, { language = 'en', size = { width: 1280, height: 800 }, colours = 'light', storage } = {}) {
      const context = await browser.newContext({
        locale: language === 'zh' ? 'zh-CN' : 'en-GB',
        viewport: size,
        colorScheme: colours,
        ...(storage === undefined ? {} : { storageState: storage }),
      });
      const page = await context.newPage();
      const faults = watchFaults(page, new URL(url).origin);
      await page.goto(url);
      return { page, context, faults };
    },
    close: () => browser.close(),
  };
}

function watchFaults(page: Page, origin: string): string[] {
  const faults: string[] = [];
  const own = [origin, origin.replace(/^http/, 'ws')];
  const check = (address: string): void => {
    const { origin: of, protocol } = new URL(address);
    // What the page made itself never leaves the browser.
    if (protocol !== 'blob:' && protocol !== 'data:' && !own.includes(of)) faults.push(`request to ${of}`);
  };
  page.on('request', (request) => check(request.url()));
  page.on('websocket', (socket) => check(socket.url()));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is told by the page itself, and is what some tests are about.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  return faults;
}
