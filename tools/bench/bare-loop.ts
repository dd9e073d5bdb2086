/** The least that `scan` and `apply` could do with the files of a folder: `bare-loop.ts read|replace <folder>`. */
import { globSync, readFileSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import pMap from 'p-map';
import { sha256 } from '../../src/bytes/sha256.ts';

const CONCURRENCY = 8;
const [work, folder = '.'] = process.argv.slice(2);
const files = globSync(`${folder}/**/profiler-report.{ipynb,html}`);
if (work === 'read') for (const path of files) sha256(readFileSync(path));
else await pMap(files, replace, { concurrency: CONCURRENCY });

async function replace(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (path.endsWith('.html')) return;
  const sibling = `${path}.new`;
  const file = await open(sibling, 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(sibling, path);
  const parent = await open(dirname(path));
  await parent.sync();
  await parent.close();
}
