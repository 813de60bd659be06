import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The built client and what it needs as one ES module for browsers: what a bundler gives to whoever puts it into a page. */
export async function browserBundle(format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('../../packages/client/dist/index.js', import.meta.url)),
    platform: 'browser',
    logLevel: 'silent',
  });
  try {
    const { output } = await build.generate({ format, name: 'ringback' });
    const [chunk, ...others] = output;
    if (others.length > 0 || chunk.imports.length > 0)
      throw new Error(`the client imports what no browser has: ${chunk.imports.join(', ')}`);
    return chunk.code;
  } finally {
    await build.close();
  }
}
