import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';

/** Where Debian's `pocketsphinx-en-us` puts its model. */
const POCKETSPHINX_MODEL = '/usr/share/pocketsphinx/model/en-us';

/**
 * What some tests need beyond Node, and how it is found. A test asks for one by name; where the machine lacks it the test is
 * skipped and one line says so, but with `CI=true` a missing one is a failure, so that no proof is skipped unnoticed.
 */
const REQUIREMENTS = {
  postgresql: {
    find: () => accepts('127.0.0.1', 5432),
    mend: 'start PostgreSQL on 127.0.0.1:5432 (Debian: postgresql)',
  },
  bash: { find: () => has('bash', ['--version']), mend: 'install bash' },
  dash: { find: () => has('dash', ['-c', 'exit 0']), mend: 'install dash' },
  busybox: { find: () => has('busybox', ['sh', '-c', 'exit 0']), mend: 'install busybox' },
  curl: { find: () => has('curl', ['--version']), mend: 'install curl' },
  shellcheck: { find: () => has('shellcheck', ['--version']), mend: 'install shellcheck' },
  flite: { find: () => has('sh', ['-c', 'command -v flite']), mend: 'install flite' },
  pocketsphinx: {
    find: () => has('sh', ['-c', 'command -v pocketsphinx_continuous']) && existsSync(POCKETSPHINX_MODEL),
    mend: 'install pocketsphinx and pocketsphinx-en-us',
  },
  chromium: {
    find: () => has(process.env.RINGBACK_TEST_CHROMIUM ?? '/usr/bin/chromium', ['--version']),
    mend: 'install chromium (Debian), or name one in RINGBACK_TEST_CHROMIUM',
  },
  unzip: { find: () => has('unzip', ['-v']), mend: 'install unzip' },
} as const;

export type Requirement = keyof typeof REQUIREMENTS;

const found = new Map<Requirement, Promise<boolean>>();

/** True where it is there. Throws with `CI=true` where it is not. */
export function requirement(name: Requirement): Promise<boolean> {
  let answer = found.get(name);
  if (answer === undefined) {
    answer = look(name);
    found.set(name, answer);
  }
  return answer;
}

async function look(name: Requirement): Promise<boolean> {
  const { find, mend } = REQUIREMENTS[name];
  if (await find()) return true;
  if (process.env.CI === 'true') throw new Error(`This test needs ${name}, and CI must not skip it: ${mend}.`);
  process.stderr.write(`skipped: a test that needs ${name} (${mend})\n`);
  return false;
}

function has(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    // A server on this very machine that does not take a connection within a second will not run a test suite either.
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
