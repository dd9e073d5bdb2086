/** The S3 client that the functions have is the SDK's, but for the way its schemas are written. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import {
  COMPACT_CLIENT,
  compactS3Client,
  INSTALLED_CLIENT,
  SCHEMAS,
  writeOutConstants,
} from '../../tools/compact-s3-client.ts';
import { temporaryFolder } from '../support/cli.ts';

beforeAll(() => compactS3Client());

const filesOf = (folder: string): string[] =>
  globSync('{dist-es/**/*,package.json}', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();

/** Everything that a schema file exports. */
async function importSchemas(client: string): Promise<Record<string, unknown>> {
  const outfile = join(temporaryFolder(), 'schemas.mjs');
  await build({
    entryPoints: [join(client, SCHEMAS)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

/** As data: a class by its name, a schema that stands for another by that one, or by its place above where it is in a circle. */
function toData(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value === 'function') return value.prototype === undefined ? toData(value(), above) : value.name;
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return `circle: ${above.indexOf(value)}`;
  const inside = [...above, value];
  if (value instanceof Map) return [...value].map((entry) => toData(entry, inside));
  if (Array.isArray(value)) return value.map((each) => toData(each, inside));
  return Object.entries(value).map(([name, each]) => [name, toData(each, inside)]);
}

test('all files are the same but that of the schemas', () => {
  const files = filesOf(INSTALLED_CLIENT);
  expect(filesOf(COMPACT_CLIENT)).toEqual(files);
  const differing = files.filter(
    (path) => !readFileSync(join(COMPACT_CLIENT, path)).equals(readFileSync(join(INSTALLED_CLIENT, path))),
  );
  expect(differing).toEqual([SCHEMAS]);
});

test('the schemas are the same, of each call, structure and error', async () => {
  const [compact, installed] = await Promise.all([COMPACT_CLIENT, INSTALLED_CLIENT].map(importSchemas));
  expect(Object.keys(compact ?? {})).toEqual(Object.keys(installed ?? {}));
  expect(installed).toHaveProperty('GetObject$');
  for (const [name, schema] of Object.entries(installed ?? {}))
    expect(toData(compact?.[name]), name).toEqual(toData(schema));
});

test('only names of texts are written out, not what looks like them in a text, and not other words', () => {
  const source = 'const _e = "error";\nconst n0 = "a \\"_e\\"";\nconst other = 1;\n';
  expect(writeOutConstants(`${source}f([n0, "_e", _e2, other], { [_e]: _e, [other]: n0 });`)).toBe(
    'const other = 1;\nf(["a \\"_e\\"", "_e", _e2, other], { "error": "error", [other]: "a \\"_e\\"" });',
  );
});
