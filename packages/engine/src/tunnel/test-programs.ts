import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a fake program does on one run. */
export interface FakeRun {
  /** Printed at once, one a line, on standard output. */
  lines?: string[];
  errors?: string[];
  /** Ends with it; absent: stays until it is asked to end. */
  code?: number;
  /** Stays when it is asked to end. */
  deaf?: boolean;
}

/** How a fake program was run. */
export interface FakeStart {
  pid: number;
  args: string[];
  env: Record<string, string>;
}

/**
 * A folder of fake programs. Each follows a plan: its first run is the first of the plan, the last is repeated. `tailscale status` is answered
 * from a plan of its own and counts as no run.
 */
export class FakePrograms {
  readonly folder = mkdtempSync(join(tmpdir(), 'ringback-tunnel-'));

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.folder}${delimiter}${process.env.PATH}` };
  }

  install(name: 'ngrok' | 'tailscale', runs: FakeRun[], status: unknown = null): void {
    const file = join(this.folder, name);
    writeFileSync(`${file}.plan`, JSON.stringify({ runs, status }));
    writeFileSync(file, program(`${file}.plan`, `${file}.runs`));
    chmodSync(file, 0o755);
  }

  runs(name: 'ngrok' | 'tailscale'): FakeStart[] {
    const file = join(this.folder, `${name}.runs`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as FakeStart);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function program(plan: string, runs: string): string {
  return `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const plan = JSON.parse(readFileSync(${JSON.stringify(plan)}, 'utf8'));
const args = process.argv.slice(2);
if (args[0] === 'status') {
  if (plan.status === null) { console.error('failed to connect to local tailscaled; it doesn\\'t appear to be running'); process.exit(1); }
  console.log(JSON.stringify(plan.status, null, 2));
  process.exit(0);
}
const runs = ${JSON.stringify(runs)};
const before = existsSync(runs) ? readFileSync(runs, 'utf8').split('\\n').length - 1 : 0;
const run = plan.runs[Math.min(before, plan.runs.length - 1)];
process.on('SIGTERM', () => { if (!run.deaf) process.exit(0); });
setInterval(() => {}, 1000);
appendFileSync(runs, JSON.stringify({ pid: process.pid, args, env: process.env }) + '\\n');
for (const line of run.lines ?? []) console.log(line);
for (const line of run.errors ?? []) console.error(line);
if (run.code !== undefined) process.exit(run.code);
`;
}
