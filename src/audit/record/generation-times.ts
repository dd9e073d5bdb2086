/** The times of a record at which its report may have been generated, besides the one that it names. Pure. */
import { areClose, type Generation, generationsOf } from '../../report/findings/generation.ts';
import type { AuditRecord } from './schema.ts';

/**
 * The sources that disagree by more than a day with the time that the record has: names, and when the object was
 * written. A copied catalogue has new objects; long training ends days after its names were made.
 */
export function disagreeingGenerations({ report, object }: AuditRecord): Generation[] {
  const { generatedAt, generatedAtSource } = report;
  if (generatedAt === undefined || object.lastModified === undefined) return [];
  const facts = { ...report, objectTime: new Date(object.lastModified) };
  return generationsOf(facts).filter(
    ({ at, source }) => source !== generatedAtSource && !areClose(at, new Date(generatedAt)),
  );
}
