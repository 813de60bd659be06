import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const page = 'dist/page';

/** Of what is smaller, a compressed copy saves no packet. */
const WORTH_COMPRESSING_BYTES = 1400;

/** Beside each file its copies in gzip and Brotli, so that the service compresses nothing while it runs calls. */
function compressed(): Plugin {
  return {
    name: 'compressed-copies',
    apply: 'build',
    async closeBundle() {
      const folder = join(import.meta.dirname, page, 'assets');
      const files = (await readdir(folder)).filter((name) => /\.(?:js|css|svg)$/.test(name));
      await Promise.all(
        files.map(async (name) => {
          const bytes = await readFile(join(folder, name));
          if (bytes.length < WORTH_COMPRESSING_BYTES) return;
          const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
          await writeFile(join(folder, `${name}.br`), await promisify(brotliCompress)(bytes, brotli));
          await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
        }),
      );
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  // Replaced in each answer by the service: `packages/service/src/http/console-page.ts`.
  html: { cspNonce: 'RINGBACK_NONCE' },
  build: {
    outDir: page,
    emptyOutDir: true,
    // As files, never as `data:` addresses, which the page's policy has no place for.
    assetsInlineLimit: 0,
    // What it would name is only loaded in browsers that know `modulepreload`.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
