import { defineConfig, mergeConfig } from 'vitest/config';
import long from './vitest.long.config.js';

/** The MCP server's proofs, side by side; what they share is installed once, before the first of them. */
export default mergeConfig(
  long,
  defineConfig({ test: { fileParallelism: true, globalSetup: ['tests/long/mcp/protocol-tools.ts'] } }),
);
