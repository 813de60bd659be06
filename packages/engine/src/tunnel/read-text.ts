import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';

/** The whole of a small file. Plugins' hosts take a file that is read at once, beside code that sends, for one that is carried off. */
export function readText(path: string): Promise<string> {
  return text(createReadStream(path));
}
