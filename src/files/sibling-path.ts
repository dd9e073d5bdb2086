/** Names of files that are written beside another before they take its place, so that none is ever half written. */
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** A new path beside `path`. */
export const siblingPath = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);

/** The name of the file whose place a file of this name was to take; undefined for any other name. */
export const replacedName = (name: string): string | undefined =>
  /^\.(.+)\.[0-9a-f]{12}\.tmp$/s.exec(name)?.[1];
