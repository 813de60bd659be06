/**
 * `npm test`: installs, builds and runs every test that this machine can run. Further arguments go to Vitest.
 * `--suite console`, `crash`, `requests`, `skill`, `mcp` and `openclaw` run the long proofs in full instead.
 */
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const LONG_SUITES = {
  // A page that takes two minutes for a click is broken, however busy the machine.
  console: {
    args: ['--config', 'vitest.long.config.ts', '--testTimeout', '120000', 'tests/console', 'tests/webphone'],
    env: {},
  },
  mcp: { args: ['--config', 'vitest.mcp.config.ts', 'tests/long/mcp', 'tests/mcp'], env: {} },
  skill: { args: ['--config', 'vitest.long.config.ts', '--fileParallelism', 'tests/skill'], env: {} },
  crash: { args: ['--config', 'vitest.long.config.ts', 'tests/long/crash'], env: {} },
  openclaw: { args: ['--config', 'vitest.long.config.ts', 'tests/openclaw'], env: {} },
  requests: { args: ['tests/requests'], env: { REQUEST_RUNS: process.env.REQUEST_RUNS ?? '10000' } },
};

const args = process.argv.slice(2);
const at = args.indexOf('--suite');
let suite = { args: [], env: {} };
if (at !== -1) {
  const name = args[at + 1] ?? '';
  if (!Object.hasOwn(LONG_SUITES, name)) {
    console.error(`There is no suite "${name}"; there are: ${Object.keys(LONG_SUITES).join(', ')}.`);
    process.exit(2);
  }
  suite = LONG_SUITES[name];
  args.splice(at, 2);
}

await setUp();
process.exitCode = await run(
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...suite.args, ...args],
  suite.env,
);
