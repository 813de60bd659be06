import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

const long = mergeConfig(
  base,
  // The first run of some installs 700 MB.
  defineConfig({ test: { testTimeout: 1_800_000, hookTimeout: 600_000, fileParallelism: false } }),
);
// Merging adds to lists: what the usual run leaves out is what this one is for.
long.test.exclude = ['**/node_modules/**'];

/** The long proofs, each behind a command of its own: see `scripts/test.mjs`. */
export default long;
