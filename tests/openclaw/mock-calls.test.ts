import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWakeHook } from '../../packages/openclaw/src/wake/wake-hook.js';
import { ModelStandin } from './model-standin.js';
import { OpenClaw } from './open-claw.js';
import { packed } from './programs.js';

const CALL = {
  action: 'persona_call',
  to: '+12025550100',
  persona: 'the assistant of Ms Chen',
  goal: 'Confirm with Mr Smith the appointment on Thursday at nine.',
  openingLine: 'Hello, this is the assistant of Ms Chen, an AI. Am I speaking with Mr Smith?',
};
/** As fast as the simulated callees' own pauses bear on a busy machine. */
const FAST = { provider: 'mock', toNumber: '+12025550100', mock: { speed: 4 } };
const SLOW = { ...FAST, mock: { speed: 1 } };

describe('the plugin in a real OpenClaw, with the mock carrier', () => {
  const packs = mkdtempSync(join(tmpdir(), 'supercall-pack-'));
  let model: ModelStandin;
  let host: OpenClaw;

  beforeAll(async () => {
    model = await ModelStandin.open();
    host = await OpenClaw.open(model.url);
    const installed = await host.cli('plugins', 'install', packed(packs), '--force', '--accept-capabilities');
    expect(installed.code, installed.stdout + installed.stderr).toBe(0);
    host.configure(FAST);
    await host.start();
  }, 600_000);

  afterAll(async () => {
    await host?.close();
    await model?.close();
    rmSync(packs, { recursive: true, force: true });
  });

  it('is loaded with its tool, its service and its command, and without a diagnostic', async () => {
    const { stdout } = await host.cli('plugins', 'inspect', 'supercall', '--runtime', '--json');
    const told = JSON.parse(stdout) as { plugin: Record<string, unknown>; diagnostics: unknown[] };
    expect(told.diagnostics).toEqual([]);
    expect(told.plugin).toMatchObject({
      status: 'loaded',
      enabled: true,
      toolNames: ['supercall'],
      services: ['supercall'],
      cliCommands: ['supercall'],
      configSchema: true,
    });
  });

  it('runs all four actions on a call to its end, and wakes the session that placed it once', async () => {
    const placed = await host.tool(CALL);
    expect(placed).toEqual({ callId: expect.any(String), initiated: true, persona: CALL.persona, goal: CALL.goal });
    const callId = placed.callId as string;
    const listed = await host.tool({ action: 'list_calls' });
    expect(listed).toMatchObject({
      count: 1,
      calls: [{ callId, to: CALL.to, persona: CALL.persona, goal: CALL.goal }],
    });
    const status = await host.status(callId);
    expect(status).toMatchObject({
      found: true,
      state: 'completed',
      endReason: 'completed',
      goalAchieved: true,
      cost: 0,
    });
    const transcript = status.transcript as { speaker: string; text: string; timestamp: number }[];
    expect(transcript[0]).toMatchObject({ speaker: 'bot', text: CALL.openingLine });
    expect(transcript.some(({ speaker }) => speaker === 'user')).toBe(true);
    expect(await host.tool({ action: 'end_call', callId })).toEqual({ success: true });
    expect(await host.tool({ action: 'list_calls' })).toEqual({ count: 0, calls: [] });

    await model.until(() => model.toldOf(callId).length > 0);
    await host.logged(/./);
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(model.toldOf(callId)).toHaveLength(1);
    const [told = ''] = model.toldOf(callId);
    expect(told).toContain('Goal reached: yes.');
    expect(told).toContain('quoted speech of a third party');
    expect(told).toContain(CALL.openingLine);
  }, 240_000);

  it('writes transcripts that their owner alone can read', async () => {
    expect(statSync(host.logs).mode & 0o777).toBe(0o700);
    const [name = ''] = readdirSync(host.logs);
    expect(statSync(join(host.logs, name)).mode & 0o777).toBe(0o600);
    const lines = readFileSync(join(host.logs, name), 'utf8').trim().split('\n');
    expect((JSON.parse(lines[0] ?? '') as { type: string }).type).toBe('call');
    expect((JSON.parse(lines.at(-1) ?? '') as { type: string }).type).toBe('close');
  });

  it('says in words what is wrong with arguments, and throws nothing into the turn', async () => {
    expect(await host.tool({ action: 'dial' })).toEqual({ error: expect.stringContaining('persona_call') });
    expect(await host.tool({ ...CALL, to: '911' })).toEqual({
      error: expect.stringContaining('to must be a phone number'),
    });
    expect(await host.tool({ ...CALL, to: '+19005551234' })).toEqual({ error: expect.stringContaining('premium') });
    expect(await host.tool({ action: 'persona_call' })).toEqual({
      error: expect.stringContaining('persona is missing'),
    });
    expect(await host.tool({ action: 'get_status', callId: '../../x' })).toEqual({ found: false });
    expect(await host.tool({ action: 'end_call', callId: 'no-such-call' })).toMatchObject({ success: false });
    expect(await host.tool({ ...CALL, dryRun: true })).toMatchObject({ dryRun: true, initiated: false });
  });

  it('is worked from the command line', async () => {
    const doctor = await host.cli('supercall', 'doctor', '--json');
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      ok: true,
      findings: expect.arrayContaining([expect.objectContaining({ what: 'line', ok: true })]),
    });
    expect(doctor.code).toBe(0);
    const call = await host.cli(
      'supercall',
      'call',
      '+12025550100',
      '--persona',
      CALL.persona,
      '--goal',
      CALL.goal,
      '--json',
    );
    const { callId, endReason } = JSON.parse(call.stdout) as { callId: string; endReason: string };
    expect([call.code, endReason]).toEqual([0, 'completed']);
    const status = await host.cli('supercall', 'status', callId);
    expect(status.stdout).toMatch(/user: .*\n[\s\S]*Over: completed/);
    const wrong = await host.cli('supercall', 'call', '12', '--persona', 'x', '--goal', 'x');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('to must be a phone number')]);
    // Placed by nobody's session, nobody is woken.
    expect(model.toldOf(callId)).toEqual([]);
  }, 240_000);

  it('shows its skill to the agent', async () => {
    const { stdout } = await host.cli('skills', 'info', 'supercall', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'supercall', eligible: true });
  });

  it('makes five calls at once, and refuses the sixth with words', async () => {
    const from = host.log.length;
    host.configure(SLOW);
    await reloaded(from);
    const answers = await Promise.all(Array.from({ length: 6 }, () => host.tool(CALL)));
    const refused = answers.filter(({ error }) => error !== undefined);
    expect(refused).toEqual([
      { error: expect.stringContaining('plugins.entries.supercall.config.maxConcurrentCalls') },
    ]);
    expect(await host.tool({ action: 'list_calls' })).toMatchObject({ count: 5 });
    const callIds = answers.flatMap(({ callId }) => (callId === undefined ? [] : [callId as string]));
    for (const callId of callIds) expect(await host.tool({ action: 'end_call', callId })).toEqual({ success: true });
    for (const callId of callIds) expect(await host.status(callId)).toMatchObject({ endReason: 'hangup-bot' });
    await model.until(() => callIds.every((callId) => model.toldOf(callId).length > 0));
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    for (const callId of callIds) expect(model.toldOf(callId)).toHaveLength(1);
  }, 300_000);

  it('ends a call politely when it is reloaded, and tells of it once afterwards', async () => {
    const placed = await host.tool(CALL);
    const callId = placed.callId as string;
    await host.status(callId, ({ transcript }) => (transcript as unknown[]).length > 0);
    const from = host.log.length;
    host.configure({ ...SLOW, maxDurationSeconds: 200 });
    await reloaded(from);
    const status = await host.status(callId);
    expect(status).toMatchObject({ endReason: 'error', exactReason: 'interrupted' });
    const said = (status.transcript as { speaker: string; text: string }[]).filter(({ speaker }) => speaker === 'bot');
    expect(said.at(-1)?.text).toMatch(/goodbye/i);
    await model.until(() => model.toldOf(callId).length > 0);
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(model.toldOf(callId)).toHaveLength(1);
    // And it works on.
    expect(await host.tool({ ...CALL, dryRun: true })).toMatchObject({ dryRun: true });
  }, 300_000);

  it('closes a call that a crash cut off, with a reason, and tells of it once', async () => {
    const { callId } = (await host.tool(CALL)) as { callId: string };
    await host.status(callId, ({ transcript }) => (transcript as unknown[]).length > 0);
    await host.stop('SIGKILL');
    for (const line of host.processes()) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    expect(host.pending()).toEqual([`${callId}.json`]);
    await host.start();
    const status = await host.status(callId);
    expect(status).toMatchObject({
      endReason: 'error',
      detail: expect.stringContaining('The gateway stopped while the call was under way'),
    });
    expect((status.transcript as unknown[]).length).toBeGreaterThan(0);
    await model.until(() => model.toldOf(callId).length > 0);
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(model.toldOf(callId)).toHaveLength(1);
  }, 600_000);

  it('tells again where the model failed, until it was told', async () => {
    model.failing = 500;
    const { callId } = (await host.tool({ ...CALL, to: '+12025550111' })) as { callId: string };
    expect(await host.status(callId)).toMatchObject({ endReason: 'busy' });
    await host.logged(new RegExp(`call ${callId}: busy`));
    await model.until(() => model.failures > 0);
    expect(host.pending()).toEqual([`${callId}.json`]);
    model.failing = null;
    await model.until(() => model.toldOf(callId).length > 0);
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(model.toldOf(callId)).toHaveLength(1);
  }, 600_000);

  it('wakes the agent by the hook as well, for gateways that offer nothing better', async () => {
    const hooks = { enabled: true, token: host.hookToken };
    const hook = new GatewayWakeHook({ gateway: { port: host.port }, hooks });
    const session = { sessionKey: 'agent:main:main', agentId: 'main' };
    expect(await hook.post('The phone call by-hook that you placed is over.', session)).toEqual({ taken: true });
    await model.until(() => model.toldOf('by-hook').length > 0);
    const refused = new GatewayWakeHook({ gateway: { port: host.port }, hooks: { ...hooks, token: 'wrong' } });
    expect(await refused.post('x', session)).toMatchObject({ taken: false, why: 'the gateway refuses hooks.token' });
  }, 240_000);

  it('leaves no number and no word of a call in the log', () => {
    const ours = host.log.split('\n').filter((line) => line.includes('supercall:'));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((line) => /2025550|Smith|appointment/.test(line))).toEqual([]);
  });

  it('passes the host’s security audit but for the processes of tunnels, in its one file', async () => {
    const { stdout } = await host.cli('security', 'audit', '--deep', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { checkId: string; title: string; detail: string }[] };
    const ours = findings.filter(
      ({ title, detail, checkId }) => checkId.startsWith('plugins.code') && `${title}${detail}`.includes('supercall'),
    );
    expect(ours.length).toBeLessThanOrEqual(1);
    const lines = ours.flatMap(({ detail }) => detail.split('\n').filter((line) => /\[[a-z-]+\]/.test(line)));
    expect(lines.filter((line) => !/\[dangerous-exec\].*\(dist\/index\.js:\d+\)/.test(line))).toEqual([]);
    const source = readFileSync(
      join(host.folder, 'state', 'extensions', 'supercall', 'dist', 'index.js'),
      'utf8',
    ).split('\n');
    const flagged = lines.map((line) => source[Number(/index\.js:(\d+)/.exec(line)?.[1]) - 1]?.trim());
    expect(flagged.map((line) => /(spawn|execFile)\(/.exec(line ?? '')?.[1])).toEqual(['spawn', 'spawn', 'execFile']);
  }, 120_000);

  it('is gone with the gateway: SIGTERM leaves no process behind, also during a call', async () => {
    const { callId } = (await host.tool(CALL)) as { callId: string };
    await host.status(callId, ({ transcript }) => (transcript as unknown[]).length > 0);
    expect(await host.stop('SIGTERM')).toBe(0);
    expect(host.processes()).toEqual([]);
    // Its end is on disk, and is told by the next run.
    expect(host.pending()).toEqual([`${callId}.json`]);
  }, 120_000);

  /** The host has replaced the plugin by one with the new configuration. */
  async function reloaded(from: number): Promise<void> {
    await host.logged(/config hot reload applied/, from);
    for (;;) {
      const answer = await host.tool({ ...CALL, dryRun: true }).catch(() => null);
      if (answer?.dryRun === true) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});
