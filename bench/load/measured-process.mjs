/** What a system under test tells of itself: CPU, memory, the lag of its event loop. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { rounded } from '../figures.mjs';

/** Coarse, so that measuring costs nothing itself. */
const LAG_EVERY_MS = 10;

const lag = monitorEventLoopDelay({ resolution: LAG_EVERY_MS });
let cpu;

export const measurements = {
  begin() {
    lag.reset();
    lag.enable();
    cpu = process.cpuUsage();
  },
  end() {
    const used = process.cpuUsage(cpu);
    lag.disable();
    return {
      cpuMs: (used.user + used.system) / 1000,
      eventLoopLagMs: {
        p50: rounded(Math.max(0, lag.percentile(50) / 1e6 - LAG_EVERY_MS), 2),
        p99: rounded(Math.max(0, lag.percentile(99) / 1e6 - LAG_EVERY_MS), 2),
      },
    };
  },
  /** After everything that can be freed was. */
  async memory() {
    for (let times = 0; times < 3; times += 1) {
      global.gc();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const handles = {};
    for (const name of process.getActiveResourcesInfo()) handles[name] = (handles[name] ?? 0) + 1;
    return { rss, heapUsed, external, arrayBuffers, handles };
  },
};
