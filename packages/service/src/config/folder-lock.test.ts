import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDataFolder } from './data-folder.js';
import { FolderLock, folderHolder } from './folder-lock.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'ringback-lock-')), 'home');
  await prepareDataFolder(folder);
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('FolderLock', () => {
  it('is held by one, who says where it serves, and is free again after', async () => {
    expect(await folderHolder(folder)).toBeNull();
    const lock = await FolderLock.take(folder, 5);
    expect(await folderHolder(folder)).toEqual({ pid: process.pid, startedAt: 5, port: null, url: null });
    await lock.listening(7464, 'http://127.0.0.1:7464');
    await expect(FolderLock.take(folder, 6)).rejects.toMatchObject({
      code: 'data_folder_in_use',
      message: expect.stringContaining(`Process ${process.pid}, which listens at http://127.0.0.1:7464,`),
      details: { holder: { pid: process.pid, port: 7464 } },
    });
    await lock.release();
    expect(await folderHolder(folder)).toBeNull();
    await (await FolderLock.take(folder, 7)).release();
  });

  it('keeps its files to their owner', async () => {
    const mask = process.umask(0);
    try {
      const lock = await FolderLock.take(folder, 1);
      for (const [name, mode] of [
        ['.', 0o700],
        ['lock.db', 0o600],
        ['lock.json', 0o600],
      ] as const)
        expect((await stat(join(folder, name))).mode & 0o777).toBe(mode);
      await lock.release();
    } finally {
      process.umask(mask);
    }
  });

  it('dies with its holder, whose file does not outlive it in meaning', async () => {
    const script = `
      const Database = require(${JSON.stringify(createRequire(import.meta.url).resolve('libsql'))});
      const db = new Database(process.argv[1]);
      db.exec('begin exclusive');
      console.log('held');
      setInterval(() => {}, 1000);`;
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: 1, startedAt: 1, port: 1, url: 'x' }));
    const holder = spawn(process.execPath, ['-e', script, join(folder, 'lock.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(FolderLock.take(folder, 1)).rejects.toMatchObject({ code: 'data_folder_in_use' });
    expect(await folderHolder(folder)).toMatchObject({ pid: 1 });
    await rm(join(folder, 'lock.json'));
    expect(await folderHolder(folder)).toBe('unknown');
    await expect(FolderLock.take(folder, 1)).rejects.toThrow('Another process serves');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await FolderLock.take(folder, 2);
    expect(JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('says what to do where the folder cannot be used', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareDataFolder(join(folder, 'file', 'home'))).rejects.toMatchObject({
      code: 'data_folder_unusable',
      message: expect.stringContaining('RINGBACK_HOME'),
    });
    await writeFile(join(folder, 'lock.db'), 'not a database, and long enough to be looked at'.repeat(50));
    await expect(FolderLock.take(folder, 1)).rejects.toMatchObject({ code: 'data_folder_unusable' });
  });
});
