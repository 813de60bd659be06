/**
 * Two hundred simulated calls at once, on one core: what a second of a call costs, how much memory a call takes, and how late its audio
 * frames are. Both sides are real: the callee speaks and listens, the AI too. Speech comes from the separate speech program and is cached, as
 * in a campaign, where everybody is told the same.
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export async function calls({ quick }) {
  const worker = fileURLToPath(new URL('load/calls-worker.mjs', import.meta.url));
  const settings = JSON.stringify({ calls: 200, windowMs: quick ? 5000 : 30_000 });
  const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  const command = pinned
    ? ['taskset', ['-c', '0', process.execPath, '--expose-gc', worker, settings]]
    : [process.execPath, ['--expose-gc', worker, settings]];
  const output = await new Promise((resolve, reject) => {
    const child = spawn(...command, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`the calls ended with ${code}`))));
  });
  return { pinnedToOneCore: pinned, ...JSON.parse(output) };
}
