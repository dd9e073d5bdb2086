/**
 * Copies the SDK's S3 client for the bundles of the functions, with the names in its schemas written out. The schemas
 * of all of S3's calls lie in one file, with keys such as `[_e]`. esbuild does not know that `_e` is text, so it keeps
 * the schemas that no call uses, and a cold start compiles them. `npm ci` makes the copy (tools/prepare.mjs).
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NODE_MODULES = new URL('../node_modules/', import.meta.url).pathname;

/** The client as it is installed. */
export const INSTALLED_CLIENT = join(NODE_MODULES, '@aws-sdk/client-s3');
/** The copy; `Alias` in template.yaml names it. Below node_modules, so that it finds what it depends on. */
export const COMPACT_CLIENT = join(NODE_MODULES, '.cache/client-s3-compact');
/** The file that differs. */
export const SCHEMAS = 'dist-es/schemas/schemas_0.js';

const STAMP = 'made-of';
const COPIED = ['package.json', 'LICENSE', 'dist-es'];
/** A name for a text, as the SDK's generator writes it. */
const CONSTANT = /^const ([\w$]+) = ("(?:[^"\\\n]|\\.)*");\n/gm;
/** A text, or a word with the brackets of a computed key around it. */
const TEXT_OR_WORD = /"(?:[^"\\\n]|\\.)*"|\[([\w$]+)\](?=:)|[\w$]+/g;

/** Writes out the names of texts: `{ [_e]: _c }` becomes `{ "error": "client" }`. */
export function writeOutConstants(source: string): string {
  const texts = new Map([...source.matchAll(CONSTANT)].map(([, name = '', text = '']) => [name, text]));
  return source
    .replace(CONSTANT, '')
    .replace(TEXT_OR_WORD, (found, key?: string) => texts.get(key ?? found) ?? found);
}

/** Makes the copy, unless it is there and made of the same; nothing where the client is not installed. */
export function compactS3Client(): void {
  if (!existsSync(INSTALLED_CLIENT)) return;
  const schemas = writeOutConstants(readFileSync(join(INSTALLED_CLIENT, SCHEMAS), 'utf8'));
  const manifest = readFileSync(join(INSTALLED_CLIENT, 'package.json'));
  const stamp = createHash('sha256').update(manifest).update(schemas).digest('hex');
  if (isMadeOf(stamp)) return;
  // Processes that run side by side may all make it: each by itself, and one of them puts it into place.
  const own = `${COMPACT_CLIENT}.${process.pid}`;
  for (const name of COPIED) cpSync(join(INSTALLED_CLIENT, name), join(own, name), { recursive: true });
  writeFileSync(join(own, SCHEMAS), schemas);
  writeFileSync(join(own, STAMP), stamp);
  if (existsSync(COMPACT_CLIENT) && !isMadeOf(stamp))
    rmSync(COMPACT_CLIENT, { recursive: true, force: true });
  try {
    renameSync(own, COMPACT_CLIENT);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!isMadeOf(stamp)) throw error;
  }
}

const isMadeOf = (stamp: string): boolean =>
  existsSync(join(COMPACT_CLIENT, STAMP)) && readFileSync(join(COMPACT_CLIENT, STAMP), 'utf8') === stamp;
