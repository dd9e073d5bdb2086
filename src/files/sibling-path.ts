/** The name of a file that is written beside another before it takes its place, so that none is ever half written. */
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** A new path beside `path`. */
export const besideOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);

/** The name of the file that one of this name was to take the place of; undefined for any other name. */
export const replacedName = (name: string): string | undefined =>
  /^\.(.+)\.[0-9a-f]{12}\.tmp$/s.exec(name)?.[1];
