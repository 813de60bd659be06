import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The long proofs, each behind a command of its own: see `scripts/test.mjs`. */
export default mergeConfig(
  base,
  defineConfig({ test: { testTimeout: 1_800_000, hookTimeout: 60_000, fileParallelism: false } }),
);
