/**
 * `npm run check`: lint and format, types, dead code, package shape, shell scripts. Every check runs, also after one failed; the exit
 * code is 1 where any did. `--only NAME` runs one.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const packages = readdirSync(join(root, 'packages'))
  .map((name) => ({ name, path: join('packages', name), manifest: readManifest(name) }))
  .filter(({ manifest }) => manifest.private !== true);

function readManifest(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

const skill = ['skills/ai-calls-china-phone', 'skills/ai-calls-china-phone/scripts'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => join(folder, name)),
);

const checks = [
  { name: 'lint', run: [[bin('biome'), ['check', '.']]] },
  {
    name: 'types',
    run: [
      [bin('tsc'), ['-p', 'tsconfig.check.json']],
      [bin('tsc'), ['-p', 'packages/console']],
    ],
  },
  { name: 'dead-code', run: [[bin('knip'), []]] },
  { name: 'publint', run: packages.map(({ path }) => [bin('publint'), [path, '--strict']]) },
  {
    name: 'exports',
    run: packages
      .filter(({ manifest }) => manifest.exports?.['.'] !== undefined)
      .map(({ path }) => [bin('attw'), ['--pack', path, '--profile', 'esm-only', '--format', 'ascii']]),
  },
  { name: 'shell', run: [['shellcheck', ['--shell=sh', ...skill]]], optional: true },
];

await setUp();
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
let failed = 0;
for (const check of checks.filter(({ name }) => only === undefined || name === only)) {
  for (const [command, args] of check.run) {
    const title = `${check.name}${args.length > 0 && check.run.length > 1 ? ` ${args.find((arg) => arg.startsWith('packages')) ?? args.at(-1)}` : ''}`;
    const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
    if (result.error?.code === 'ENOENT' && check.optional === true && process.env.CI !== 'true') {
      console.log(`skipped: ${title} (${command} is not installed)`);
      continue;
    }
    if (result.status === 0) {
      console.log(`ok: ${title}`);
      continue;
    }
    failed += 1;
    console.log(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\nFAILED: ${title}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
