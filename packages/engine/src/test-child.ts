import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const sourceFolder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs a script in a process of its own that a test may kill: Node as it is, so what it imports of the engine is compiled into `folder` first.
 *
 * @param entry the engine's file it needs, e.g. `tunnel/create-tunnel.ts`; the script imports it as `entry`.
 * @param script the body of a module; `entry` holds the exports.
 */
export function runChild(folder: string, entry: string, script: string, args: readonly string[] = []): ChildProcess {
  compile(folder, join(sourceFolder, entry), new Set());
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const main = join(folder, 'main.js');
  const url = pathToFileURL(join(folder, entry.replace(/\.ts$/, '.js'))).href;
  writeFileSync(main, `import * as entry from ${JSON.stringify(url)};\n${script}\n`);
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The first lines that a child prints, as many as are asked for. */
export function printed(child: ChildProcess, lines: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const whole = text.split('\n').slice(0, -1);
      if (whole.length >= lines) resolve(whole.slice(0, lines));
    });
    child.once('close', () => reject(new Error(`it ended and had printed ${JSON.stringify(text)}`)));
  });
}

function compile(folder: string, file: string, done: Set<string>): void {
  if (done.has(file)) return;
  done.add(file);
  const source = readFileSync(file, 'utf8');
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
  });
  const target = join(folder, relative(sourceFolder, file).replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
  for (const [, specifier] of outputText.matchAll(/\bfrom '(\.[^']+)\.js'/g)) {
    compile(folder, join(dirname(file), `${specifier}.ts`), done);
  }
}
