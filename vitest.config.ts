import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/**
 * Tests run on the sources, not on the build, so that a change is seen at once. What must be proved on the build itself
 * (the command line, the demo, crash safety) starts `packages/cli/bin/ringback.js` as a process.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: '@ringback/engine/testing', replacement: source('engine/src/testing/index.ts') },
      { find: '@ringback/standins/callees', replacement: source('standins/src/callees/index.ts') },
      { find: '@ringback/service/program', replacement: source('service/src/program/program.ts') },
      { find: /^@ringback\/(engine|standins|client|mcp|webphone|service)$/, replacement: source('$1/src/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      'tests/long/**',
      'tests/openclaw/**',
      'tests/skill/**',
      'tests/mcp/**',
      'tests/webphone/**',
      'tests/console/**',
    ],
    // Two cores are what the smallest machine we test on has; a third worker only makes the audio tests late.
    maxWorkers: 2,
    // Whole calls wait more than they compute.
    maxConcurrency: 10,
    // For tests that look at what is left in memory.
    execArgv: ['--expose-gc'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
