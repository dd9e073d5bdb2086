/** What must hold when the faults have stopped and every message was delivered: bytes, properties, records. */
import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../../../src/audit/record/schema.ts';
import { readLog } from '../../../support/read-log.ts';
import type { BucketUnderTest, CurrentObject, Properties, StoredVersion } from '../s3/bucket-under-test.ts';
import type { Written } from '../s3/fault-proxy.ts';

/** One object: what it was, what it may become, and what is to be on record about either. */
export interface ObjectUnderTest {
  readonly key: string;
  readonly original: Buffer;
  readonly properties: Properties;
  /** Absent where nothing is to be written. */
  readonly rewritten?: Buffer;
  /** The one concluding record of each version. */
  readonly outcomes: { readonly original: Outcome; readonly rewritten?: Outcome };
}
type Outcome = AuditRecord['outcome'];

/** Records of what came between, not of a version's end. */
export const NOTES: readonly Outcome[] = ['contended', 'missing', 'refused'];

/** MD5, as S3's ETags of small objects. */
export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
/** SHA-256, hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** All records of a log, those made again with the others. @throws AssertionError for a record that is not valid */
export function recordsOn(lines: readonly string[]): AuditRecord[] {
  const { records, madeAgain } = readLog(lines);
  return [...records, ...madeAgain];
}

/** Looks at everything; each violated invariant is a sentence. */
export async function violationsOf(
  bucket: BucketUnderTest,
  objects: readonly ObjectUnderTest[],
  written: readonly Written[],
  records: readonly AuditRecord[],
): Promise<string[]> {
  const versions = await bucket.versions();
  const found: string[] = [];
  for (const object of objects) {
    const own = versions.filter(({ key }) => key === object.key);
    const writes = written.filter(({ key }) => key === object.key);
    found.push(
      ...wrongBytes(object, own, writes, bucket.isVersioned),
      ...wrongProperties(object, await bucket.read(object.key)),
      ...wrongRecords(object, own, records),
    );
  }
  return [...found, ...unsteadyRecords(records)];
}

/** Each state that ever was is the original or the right rewriting, and there was one rewriting at most. */
function wrongBytes(
  { key, original, rewritten }: ObjectUnderTest,
  versions: readonly StoredVersion[],
  writes: readonly Written[],
  isVersioned: boolean,
): string[] {
  const expected = rewritten === undefined ? [original] : [original, rewritten];
  const states = isVersioned ? versions : versions.slice(-1);
  const wanted = (isVersioned ? expected : expected.slice(-1)).map(md5);
  const wrongWrites = writes.filter(({ bytes }) => rewritten === undefined || !bytes.equals(rewritten));
  return [
    ...(states.map((state) => state.md5).join() === wanted.join()
      ? []
      : [`${key}: versions ${states.map((state) => state.md5)}, not ${wanted}`]),
    ...(writes.length > 1 ? [`${key}: written ${writes.length} times`] : []),
    ...wrongWrites.map(({ bytes }) => `${key}: wrong bytes were written, MD5 ${md5(bytes)}`),
  ];
}

function wrongProperties({ key, properties }: ObjectUnderTest, now: CurrentObject): string[] {
  const foreign = Object.entries(now.metadata).filter(([name]) => !name.startsWith('profiler-opt-out-'));
  const kept = { metadata: Object.fromEntries(foreign), tags: now.tags, contentType: now.contentType };
  return sorted(kept) === sorted(properties) ? [] : [`${key}: properties are ${sorted(kept)}`];
}

const sorted = ({
  metadata,
  tags,
  contentType,
}: { [Name in keyof Properties]: Properties[Name] | undefined }) =>
  JSON.stringify([contentType, Object.entries(metadata ?? {}).sort(), Object.entries(tags ?? {}).sort()]);

/** Each version has one concluding record, the right one; a record of a rewriting says what is there. */
export function wrongRecords(
  { key, original, rewritten, outcomes }: ObjectUnderTest,
  versions: readonly StoredVersion[],
  records: readonly AuditRecord[],
): string[] {
  const concluding = records.filter(({ object, outcome }) => object.key === key && !NOTES.includes(outcome));
  const pairs = [
    [original, outcomes.original],
    ...(rewritten === undefined ? [] : [[rewritten, outcomes.rewritten] as const]),
  ] as const;
  const known = pairs.map(([bytes, outcome]) => ({ outcome, sha256: sha256(bytes), md5: md5(bytes) }));
  const wrong = known.flatMap((state) => {
    const about = concluding.filter(({ before }) => before?.sha256 === state.sha256);
    const ids = new Set(about.map(({ id }) => id));
    const said = [...new Set(about.map(({ outcome }) => outcome))].join();
    const versionId = versions.find((version) => version.md5 === state.md5)?.versionId;
    const isRightVersion = about.every(({ object }) => object.versionId === versionId);
    return ids.size === 1 && said === state.outcome && isRightVersion
      ? []
      : [
          `${key}: ${ids.size} records (${said}) of the version that is to be ${state.outcome} (${versionId})`,
        ];
  });
  const strangers = concluding.filter(
    ({ before }) => !known.some((state) => state.sha256 === before?.sha256),
  );
  const end = known.at(-1);
  const endId = versions.findLast((version) => version.md5 === end?.md5)?.versionId;
  const falseClaims = concluding.filter(
    ({ after }) =>
      after !== undefined &&
      (after.sha256 !== end?.sha256 || after.etag !== end?.md5 || after.versionId !== endId),
  );
  return [
    ...wrong,
    ...strangers.map(
      ({ outcome, before }) => `${key}: ${outcome} of bytes that never were: ${before?.sha256}`,
    ),
    ...falseClaims.map(({ after }) => `${key}: a record says ${JSON.stringify(after)} was written`),
  ];
}

/** Records of a rewriting with the same id are the same, whoever made them again. */
function unsteadyRecords(records: readonly AuditRecord[]): string[] {
  const rewritings = records.filter(({ outcome }) => outcome === 'opted-out' || outcome === 'silenced');
  return [...Map.groupBy(rewritings, ({ id }) => id).values()].flatMap((same) => {
    const texts = new Set(same.map((record) => JSON.stringify(record)));
    return texts.size === 1 ? [] : [`one id, different records: ${[...texts].join(' | ')}`];
  });
}
