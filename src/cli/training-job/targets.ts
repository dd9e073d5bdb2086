/** The files that the words of `training-job` name. */
import { realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileFault } from '../../files/file-faults.ts';
import { type Walked, walkRequestFiles } from '../../files/requests/walk-request-files.ts';
import { Fault } from '../../report/fault.ts';
import { isTerraform, mayHoldRequest, NO_TERRAFORM, REQUEST_FILES } from '../../training-job/plan-file.ts';
import { UsageError } from '../option-values.ts';

/** A file to look into: its real path, the path as the words have it, and the word that names it. */
export type TargetFile =
  | {
      readonly kind: Exclude<Walked['kind'], 'fault'>;
      readonly path: string;
      readonly shown: string;
      readonly word: string;
    }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** What a word names, as it stands on the disk. */
export type NamedPlace =
  | { readonly kind: 'folder' | 'file'; readonly path: string; readonly word: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** The places in order; a name that is not there is a fault. @throws UsageError for what cannot be looked into */
export const resolveWords = (words: readonly string[], cwd: string): NamedPlace[] =>
  words.map((word) => resolveWord(word, cwd));

function resolveWord(word: string, cwd: string): NamedPlace {
  if (/^s3:/i.test(word))
    throw new UsageError(`${word}: training-job looks into files and folders; download it first`);
  if (isTerraform(word)) throw new UsageError(`${word}: ${NO_TERRAFORM}`);
  try {
    const named = resolve(cwd, word);
    const path = realpathSync(named);
    if (statSync(path).isDirectory()) return { kind: 'folder', path, word };
    if (mayHoldRequest(named) || mayHoldRequest(path)) return { kind: 'file', path, word };
  } catch (error) {
    const fault = fileFault(error, word, 'read');
    if (!(fault instanceof Fault)) throw fault;
    return { kind: 'fault', fault };
  }
  throw new UsageError(`${word}: neither a folder nor a file of a known kind (${REQUEST_FILES})`);
}

/** The files of all places in order, each once. */
export function* findFiles(places: readonly NamedPlace[]): Generator<TargetFile> {
  const seen = new Set<string>();
  for (const place of places)
    for (const found of filesOf(place)) {
      if (found.kind !== 'fault' && seen.has(found.path)) continue;
      if (found.kind !== 'fault' && places.length > 1) seen.add(found.path);
      yield found;
    }
}

function* filesOf(place: NamedPlace): Generator<TargetFile> {
  switch (place.kind) {
    case 'fault':
      yield place;
      return;
    case 'file':
      yield { kind: 'file', path: place.path, shown: place.word, word: place.word };
      return;
    case 'folder':
      for (const walked of walkRequestFiles(place.path)) yield withShownPath(walked, place);
  }
}

const withShownPath = (walked: Walked, { path, word }: { path: string; word: string }): TargetFile =>
  walked.kind === 'fault' ? walked : { ...walked, shown: join(word, relative(path, walked.path)), word };
