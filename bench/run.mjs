/**
 * Runs every benchmark, one after the other, prints each figure and writes `bench/results/<name>.json`. Figures are ratios to a floor in
 * the same run, or are held against what is expected. Exit code 1 where an expectation was missed, unless `--quick`: a shortened run shows
 * that the benchmarks work, its figures are not worth keeping.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accept } from './accept.mjs';
import { batch } from './batch.mjs';
import { calls } from './calls.mjs';
import { relay } from './relay.mjs';
import { soak } from './soak.mjs';
import { start } from './start.mjs';
import { streams } from './streams.mjs';
import { turns } from './turns.mjs';

const BENCHMARKS = { start, accept, batch, streams, calls, relay, turns, soak };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    calls: { type: 'string' },
    quick: { type: 'boolean' },
    'no-write': { type: 'boolean' },
  },
});
const names = values.only === undefined ? Object.keys(BENCHMARKS) : values.only.split(',');
const results = join(fileURLToPath(new URL('.', import.meta.url)), 'results');
let missed = false;
for (const name of names) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) {
    console.error(`There is no benchmark "${name}"; there are: ${Object.keys(BENCHMARKS).join(', ')}.`);
    process.exit(2);
  }
  console.error(`${name} …`);
  const figures = await benchmark({ quick: values.quick === true, stages: values.calls?.split(',').map(Number) });
  missed ||= figures.met === false;
  console.log(`${name}: ${JSON.stringify(figures, null, 2)}`);
  if (values['no-write'] !== true) {
    const machine = { node: process.version, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, `${name}.json`), `${JSON.stringify({ name, machine, figures }, null, 2)}\n`);
  }
}
if (missed && values.quick !== true) process.exitCode = 1;
