import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'packages', 'cli', 'bin', 'ringback.js');

/** A folder of the benchmark's own, removed at its end. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'ringback-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `ringback …` to its end and gives what it printed. */
export function ringback(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...env } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`ringback ${args[0]}: ${code}\n${errors}`)),
    );
  });
}

/** Starts `ringback serve` as users do and resolves once it is ready. */
export async function startService(env) {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, 'serve'], {
    env: { ...process.env, RINGBACK_PORT: '0', RINGBACK_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await address(child, (line) => /https?:\/\/[0-9.:]+/.exec(line)?.[0]);
  while (!(await isReady(url))) await new Promise((resolve) => setImmediate(resolve));
  const readyMs = performance.now() - started;
  return { url, child, readyMs, stop: () => stop(child) };
}

/** Starts a program that prints `{"port":…}` as its first line. */
export async function startProgram(path, args) {
  const started = performance.now();
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await address(child, (line) => JSON.parse(line).port);
  return { url: `http://127.0.0.1:${port}`, child, readyMs: performance.now() - started, stop: () => stop(child) };
}

function address(child, find) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`ended at start with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = find(line);
      if (found !== undefined) resolve(found);
    });
  });
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}
