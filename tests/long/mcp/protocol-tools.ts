import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cache = fileURLToPath(new URL('../../../.cache', import.meta.url));

/** Newer ones may check more: what they find is then to be looked at, not met by chance. */
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
/** The line that knows the protocol of 2026-07-28. */
const CONFORMANCE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs one of the protocol's own tools. They want a newer Node than the product does, so they bring one, in a folder of their own. */
export type RunTool = (tool: 'mcp-inspector' | 'conformance', args: string[], limitMs: number) => Promise<Ran>;

/** Before any test: two files that install into one folder at once break each other's install. */
export async function setup(): Promise<void> {
  await protocolTools();
}

/** @throws where the registry does not give them: a proof that cannot run is no proof. */
export async function protocolTools(): Promise<RunTool> {
  const node = join(cache, 'node24', 'node_modules', 'node', 'bin');
  if (!existsSync(join(node, 'node'))) await install('node24', ['node@24']);
  const folder = 'mcp-tools';
  const bin = join(cache, folder, 'node_modules', '.bin');
  if (!existsSync(join(bin, 'conformance')) || !existsSync(join(bin, 'mcp-inspector')))
    await install(folder, [INSPECTOR, CONFORMANCE], node);
  return (tool, args, limitMs) =>
    new Promise((resolve) => {
      const options = {
        cwd: join(cache, folder),
        env: { ...process.env, PATH: `${node}${delimiter}${process.env.PATH}` },
        timeout: limitMs,
        maxBuffer: 64 * 1024 * 1024,
      };
      execFile(join(bin, tool), args, options, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
      });
    });
}

async function install(folder: string, packages: string[], node?: string): Promise<void> {
  const args = ['install', '--prefix', join(cache, folder), '--no-save', '--no-audit', '--no-fund', ...packages];
  const env = node === undefined ? process.env : { ...process.env, PATH: `${node}${delimiter}${process.env.PATH}` };
  await promisify(execFile)('npm', args, { env, maxBuffer: 64 * 1024 * 1024 }).catch((error: Error) => {
    throw new Error(`The registry does not give ${packages.join(' and ')}: ${error.message}`);
  });
}
