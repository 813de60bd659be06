import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, snippets } from '../docs/snippets.js';
import { type RunningService, startService } from '../running-service.js';
import { ModelStandin } from './model-standin.js';
import { OpenClaw } from './open-claw.js';

const run = promisify(execFile);
const NAME = 'ai-calls-china-phone';
const packer = fileURLToPath(new URL('../../scripts/pack-skill.mjs', import.meta.url));

interface SkillInfo {
  eligible: boolean;
  modelVisible: boolean;
  primaryEnv: string;
  emoji: string;
  baseDir: string;
  missing: { bins: string[]; env: string[] };
}

/** What a command printed, which must do what it was told. */
async function printed(host: OpenClaw, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await host.cliWith(env, ...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** A host with the skill installed from its archive, as a user does it. */
async function hostWithSkill(
  modelUrl: string | null = null,
  settings: Record<string, unknown> = {},
): Promise<OpenClaw> {
  const host = await OpenClaw.open(modelUrl, settings);
  const archive = join(host.folder, `${NAME}.zip`);
  await run(process.execPath, [packer, archive]);
  await run('unzip', ['-q', archive, '-d', join(host.folder, NAME)]);
  await printed(host, ['skills', 'install', `./${NAME}`]);
  return host;
}

const info = async (host: OpenClaw, env?: NodeJS.ProcessEnv): Promise<SkillInfo> =>
  JSON.parse(await printed(host, ['skills', 'info', NAME, '--json'], env)) as SkillInfo;

describe('the skill in an OpenClaw host', () => {
  let host: OpenClaw;

  beforeAll(async () => {
    host = await hostWithSkill();
  });

  afterAll(() => host?.close());

  it('is installed with its commands’ run bits', async () => {
    const { baseDir } = await info(host);
    expect(baseDir).toBe(join(host.workspace, 'skills', NAME));
    for (const script of ['callout.sh', 'callinfo.sh', 'stepone.sh', 'stream_chat.sh', 'scripts/callout.sh'])
      expect(statSync(join(baseDir, script)).mode & 0o111, script).toBe(0o111);
  });

  it('asks for the key and is kept from the model while there is none', async () => {
    expect(await info(host)).toMatchObject({
      eligible: false,
      modelVisible: false,
      primaryEnv: 'STEPONEAI_API_KEY',
      emoji: '📞',
      missing: { bins: [], env: ['STEPONEAI_API_KEY'] },
    });
    const text = await printed(host, ['skills', 'info', NAME]);
    expect(text).toContain('Needs setup');
    expect(text).toContain('✗ STEPONEAI_API_KEY');
  });

  it('is eligible with the key in the environment', async () => {
    const env = { STEPONEAI_API_KEY: 'sk_1' };
    expect(await info(host, env)).toMatchObject({ eligible: true, modelVisible: true, missing: { bins: [], env: [] } });
    const text = await printed(host, ['skills', 'info', NAME], env);
    expect(text).toContain('Ready');
    expect(text).toContain('✓ STEPONEAI_API_KEY');
  });

  it('is no longer eligible when the key is taken out of the host’s configuration', async () => {
    await printed(host, ['config', 'set', `skills.entries.${NAME}.apiKey`, 'sk_1']);
    expect(await info(host)).toMatchObject({ eligible: true, missing: { env: [] } });
    await printed(host, ['config', 'unset', `skills.entries.${NAME}.apiKey`]);
    expect(await info(host)).toMatchObject({ eligible: false, missing: { env: ['STEPONEAI_API_KEY'] } });
  });
});

describe('the documents on the skill', () => {
  it.each(['docs/skill.md', 'docs/skill.zh-CN.md'])('%s installs it as it says', async (document) => {
    const lines = snippets(document)
      .flatMap(({ text }) => text.split('\n'))
      .filter((line) => line.startsWith('openclaw '));
    const host = await OpenClaw.open();
    try {
      const said: string[] = [];
      for (const line of lines) {
        const words = line.replace('"$STEPONEAI_API_KEY"', 'sk_1').replace(' ./', ` ${root}`).split(' ').slice(1);
        said.push(await printed(host, words));
      }
      expect(said).toHaveLength(4);
      expect(said.at(-1)).toContain('✓ Ready');
      expect(await info(host)).toMatchObject({ eligible: true });
    } finally {
      await host.close();
    }
  });
});

describe('an agent with the skill', () => {
  let service: RunningService;
  let host: OpenClaw | undefined;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '20', RINGBACK_SPEECH: 'tones' });
  });

  afterAll(async () => {
    await host?.close();
    await service?.stop();
  });

  it('places a call and reads its record, with a key that the model never sees', async () => {
    const commands = `skills/${NAME}`;
    const model = await ModelStandin.open();
    model.command = `${commands}/callout.sh 13800138000 '通知张先生明天上午9点开会' --wait && ${commands}/stepone.sh balance`;
    try {
      host = await hostWithSkill(model.url, {
        agents: { defaults: { model: { primary: 'standin/standin' }, skipBootstrap: true } },
        skills: { entries: { [NAME]: { apiKey: service.key, env: { STEPONEAI_API_BASE: service.url } } } },
      });
      await printed(host, ['agent', '--local', '--agent', 'main', '--message', '给张先生打电话', '--json']);

      const [first = [], then = []] = model.asked;
      const document = readFileSync(new URL(`../../skills/${NAME}/SKILL.md`, import.meta.url), 'utf8');
      const description = /^description: (.+)$/m.exec(document)?.[1] as string;
      expect(JSON.stringify(first[0])).toContain(description);
      const answer = then.find(({ role }) => role === 'tool');
      const text = typeof answer?.content === 'string' ? answer.content : JSON.stringify(answer?.content);
      expect(text).toMatch(/📱 Call ID: [A-Za-z0-9_-]+/);
      expect(text).toContain('📝 Transcript');
      expect(text).toContain('"balance":9.7');
      expect(JSON.stringify(model.asked)).not.toContain(service.key);
    } finally {
      await model.close();
    }
  });
});
