import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, '.cache');

/** The releases of OpenClaw that the plugin is proved in; the newest of them is taken. */
const OPENCLAW = '2026.9';
/** What OpenClaw runs on. */
const NODE = '24';

export interface Programs {
  /** The folder of Node's program. */
  nodeBin: string;
  /** OpenClaw's own script. */
  openclaw: string;
  version: string;
}

/**
 * OpenClaw and the Node that it needs, from npm, kept in `.cache/` of the clone. With npm's settings as they are here: without them, behind a mirror, it
 * fails and says nothing.
 *
 * @throws Error where the registry does not give them: without them nothing is proved
 */
export function programs(): Programs {
  const nodeBin = join(fetched('node24', 'node', NODE), 'bin');
  const openclaw = fetched('openclaw', 'openclaw', OPENCLAW, nodeBin);
  const { version } = JSON.parse(readFileSync(join(openclaw, 'package.json'), 'utf8')) as { version: string };
  return { nodeBin, openclaw: join(openclaw, 'openclaw.mjs'), version };
}

/** A plugin's tarball as npm makes it. */
export function packed(folder: string): string {
  const made = npm(['pack', '--json', '--pack-destination', folder], join(root, 'packages', 'openclaw'));
  const answer = JSON.parse(made) as { filename: string }[] | Record<string, { filename: string }>;
  const [one] = Object.values(answer);
  if (one === undefined) throw new Error(`npm pack made nothing: ${made}`);
  return join(folder, one.filename);
}

function fetched(folder: string, name: string, version: string, path?: string): string {
  const prefix = join(cache, folder);
  const at = join(prefix, 'node_modules', name);
  const manifest = join(at, 'package.json');
  const isThere = (): boolean =>
    existsSync(manifest) &&
    `${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}.`.startsWith(`${version}.`);
  if (isThere()) return at;
  process.stderr.write(`Installing ${name} ${version} into .cache/ (some minutes the first time) …\n`);
  mkdirSync(prefix, { recursive: true });
  npm(['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`], root, path);
  if (!isThere()) throw new Error(`${name} ${version} is not there although npm said that it installed it.`);
  return at;
}

function npm(args: string[], cwd: string, path?: string): string {
  const PATH = path === undefined ? process.env.PATH : `${path}:${process.env.PATH}`;
  const done = spawnSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status === 0) return done.stdout;
  throw new Error(
    `npm ${args.join(' ')} failed, so that nothing can be proved in a real OpenClaw. See that the registry is reached and has it.\n${done.error?.message ?? ''}${done.stderr}${done.stdout}`,
  );
}
