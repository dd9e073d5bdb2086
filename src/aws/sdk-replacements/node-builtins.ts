/**
 * Takes the place of modules of Node in the bundles of the functions (`Alias` in template.yaml): `node:crypto`, `node:fs`,
 * `node:fs/promises`, `node:process` and `node:zlib`. To `import` one of those evaluates everything that it exports, and
 * so loads what no function uses: process reports, the promises of the file system, parts of Web Crypto. Here only what
 * is named is touched, and what a cold start need not have is loaded when it is called. A name that is not here is an
 * error of the build.
 */
const crypto = process.getBuiltinModule('node:crypto');
const fs = process.getBuiltinModule('node:fs');
const fsPromises = (): typeof import('node:fs/promises') => process.getBuiltinModule('node:fs/promises');

/** `node:process` */
export const { env, versions } = process;

/** `node:crypto` */
export const { createHash, createHmac, hash, randomInt, randomUUID } = crypto;
export const getRandomValues: typeof crypto.getRandomValues = (array) => crypto.getRandomValues(array);

/** `node:fs` */
export const { createReadStream, fstatSync, lstatSync } = fs;

/** What the SDK asks whether a body is one. */
export const ReadStream = { [Symbol.hasInstance]: (value: unknown) => value instanceof fs.ReadStream };

/** `node:fs/promises`, of which the SDK also takes the default */
export const readFile = ((...of: Parameters<typeof import('node:fs/promises').readFile>) =>
  fsPromises().readFile(...of)) as typeof import('node:fs/promises').readFile;
export default { readFile };

/** `node:zlib` */
export const crc32: typeof import('node:zlib').crc32 = (data, value) =>
  process.getBuiltinModule('node:zlib').crc32(data, value);
