/** What a system under test tells of itself: CPU, memory, the lag of its event loop. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { rounded } from '../figures.mjs';

/** Coarse, so that measuring costs nothing itself. */
const LAG_EVERY_MS = 10;

const lag = monitorEventLoopDelay({ resolution: LAG_EVERY_MS });
let cpu;
let collectionMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collectionMs += duration;
}).observe({ entryTypes: ['gc'] });

/** A folder for CPU profiles of what is measured, for reading only: profiling costs a fifth or so. */
const PROFILES = process.env.RINGBACK_BENCH_PROFILES;
let profiler;

export const measurements = {
  async begin() {
    if (PROFILES !== undefined) {
      profiler = new Session();
      profiler.connect();
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.start');
    }
    lag.reset();
    lag.enable();
    collectionMs = 0;
    cpu = process.cpuUsage();
  },
  async end() {
    const used = process.cpuUsage(cpu);
    lag.disable();
    if (PROFILES !== undefined) {
      const { profile } = await profiler.post('Profiler.stop');
      profiler.disconnect();
      writeFileSync(join(PROFILES, `${process.pid}.cpuprofile`), JSON.stringify(profile));
    }
    return {
      cpuMs: (used.user + used.system) / 1000,
      systemCpuMs: used.system / 1000,
      collectionMs: rounded(collectionMs),
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
