import { chmod, mkdir } from 'node:fs/promises';
import { RingbackError } from '@ringback/engine';

/**
 * Makes the data folder, for its owner alone.
 *
 * @throws RingbackError `data_folder_unusable`, which says what to do
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RingbackError(
      'data_folder_unusable',
      `The data folder ${folder} cannot be used (${code ?? (error as Error).message}). Make it belong to you, or set RINGBACK_HOME to a folder that does.`,
      { cause: error },
    );
  }
}
