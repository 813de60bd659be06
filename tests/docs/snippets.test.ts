import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../packages/service/src/config/config.js';
import { VARIABLES } from '../../packages/service/src/config/variables.js';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { documents, links, root, type Snippet, snippets } from './snippets.js';

/**
 * Lines of shell snippets that are proved elsewhere, and where: running them here would install, serve for ever, or run this very suite.
 */
const PROVED_ELSEWHERE: Record<string, string> = {
  'npm run demo': '.ci/run',
  'npm test': '.ci/run',
  'npm run build': '.ci/run (npm test builds)',
  'npm run check': '.ci/run',
  'npm run bench': '.ci/run',
  'npm run test:crash': '.ci/run',
  'npm run test:mcp': '.ci/run',
  'npm run test:requests': '.ci/run',
  'ringback mcp --http': 'tests/mcp/http.test.ts',
  ...Object.fromEntries(
    [
      'openclaw skills install ./skills/ai-calls-china-phone',
      'openclaw config set skills.entries.ai-calls-china-phone.apiKey "$STEPONEAI_API_KEY"',
      'openclaw config set skills.entries.ai-calls-china-phone.env.STEPONEAI_API_BASE http://127.0.0.1:7464',
      'openclaw skills info ai-calls-china-phone',
    ].map((line) => [line, 'tests/openclaw/skill.test.ts']),
  ),
  'npm run test:openclaw': '.ci/run',
  'ringback serve': 'the service that these snippets talk to is started this way',
  'ringback demo': '.ci/run (npm run demo)',
};

const commandOf = (line: string): string => line.replace(/\s+#.*$/, '').trim();

/** The shell snippets of a document as one script, so that what one sets the next can use. Each begins where the document stands. */
function script(document: string): string {
  const blocks = snippets(document).filter(({ language }) => language === 'sh');
  return blocks
    .map(({ text, line }) => {
      const lines = text.split('\n').filter((one) => !Object.hasOwn(PROVED_ELSEWHERE, commandOf(one)));
      return [`cd "$ROOT" # ${document}:${line}`, ...lines].join('\n');
    })
    .join('\n');
}

/** The address in the documents is the default one; here the service listens where there is room. */
function addressed(text: string, url: string): string {
  return text.replaceAll('http://127.0.0.1:7464', url).replaceAll('http://localhost:7464', url);
}

/** The JavaScript snippets of a document as one module. */
function module(document: string): string {
  return snippets(document)
    .filter(({ language }) => language === 'js')
    .map(({ text, line }) => `// ${document}:${line}\n${text}`)
    .join('\n');
}

const bash = (text: string, env: Record<string, string>) => run('bash', ['-euo', 'pipefail', '-s'], text, env);
const node = (text: string, env: Record<string, string>) => run(process.execPath, ['--input-type=module'], text, env);

function run(
  command: string,
  args: string[],
  text: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
    child.stdin.end(text);
  });
}

const all = documents();
const withShell = all.filter((document) => snippets(document).some(({ language }) => language === 'sh'));
/** Runs in a page: `tests/webphone` takes it from the document. */
const FOR_PAGES = 'docs/carrier-webphone.md';
const withJavaScript = all.filter(
  (document) => document !== FOR_PAGES && snippets(document).some(({ language }) => language === 'js'),
);
const runnable = (await requirement('bash')) && (await requirement('curl'));

describe('documents', () => {
  it.each(all)('%s links to what exists', (document) => {
    const broken = links(document).filter((link) => !existsSync(join(root, dirname(document), link)));
    expect(broken).toEqual([]);
  });

  it('have JSON snippets that parse', () => {
    const broken = all
      .flatMap((document) => snippets(document))
      .filter(({ language }) => language === 'json')
      .filter(({ text }: Snippet) => {
        const parses = (json: string): boolean => {
          try {
            JSON.parse(json);
            return true;
          } catch {
            return false;
          }
        };
        // One document, or the answers of several commands, one a line.
        return !parses(text) && !text.trim().split('\n').every(parses);
      });
    expect(broken).toEqual([]);
  });
});

describe.skipIf(!runnable)('snippets', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SIMULATOR_SPEED: '25', RINGBACK_SPEECH: 'tones' });
  });

  afterAll(async () => {
    await service?.stop();
  });

  // They wait for calls more than they compute.
  it.concurrent.each(withShell)('in shell, of %s, run', { timeout: 60_000 }, async (document) => {
    const { code, output } = await bash(addressed(script(document), service.url), {
      ...(process.env as Record<string, string>),
      ...service.env,
      RINGBACK_API_KEY: service.key,
      ROOT: root,
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    });
    expect(code, output).toBe(0);
  });

  it.concurrent.each(withJavaScript)('in JavaScript, of %s, run', { timeout: 60_000 }, async (document) => {
    const env = { ...(process.env as Record<string, string>), ...service.env, RINGBACK_API_KEY: service.key };
    const { code, output } = await node(module(document), env);
    expect(code, output).toBe(0);
  });
});

describe('the settings in the documents', () => {
  const blocks = all.flatMap((document) => snippets(document).filter(({ language }) => language === 'env'));

  it.each(blocks)('of $document, line $line, are a configuration that holds', ({ text }) => {
    const environment = Object.fromEntries(
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(Object.keys(environment).filter((name) => !Object.hasOwn(VARIABLES, name))).toEqual([]);
    expect(() => readConfig(environment, '/home/somebody')).not.toThrow();
  });
});
