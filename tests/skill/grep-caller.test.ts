import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';

const script = fileURLToPath(new URL('grep-caller.sh', import.meta.url));
const runnable = (await requirement('bash')) && (await requirement('curl'));

describe.skipIf(!runnable)('a caller that cuts answers with grep', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  });

  afterAll(async () => {
    await service?.stop();
  });

  async function run(...args: string[]): Promise<string[]> {
    const { stdout } = await promisify(execFile)('bash', [script, ...args], {
      env: { ...process.env, ...service.env },
    });
    return stdout.trimEnd().split('\n');
  }

  it('calls, reads along and reads the record', async () => {
    const [first = '', provider, ...ids] = await run('call', '13800138000,13900139000', '通知年会时间变更');
    expect(ids).toHaveLength(2);
    const id = first.replace('first: ', '');
    expect([provider, ids[0]]).toEqual([`provider: ${id}`, `id: ${id}`]);

    const said = await run('stream', id);
    expect(said.length).toBeGreaterThan(3);
    expect(said.at(-1)).toBe('system> [DONE]');

    const [phone, task, duration = '', cost, billed, why, ...turns] = await run('info', id);
    expect([phone, task, cost, billed]).toEqual([
      'phone: 13800138000',
      'task: 通知年会时间变更',
      'cost: 0.3',
      'billed: true',
    ]);
    expect(Number(duration.replace('duration: ', ''))).toBeGreaterThan(0);
    expect(why).toMatch(/^provider: .+/);
    expect(turns).toEqual(said.slice(0, -1));
    await run('stream', ids[1]?.replace('id: ', '') ?? '');
  });

  it('knows a call that is not over, and a refusal', async () => {
    const [first = ''] = await run('call', '13900139002', 'x');
    await expect(run('info', first.replace('first: ', ''))).rejects.toMatchObject({ code: 2, stdout: 'not over\n' });
    await expect(run('call', '12', 'x')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^failed: .*12/),
    });
  });
});
