import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

const openclaw = mergeConfig(
  base,
  // The first run installs 650 MB; a host of its own takes seconds for every command.
  defineConfig({ test: { testTimeout: 180_000, hookTimeout: 600_000, fileParallelism: false } }),
);
// Merging adds to lists: this run is for these tests and no others.
openclaw.test.include = ['tests/openclaw/**/*.test.ts'];
openclaw.test.exclude = ['**/node_modules/**'];

/** `npm run test:openclaw`: what is proved in a real OpenClaw host. */
export default openclaw;
