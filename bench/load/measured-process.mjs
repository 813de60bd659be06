/** What a system under test tells of itself: CPU, memory, the lag of its event loop. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { json } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';
import { rounded } from '../figures.mjs';

/** Coarse, so that measuring costs nothing itself. */
const LAG_EVERY_MS = 10;

const lag = monitorEventLoopDelay({ resolution: LAG_EVERY_MS });
let cpu;
let collectionMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collectionMs += duration;
}).observe({ entryTypes: ['gc'] });

/** Kinds of a heap snapshot's nodes that are the engine's own: code as it is compiled and optimised on the way, and what it knows of shapes. */
const NOT_HELD = new Set(['code', 'hidden', 'object shape', 'synthetic']);

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
  /** Bytes of the objects, texts and closures that are reachable: what the program itself holds. Takes a second or two. */
  async held() {
    const { snapshot, nodes } = await json(getHeapSnapshot());
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const [kind, size] = ['type', 'self_size'].map((name) => fields.indexOf(name));
    let bytes = 0;
    for (let at = 0; at < nodes.length; at += fields.length) {
      if (!NOT_HELD.has(types[kind][nodes[at + kind]])) bytes += nodes[at + size];
    }
    return bytes;
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
