/**
 * Installs and builds whatever is missing or out of date, and nothing else: the first run on a fresh clone takes as long as npm does,
 * a later one a second or two. Plain JavaScript without dependencies, since it runs before there are any.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];

/** Ends the process with one plain sentence where this Node is too old to go on. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(`Ringback needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** True where node_modules holds exactly what package-lock.json asks for (optional packages may be missing). */
function isInstalled() {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || !path.startsWith('node_modules/') || entry.optional === true || entry.peer === true) continue;
    const found = installed[path];
    if (found === undefined || found.version !== entry.version) return false;
  }
  return true;
}

/** Runs one step, telling on a terminal how long it has been at it; what it printed is shown only where it failed. */
function step(title, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
    const live = process.stderr.isTTY === true;
    if (!live) process.stderr.write(`${title} …\n`);
    const ticker = live ? setInterval(() => process.stderr.write(`\r${title} … ${seconds()}`), 200) : undefined;
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const end = (failure) => {
      clearInterval(ticker);
      if (live) process.stderr.write('\r\x1b[K');
      if (failure === undefined) {
        process.stderr.write(`${title}: done in ${seconds()}\n`);
        resolve();
      } else {
        process.stderr.write(`${output}\n${title}: failed (${failure})\n`);
        reject(new Error(`${title} failed`));
      }
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

export async function install() {
  if (isInstalled()) return;
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund'];
  if (npm?.endsWith('.js')) await step('Installing dependencies (npm ci)', process.execPath, [npm, ...args]);
  else await step('Installing dependencies (npm ci)', 'npm', args, { shell: process.platform === 'win32' });
}

/** True where nothing that the console is made of is newer than its page. */
function isConsoleBuilt() {
  const page = join(root, 'packages', 'console', 'dist', 'page', 'index.html');
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  const made = [
    'console/src',
    'console/index.html',
    'console/vite.config.ts',
    'console/package.json',
    'client/src',
    'webphone/src',
  ];
  return newest(made.map((path) => join(root, 'packages', path))) < Math.min(built, Date.now());
}

/** When something below these paths was last changed. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const { mtimeMs } = statSync(path);
    latest = Math.max(latest, mtimeMs);
    if (statSync(path).isDirectory())
      latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}

export async function build() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await step('Building', process.execPath, [compiler, '-b']);
  if (!isConsoleBuilt())
    await step(
      'Building the console',
      process.execPath,
      [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'],
      {
        cwd: join(root, 'packages', 'console'),
      },
    );
  await step('Bundling the OpenClaw plugin', process.execPath, [join(root, 'scripts', 'bundle-openclaw.mjs')]);
}

/** Everything that the demo and the tests need. Ends the process where a step fails: it has said why. */
export async function setUp() {
  checkNode();
  try {
    await install();
    await build();
  } catch {
    process.exit(1);
  }
}

/** Runs a program of the clone with this terminal; resolves with its exit code. Signals reach it through the process group. */
export function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const pass = (signal) => child.kill(signal);
    // A terminal's Ctrl-C reaches the child by itself; passing it on as well would count as a second one.
    const ignore = () => {};
    process.on('SIGTERM', pass);
    process.on('SIGINT', ignore);
    child.on('close', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', ignore);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
