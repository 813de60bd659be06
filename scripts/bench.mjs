/** `npm run bench`: builds, measures, writes `bench/results/`. `-- --only accept`, `--quick`, `--no-write`. */
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

await setUp();
process.exitCode = await run([join(root, 'bench', 'run.mjs'), ...process.argv.slice(2)]);
