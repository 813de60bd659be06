import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ids, RingbackError } from '@ringback/engine';

const NODE_ID_FILE = 'node-id';

/**
 * This node's name, the same at every start from one data folder: by it a node finds the calls again that it had when it died. Made at the
 * first start.
 */
export async function nodeId(folder: string, ids: Ids): Promise<string> {
  const file = join(folder, NODE_ID_FILE);
  const kept = await read(file);
  if (kept !== null) return kept;
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${ids.next()}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return (await read(file)) as string;
}

async function read(file: string): Promise<string | null> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw new RingbackError('data_folder_unusable', `${file} holds no node id. Remove it: the next start makes another.`);
}
