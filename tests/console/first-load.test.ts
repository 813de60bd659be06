import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { startService } from '../running-service.js';
import { openBrowser } from './browser.js';

const assets = fileURLToPath(new URL('../../packages/console/dist/page/assets', import.meta.url));

/** What somebody on a poor line waits for before the first screen. */
const FIRST_LOAD_BYTES = 300_000;

describe.skipIf(!(await requirement('chromium')))('the first load', () => {
  it('stays under 300 kB as it is sent in gzip, with the first screen and all that it needs', async () => {
    const [browser, service] = await Promise.all([openBrowser(), startService()]);
    try {
      const { page, faults } = await browser.open(service.url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const loaded = (await page.evaluate(
        `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.startsWith('/assets/'))`,
      )) as string[];
      expect(loaded.some((path) => path.endsWith('.js'))).toBe(true);
      const copies = new Set(readdirSync(assets));
      const bytes = [...new Set(loaded)].map((path) => {
        const name = path.replace('/assets/', '');
        return readFileSync(join(assets, copies.has(`${name}.gz`) ? `${name}.gz` : name)).length;
      });
      expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(FIRST_LOAD_BYTES);
      expect(faults).toEqual([]);
    } finally {
      await Promise.all([browser.close(), service.stop()]);
    }
  });

  it('is sent compressed, and never asked for again', async () => {
    const service = await startService();
    try {
      const html = await (await fetch(service.url, { headers: { accept: 'text/html' } })).text();
      const [path] = /\/assets\/[^"]+\.js/.exec(html) as RegExpExecArray;
      for (const encoding of ['gzip', 'br']) {
        const answer = await fetch(service.url + path, { headers: { 'accept-encoding': encoding } });
        expect(answer.headers.get('content-encoding')).toBe(encoding);
        expect(answer.headers.get('cache-control')).toBe('public,max-age=31536000,immutable');
        expect(answer.headers.get('content-type')).toMatch(/javascript/);
        await answer.arrayBuffer();
      }
      expect((await fetch(`${service.url}/assets/nothing.js`)).status).toBe(404);
      expect((await fetch(`${service.url}/assets/..%2findex.html`)).status).toBe(404);
      expect((await fetch(service.url + path, { method: 'HEAD' })).status).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
