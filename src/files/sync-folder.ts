/** Makes names durable: a new or renamed file survives a crash only when its folder is on the disk too. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Resolves when the names in the folder are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
