/**
 * Recognizes records of the usual form, of which the schema need not be asked: it takes three times as long, and most
 * records of a ledger are such. What is not recognized may be valid all the same. Pure.
 */
import type { AuditRecord } from './schema.ts';
import { base64, sha256 } from './schema-parts.ts';

/** Instants as this software writes them, on days that every year has: valid without a closer look, which takes long. */
export const PLAIN_INSTANT =
  /^[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z$/;
const BASE64 = new RegExp(base64.pattern);
const HASH = new RegExp(sha256.pattern);

/** An object as JSON gives it: nothing in it is undefined. */
type Parsed = Readonly<Record<string, unknown>>;

/**
 * True for a record of a report object that the schema allows if its `id` and `digest`, which are texts, are hashes: of a
 * notebook or page that was read, without anything in the saved outputs of the notebook.
 */
export function isUsualRecord(record: unknown): record is AuditRecord {
  if (!isObject(record)) return false;
  const { object, report, before, after, edits, html, optionOne, trigger, software } = record;
  const { schema, id, digest, recordedAt, outcome, reason, detail } = record;
  return (
    schema === 'profiler-opt-out/audit/v1' &&
    isText(id) &&
    isText(digest) &&
    isInstant(recordedAt) &&
    isObject(object) &&
    isReportObject(object) &&
    isObject(report) &&
    isReport(report) &&
    isObject(before) &&
    isState(before) &&
    isOrNone(after, isStateAfter) &&
    isOrNone(html, isHtml) &&
    isOrNone(optionOne, isOptionOne) &&
    isObject(trigger) &&
    isTrigger(trigger) &&
    isObject(software) &&
    isText(software['name']) &&
    isText(software['version']) &&
    hasNames(software, 2) &&
    isTextOrNone(detail) &&
    (outcome === 'refused' ? isText(reason) && isText(detail) : reason === undefined) &&
    isOfOutcome(record, outcome, object['kind']) &&
    (edits === undefined ||
      (isList(edits) && edits.every(object['kind'] === 'html' ? isEditOfPage : isEditOfCell))) &&
    contradictionOf(html, optionOne) === optionOne?.['contradiction'] &&
    hasNames(record, 10 + countOf(reason, detail, after, edits, html, optionOne))
  );
}

/** The rules of `schema-rules.ts` for each outcome. */
function isOfOutcome({ before, after, edits, html }: Parsed, outcome: unknown, kind: unknown): boolean {
  const isOfPage = kind === 'html';
  if (isOfPage !== (html !== undefined)) return false;
  const reporting = (html as Parsed | undefined)?.['usageReporting'];
  const isWhole = (before as Parsed)['sha256'] !== undefined;
  switch (outcome) {
    case 'opted-out':
      return !isOfPage && isWhole && after !== undefined;
    case 'would-opt-out':
      return !isOfPage && isWhole && after === undefined;
    case 'already-opted-out':
    case 'no-setup-call':
      return !isOfPage && isWhole && after === undefined && edits === undefined;
    case 'silenced':
    case 'would-silence':
      return (
        reporting === 'reports' &&
        isWhole &&
        (after !== undefined) === (outcome === 'silenced') &&
        (edits === undefined || (isList(edits) && edits.every(isRemoval)))
      );
    case 'reports-usage':
      return reporting === 'reports' && after === undefined && edits === undefined;
    case 'silent':
      return reporting === 'silent' && isWhole && after === undefined && edits === undefined;
    case 'refused':
      return after === undefined && edits === undefined;
    default:
      return false;
  }
}

const isObject = (value: unknown): value is Parsed =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);
const isInstant = (value: unknown): boolean => isText(value) && PLAIN_INSTANT.test(value);
const isHash = (value: unknown): boolean => isText(value) && HASH.test(value);
const isBase64 = (value: unknown): boolean => isText(value) && BASE64.test(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isVersion = (value: unknown): boolean => isText(value) && value !== '';

function isOrNone(value: unknown, is: (value: Parsed) => boolean): value is Parsed | undefined {
  return value === undefined || (isObject(value) && is(value));
}

/** True when there are so many names in an object: those that were looked at, and no other. */
const hasNames = (value: Parsed, count: number): boolean => Object.keys(value).length === count;

/** The number of those that are there. */
function countOf(...values: readonly unknown[]): number {
  let count = 0;
  for (const value of values) if (value !== undefined) count += 1;
  return count;
}

const isReportObject = (object: Parsed): boolean => {
  const { kind, bucket, key, versionId, isLatest, isCopy, lastModified } = object;
  return (
    (kind === 'notebook' || kind === 'html') &&
    isText(bucket) &&
    isText(key) &&
    (versionId === undefined ? isLatest === undefined : isVersion(versionId)) &&
    (isLatest === undefined || typeof isLatest === 'boolean') &&
    (isCopy === undefined || isCopy === true) &&
    isInstant(lastModified) &&
    hasNames(object, 4 + countOf(versionId, isLatest, isCopy))
  );
};

const SOURCES_OF_TIME: readonly unknown[] = ['papermill', 'rule-name', 'job-name', 'object'];

const isReport = (report: Parsed): boolean => {
  const { folder, ruleName, trainingJobName, processingJobArn, region } = report;
  return (
    isText(folder) &&
    isTextOrNone(ruleName) &&
    isTextOrNone(trainingJobName) &&
    isTextOrNone(processingJobArn) &&
    isTextOrNone(region) &&
    isInstant(report['generatedAt']) &&
    SOURCES_OF_TIME.includes(report['generatedAtSource']) &&
    hasNames(report, 3 + countOf(ruleName, trainingJobName, processingJobArn, region))
  );
};

const isState = (state: Parsed): boolean => {
  const { etag, bytes, sha256: hash } = state;
  return (
    isText(etag) &&
    isCount(bytes) &&
    (hash === undefined || isHash(hash)) &&
    hasNames(state, 2 + countOf(hash))
  );
};

const isStateAfter = (state: Parsed): boolean => {
  const { etag, bytes, sha256: hash, versionId } = state;
  return (
    isText(etag) &&
    isCount(bytes) &&
    isHash(hash) &&
    (versionId === undefined || isVersion(versionId)) &&
    hasNames(state, 3 + countOf(versionId))
  );
};

const isEditOfPage = (edit: unknown): boolean => isObject(edit) && hasNames(edit, 3) && isEdit(edit);
const isEditOfCell = (edit: unknown): boolean =>
  isObject(edit) && isCount(edit['cell']) && edit['cell'] !== 0 && hasNames(edit, 4) && isEdit(edit);
const isEdit = ({ at, removed, inserted }: Parsed): boolean =>
  isCount(at) && isBase64(removed) && isBase64(inserted);
const isRemoval = (edit: unknown): boolean => isObject(edit) && edit['inserted'] === '';

/** Of a page that no browser saved. */
const isHtml = (html: Parsed): boolean => {
  const { usageReporting, generatedBeforeOptOut: isEarlier, optedOutAt, beacon } = html;
  return (
    (usageReporting === 'reports'
      ? isEarlier === true && isOrNone(beacon, isBeacon)
      : beacon === undefined &&
        (usageReporting === 'silent'
          ? typeof isEarlier === 'boolean'
          : usageReporting === 'unknown' && isEarlier === null)) &&
    (optedOutAt === undefined || isInstant(optedOutAt)) &&
    hasNames(html, 2 + countOf(optedOutAt, beacon))
  );
};

const isBeacon = (beacon: Parsed): boolean =>
  isText(beacon['url']) && isText(beacon['processingJobArn']) && hasNames(beacon, 2);

const isOptionOne = (optionOne: Parsed): boolean => {
  const { state, trainingJobName, value, reason, contradiction } = optionOne;
  return (
    (state === 'unknown' ? isTextOrNone(reason) : isKnownState(state) && reason === undefined) &&
    isTextOrNone(trainingJobName) &&
    isTextOrNone(value) &&
    hasNames(optionOne, 1 + countOf(trainingJobName, value, reason, contradiction))
  );
};

const isKnownState = (state: unknown): boolean => state === 'in-force' || state === 'absent';

/** The contradiction that a record has to tell of. */
function contradictionOf(html: Parsed | undefined, optionOne: Parsed | undefined): string | undefined {
  const isEarlier = html?.['generatedBeforeOptOut'];
  if (optionOne?.['state'] === 'in-force' && isEarlier === true) return 'in-force-but-reports';
  return optionOne?.['state'] === 'absent' && isEarlier === false ? 'absent-but-silent' : undefined;
}

const TRIGGERS: readonly unknown[] = ['s3', 'eventbridge', 'batch-operations', 'cli'];

const isTrigger = (trigger: Parsed): boolean => {
  const { source, eventId, requestId, eventTime } = trigger;
  return (
    TRIGGERS.includes(source) &&
    isTextOrNone(eventId) &&
    isTextOrNone(requestId) &&
    (eventTime === undefined || isInstant(eventTime)) &&
    hasNames(trigger, 1 + countOf(eventId, requestId, eventTime))
  );
};
