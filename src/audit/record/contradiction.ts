/** The rules between the fields of a valid record that JSON Schema cannot say: lengths, places, names and hashes. Pure. */
import { pathAbove } from '../../report/key.ts';
import { hasSegment } from '../../text/path-segments.ts';
import { isOfTrainingJob } from './record-kind.ts';
import type { AuditRecord, LedgerRecord, TrainingJobRecord } from './schema.ts';

/** A sentence on the first contradiction in a record that its schema allows; undefined when there is none. */
export const findContradiction = (record: LedgerRecord): string | undefined =>
  isOfTrainingJob(record)
    ? inTrainingJob(record)
    : (inFolder(record) ?? inJob(record) ?? inStates(record) ?? inEdits(record));

/** In older ARNs names are in lower case. */
function inTrainingJob({
  object: { arn, name },
  reason,
  trainingJob,
}: TrainingJobRecord): string | undefined {
  if (!arn.toLowerCase().endsWith(`:training-job/${name.toLowerCase()}`))
    return 'its ARN is not that of its name';
  const isTuned = trainingJob?.tuningJobArn !== undefined;
  return reason !== undefined && isTuned !== (reason === 'tuning-job')
    ? 'its reason does not go with its tuning job'
    : undefined;
}

function inFolder({ object: { bucket, key }, report: { folder, ruleName, trainingJobName } }: AuditRecord) {
  if (!key.startsWith(folder) || (folder !== '' && !folder.endsWith('/')))
    return 'its key is not in its folder';
  // Of files the folders above count, too: a report may lie right in the folder of its ledger.
  for (const name of [ruleName, trainingJobName])
    if (name !== undefined && !hasSegment(folder, name) && !hasSegment(pathAbove(bucket), name))
      return `its folder does not hold ${name}`;
  return undefined;
}

/** A beacon names the job and the region of its own report. */
function inJob({ outcome, html, report: { processingJobArn, region } }: AuditRecord): string | undefined {
  const regionOfJob = processingJobArn?.split(':')[3] || undefined;
  if (regionOfJob !== undefined && regionOfJob !== region)
    return 'its region is not that of its processing job';
  const { beacon } = html ?? {};
  const isOther = beacon !== undefined && beacon.processingJobArn !== processingJobArn;
  return isOther && outcome !== 'refused' ? 'its processing job is not that of its beacon' : undefined;
}

/** In a folder the ETag is the SHA-256 of the bytes, and there are no versions. */
function inStates({ outcome, object, before, after }: AuditRecord): string | undefined {
  const states = [before, after].filter((state) => state !== undefined);
  if (object.bucket.startsWith('file:')) {
    if (states.some(({ etag, sha256 }) => sha256 !== undefined && etag !== sha256))
      return 'its ETag is not the hash of its bytes';
    if (object.versionId !== undefined || after?.versionId !== undefined) return 'files have no versions';
  }
  if (after === undefined) return undefined;
  if (after.sha256 === before?.sha256) return 'its bytes are the same before and after';
  const isOwnVersion = after.versionId === object.versionId && object.versionId !== 'null';
  return isOwnVersion && object.versionId !== undefined && outcome !== 'restored'
    ? 'the version written is the version examined'
    : undefined;
}

/** Edits come in order, do not overlap, lie in the bytes before, and make the length after. */
function inEdits({ before, after, edits }: AuditRecord): string | undefined {
  if (edits === undefined || before === undefined) return undefined;
  let [end, length] = [0, before.bytes];
  for (const { at, removed, inserted } of edits) {
    if (at < end) return 'its edits overlap or are not in order';
    end = at + bytesIn(removed);
    length += bytesIn(inserted) - bytesIn(removed);
  }
  if (end > before.bytes) return 'its edits go beyond its bytes';
  return after !== undefined && after.bytes !== length ? 'its edits do not make the length after' : undefined;
}

const bytesIn = (base64: string): number => Buffer.byteLength(base64, 'base64');
