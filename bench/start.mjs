/** From starting the process to `/readyz`, on a folder that exists and on a new one, and the memory of an idle service. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, rounded } from './figures.mjs';
import { startProgram, startService, temporaryFolder } from './load/service.mjs';

/** Resident memory in MB, as Linux counts it. */
function residentMb(pid) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

export async function start({ quick }) {
  const first = [];
  const again = [];
  const bare = [];
  const memory = [];
  const floorPath = fileURLToPath(new URL('floors/durable-insert.mjs', import.meta.url));
  for (let round = 0; round < (quick ? 2 : 7); round += 1) {
    const folder = temporaryFolder();
    try {
      const env = { RINGBACK_HOME: join(folder.path, 'data'), DATABASE_URL: '' };
      const fresh = await startService(env);
      first.push(fresh.readyMs);
      await fresh.stop();
      const service = await startService(env);
      again.push(service.readyMs);
      // Five seconds let what start-up left behind be collected; nothing is asked of the service meanwhile.
      await new Promise((resolve) => setTimeout(resolve, quick ? 2000 : 5000));
      memory.push(residentMb(service.child.pid));
      await service.stop();
      const floor = await startProgram(floorPath, [join(folder.path, 'floor.db')]);
      bare.push(floor.readyMs);
      await floor.stop();
    } finally {
      folder.remove();
    }
  }
  return {
    rounds: first.length,
    firstStartMs: rounded(median(first), 0),
    laterStartMs: rounded(median(again), 0),
    slowestStartMs: rounded(Math.max(...first, ...again), 0),
    bareServerStartMs: rounded(median(bare), 0),
    idleMemoryMb: rounded(median(memory), 0),
    expected: 'ready in under 2 s; idle under 150 MB',
    met: Math.max(...first, ...again) < 2000 && median(memory) < 150,
  };
}
