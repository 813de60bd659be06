import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bin = fileURLToPath(new URL('../packages/cli/bin/ringback.js', import.meta.url));

export interface RunningService {
  url: string;
  /** An API key of the default account. */
  key: string;
  child: ChildProcess;
  /** What a caller's environment holds to reach this service and no other, with an empty home folder. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts the built program as its users do, `ringback serve`, on a folder of its own and a free port. `variables` add to its environment.
 */
export async function startService(variables: Record<string, string> = {}): Promise<RunningService> {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-test-'));
  const env = {
    HOME: folder,
    RINGBACK_HOME: join(folder, 'data'),
    RINGBACK_PORT: '0',
    RINGBACK_LOG_LEVEL: 'warn',
    // A test that stops the service has no more use for the calls that still run.
    RINGBACK_STOP_LIMIT: '0',
    DATABASE_URL: '',
    ...variables,
  };
  const child = spawn(process.execPath, [bin, 'serve'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`ringback serve ended at start with ${code}`)));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const found = /https?:\/\/[0-9.:]+/.exec(line)?.[0];
        if (found !== undefined) resolve(found);
      });
    });
    const made = await promisify(execFile)(process.execPath, [bin, 'keys', 'create', '--json'], {
      env: { ...process.env, ...env },
    });
    const { key } = JSON.parse(made.stdout) as { key: string };
    return {
      url,
      key,
      child,
      env: { ...env, RINGBACK_URL: url, STEPONEAI_API_BASE: url, STEPONEAI_API_KEY: key },
      stop: () => stop(child, folder),
    };
  } catch (error) {
    await stop(child, folder);
    throw error;
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
