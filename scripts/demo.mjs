/** `npm run demo`: from a fresh clone to a simulated call on the screen. Options after `--` go to `ringback demo`. */
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

await setUp();
process.exitCode = await run([join(root, 'packages', 'cli', 'bin', 'ringback.js'), 'demo', ...process.argv.slice(2)]);
