import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, type ServedHttp, serveHttp } from '../../mcp/hosts.js';
import { type RunningService, startService } from '../../running-service.js';
import { protocolTools, type Ran, type RunTool } from './protocol-tools.js';

let service: RunningService;
let http: ServedHttp;
let run: RunTool;

beforeAll(async () => {
  service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  http = await serveHttp(service);
  run = await protocolTools();
}, 600_000);
afterAll(async () => {
  await http?.stop();
  await service?.stop();
});

const ways = {
  stdio: () => [
    process.execPath,
    bin,
    'mcp',
    ...['HOME', 'RINGBACK_URL', 'STEPONEAI_API_KEY'].flatMap((name) => ['-e', `${name}=${service.env[name]}`]),
  ],
  http: () => [http.url, '--header', `Authorization: Bearer ${service.key}`],
};

describe.each(['stdio', 'http'] as const)('the Inspector’s command line, over %s', (over) => {
  const inspect = (...args: string[]): Promise<Ran> =>
    run('mcp-inspector', ['--cli', ...ways[over](), ...args], 120_000);
  const read = async (...args: string[]) => {
    const { code, out, err } = await inspect(...args);
    expect(code, err).toBe(0);
    return JSON.parse(out);
  };
  const tool = (name: string, ...args: string[]) =>
    ['--method', 'tools/call', '--tool-name', name].concat(args.length === 0 ? [] : ['--tool-arg', ...args]);

  it('finds no error in the schemas of the tools', async () => {
    const { code, err } = await inspect('--method', 'tools/list', '--strict');
    expect(code, err).toBe(0);
    expect(err).toMatch(/0 errors/);
  });

  it('places a call and reads it', async () => {
    const placed = await read(...tool('place_call', 'phone="13800138000"', 'user_requirement=通知开会'));
    expect(placed.structuredContent).toMatchObject({ over: true, end_reason: 'completed' });
    const { call_id } = placed.structuredContent;
    const again = await read(...tool('get_call', `call_id=${call_id}`));
    expect(again.structuredContent).toEqual(placed.structuredContent);
    const { contents } = await read('--method', 'resources/read', '--uri', `ringback://calls/${call_id}`);
    expect(JSON.parse(contents[0].text)).toMatchObject({ call_id });
  });

  it('lists resources, templates and prompts, and gets one', async () => {
    expect((await read('--method', 'resources/list')).resources.length).toBeGreaterThan(0);
    expect((await read('--method', 'resources/templates/list')).resourceTemplates).toHaveLength(1);
    expect((await read('--method', 'prompts/list')).prompts).toHaveLength(2);
    const asked = [
      '--method',
      'prompts/get',
      '--prompt-name',
      'deliver_notice',
      '--prompt-args',
      'phone=1',
      'notice=x',
    ];
    expect((await read(...asked)).messages).toHaveLength(1);
  });

  it('sees a failure as one', async () => {
    const { code, out } = await inspect(...tool('get_call', 'call_id=nobody'));
    expect(code).toBe(5);
    expect(JSON.parse(out)._meta['ringback/error'].code).toBe('call_not_found');
  });
});
