import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ownFolder, readText } from '../disk.js';

/** Who asked not to be called again: one number a line, which their owner may take out by hand. */
export class DoNotCall {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async has(number: string): Promise<boolean> {
    const content = await readText(this.#file);
    return content?.split('\n').some((line) => line.trim() === number) ?? false;
  }

  async add(number: string): Promise<void> {
    if (await this.has(number)) return;
    await ownFolder(dirname(this.#file));
    await appendFile(this.#file, `${number}\n`, { mode: 0o600 });
  }
}
