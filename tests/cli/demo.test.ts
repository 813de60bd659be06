import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startService } from '../running-service.js';
import { endStarted, ringback, start } from './ringback.js';

describe('ringback demo', () => {
  let folder: string;
  let env: Record<string, string>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-demo-'));
    env = {
      HOME: folder,
      RINGBACK_HOME: join(folder, 'data'),
      RINGBACK_PORT: '0',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_SIMULATOR_SPEED: '20',
      DATABASE_URL: '',
    };
  });

  afterEach(() => {
    endStarted();
    rmSync(folder, { recursive: true, force: true });
  });

  const keys = async (): Promise<{ name: string; revoked_at: string | null }[]> =>
    JSON.parse((await ringback(['keys', 'list', '--json'], env)).out).keys;

  it('shows one call, honestly, and its settled record with --once', async () => {
    const { code, out, err } = await ringback(['demo', '--once'], env);
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toContain('\x1b');
    expect(out).toMatch(/^The service runs at http:\/\/127\.0\.0\.1:\d+\.\n/);
    expect(out).toContain('The callee is simulated: no phone rings.');
    expect(out).toContain('tones');
    expect(out).toContain('Calling 13800138000: 通知您明天上午9点开会\n');
    expect(out).toMatch(/^AI {6}.*9点/m);
    expect(out).toMatch(/^Callee {2}\S/m);
    expect(out).toMatch(/^Status +completed: /m);
    expect(out).toMatch(/^Duration +\d+ s$/m);
    expect(out).toMatch(/^Cost +¥0\.30$/m);
    expect(out).toMatch(/^Balance +¥9\.70$/m);
    expect(out).toMatch(/^1 \(from the answer\) +\d+ +\d+ +\d+$/m);
    expect(await keys()).toEqual([expect.objectContaining({ name: 'demo', revoked_at: expect.any(String) })]);
  });

  it('tells the same to programs with --json', async () => {
    const { code, out, err } = await ringback(['demo', '--once', '--json'], env);
    expect([code, err]).toEqual([0, '']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines[0]).toEqual({ type: 'service', url: expect.any(String), own: true, speech: 'tones' });
    expect(lines.map(({ type }) => type)).toEqual(expect.arrayContaining(['state', 'utterance', 'ended']));
    expect(lines.at(-1)).toMatchObject({
      type: 'record',
      record: { end_reason: 'completed' },
      balance: { balance: 9.7 },
    });
  });

  it('serves on until Ctrl-C, and what it says to try works', async () => {
    const demo = start(['demo'], env);
    await demo.told('Ctrl-C stops');
    const lines = demo.output.out.split('\n').map((line) => line.trim());
    const address = lines[lines.indexOf('The console, for a browser') + 1]?.split(' ')[0] as string;
    const page = await fetch(address, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<div id="root">');
    const exported = lines.filter((line) => line.startsWith('export '));
    const from = lines.findIndex((line) => line.startsWith('curl '));
    const { stdout } = await promisify(execFile)('bash', [
      '-ec',
      [...exported, ...lines.slice(from, from + 3)].join('\n'),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ success: true, data: { call_ids: [expect.any(String)] } });
    const call = lines.find((line) => line.startsWith('ringback call ')) ?? '';
    const [, phone = '', requirement = ''] = /call (\d+) "([^"]+)" --watch$/.exec(call) ?? [];
    const variables = Object.fromEntries(
      exported.map((line) => line.replace('export ', '').split('=') as [string, string]),
    );
    expect(await ringback(['call', phone, requirement, '--watch'], { ...env, ...variables })).toMatchObject({
      code: 0,
    });

    demo.child.kill('SIGINT');
    expect(await demo.finished).toMatchObject({ code: 0, err: '' });
    expect(demo.output.out).toMatch(/\nStopped\.\n$/);
    await expect(fetch(`${variables.RINGBACK_URL}/healthz`)).rejects.toThrow();
    expect(await keys()).toEqual([expect.objectContaining({ name: 'demo', revoked_at: expect.any(String) })]);
  });

  it('uses the service that runs on its data folder already', async () => {
    const service = await startService({ RINGBACK_SPEECH: 'tones', RINGBACK_SIMULATOR_SPEED: '20' });
    try {
      const { code, out } = await ringback(['demo', '--once'], service.env);
      expect(code).toBe(0);
      expect(out).toContain(`A service already runs on this data folder, at ${service.url}: the demo uses it.`);
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    } finally {
      await service.stop();
    }
  });

  it('takes a free port where its own is taken, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const { code, out } = await ringback(['demo', '--once'], { ...env, RINGBACK_PORT: String(port) });
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Port ${port} is taken by another program; this service took http://127`));
    } finally {
      other.close();
    }
  });

  it('stops in the middle of the call, which is hung up', async () => {
    const demo = start(['demo'], { ...env, RINGBACK_SIMULATOR_SPEED: '5' });
    await demo.told(/^(AI|Callee) /m);
    demo.child.kill('SIGINT');
    expect(await demo.finished).toMatchObject({ code: 130, err: 'Interrupted.\n' });
    expect(await keys()).toEqual([expect.objectContaining({ name: 'demo', revoked_at: expect.any(String) })]);
  });

  it('says what is wrong with the configuration', async () => {
    expect(await ringback(['demo', '--once'], { ...env, RINGBACK_PORT: 'x' })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Error: RINGBACK_PORT/),
    });
  });
});
