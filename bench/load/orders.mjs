/** Processes of a benchmark, each on a core of its own where the machine can do that, that take orders over IPC and answer each. */
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What is measured has the first core to itself, the load the second. */
export const CORES = { measured: 0, load: 1 };

/**
 * What measures must not pause itself: collections of a small nursery are short, and none has a thread that waits for the same core. Without these the
 * load's own pauses were up to half of the latency that it measured at the 99th percentile.
 */
const STEADY = ['--max-semi-space-size=2', '--single-threaded-gc'];

export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0;

/** Starts a program of `bench/` and waits until it takes orders. */
export async function startWorker(path, { core, args = [] }) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const node = [process.execPath, '--expose-gc', ...(core === CORES.load ? STEADY : []), file, ...args];
  const [command, ...rest] = canPin ? ['taskset', '-c', String(core), ...node] : node;
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map();
  let count = 0;
  let ready;
  const isReady = new Promise((resolve, reject) => {
    ready = resolve;
    child.once('exit', (code, signal) => {
      const error = new Error(`${path} ended with ${code ?? signal}`);
      reject(error);
      for (const { reject: refuse } of waiting.values()) refuse(error);
      waiting.clear();
    });
  });
  child.on('message', ({ id, value, error }) => {
    if (id === 0) return ready();
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one.resolve(value);
    else one.reject(new Error(error));
  });
  await isReady;
  isReady.catch(() => undefined);
  return {
    order(name, value = {}) {
      count += 1;
      const id = count;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, name, value });
      });
    },
    stop() {
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
        child.disconnect();
      });
    },
  };
}

/** In the program: answers orders by their names until whoever started it is gone. */
export function takeOrders(orders) {
  process.on('message', async ({ id, name, value }) => {
    try {
      process.send({ id, value: (await orders[name](value)) ?? null });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send({ id: 0 });
}
