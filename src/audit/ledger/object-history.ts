/** All records about one object together: the state it was last seen in, and what its versions hold. Pure. */
import { defined } from '../../text/defined.ts';
import { versionOf } from '../record/render-record.ts';
import type { AuditRecord } from '../record/schema.ts';

/** Every record about one key, each once, in order of time: what a sorted ledger yields. */
export interface ObjectHistory {
  readonly bucket: string;
  readonly key: string;
  readonly records: readonly [AuditRecord, ...AuditRecord[]];
}

/**
 * The state an object was last seen in. `would-opt-out` is a notebook that is not opted out: it was only looked at, or
 * restored; `reports-usage` is an HTML report that holds the beacon, restored ones included.
 */
export type ObjectState =
  | 'opted-out'
  | 'already-opted-out'
  | 'no-setup-call'
  | 'would-opt-out'
  | 'reports-usage'
  | 'silenced'
  | 'silent'
  | 'refused'
  | 'contended'
  | 'missing';

/** The state of one object, and figures of its versions. Days are UTC, such as `2026-01-31`. */
export interface ObjectSummary {
  readonly kind: 'notebook' | 'html';
  readonly isCopy: boolean;
  readonly folder: string;
  readonly trainingJobName?: string;
  readonly state: ObjectState;
  /** The record that says so. */
  readonly last: AuditRecord;
  /** The current version of an HTML report holds the beacon: also one that is refused, or could not be silenced. */
  readonly isReporting: boolean;
  /** Versions that hold the beacon and are no longer the current one. */
  readonly earlierVersionsReporting: number;
  /** When its versions were generated that held the beacon then; one day a version. */
  readonly generated: readonly string[];
  readonly optedOut: readonly string[];
  readonly silenced: readonly string[];
  /** Versions whose Option 1 does not go with what they hold. */
  readonly contradictions: number;
  /** The records that a person has to look at: the refusal or contention that still stands, and the contradictions. */
  readonly needsAttention: readonly AuditRecord[];
}

/** The summary of the records of one object. */
export function summarizeHistory({ records }: ObjectHistory): ObjectSummary {
  const [first] = records;
  const last = lastOfCurrent(records) ?? newestOf(records);
  const { trainingJobName, folder } = first.report;
  const pages = records.filter(isOfPage);
  const reporting = versionsOf(pages.filter(({ html }) => html.usageReporting === 'reports'));
  const current = last.after?.versionId ?? last.object.versionId;
  const earlier = reporting.filter(
    ({ object }) => object.versionId !== undefined && object.versionId !== current,
  );
  const contradictions = versionsOf(
    records.filter(({ optionOne }) => optionOne?.contradiction !== undefined),
  );
  const isUnsettled = last.outcome === 'refused' || last.outcome === 'contended';
  return {
    kind: first.object.kind,
    isCopy: first.object.isCopy ?? false,
    folder,
    ...defined({ trainingJobName }),
    state: stateOf(last, records),
    last,
    isReporting: holdsBeacon(last),
    earlierVersionsReporting: earlier.length,
    generated: [...reporting, ...silencedElsewhere(pages)]
      .map(({ report }) => dayOf(report.generatedAt))
      .sort(),
    optedOut: daysOf(records, 'opted-out'),
    silenced: daysOf(records, 'silenced'),
    contradictions: contradictions.length,
    needsAttention:
      isUnsettled && !contradictions.includes(last) ? [last, ...contradictions] : contradictions,
  };
}

/**
 * The last record that says what the object was then. Earlier versions may be looked at later; and when a version was
 * written says less, since S3 knows only the second.
 */
export const lastOfCurrent = (records: readonly AuditRecord[]): AuditRecord | undefined =>
  records.findLast(({ object }) => object.isLatest !== false);

/** The record of the version written last, where the current one was never seen. */
const newestOf = (records: ObjectHistory['records']): AuditRecord =>
  records.reduce((newest, record) => (writtenAt(record) >= writtenAt(newest) ? record : newest));

const writtenAt = ({ object, recordedAt }: AuditRecord): string => object.lastModified ?? recordedAt;

/** True when the page holds the beacon after what is on record. */
function holdsBeacon({ outcome, html, object }: AuditRecord): boolean {
  if (outcome === 'restored') return object.kind === 'html';
  return html?.usageReporting === 'reports' && outcome !== 'silenced';
}

function stateOf(last: AuditRecord, records: readonly AuditRecord[]): ObjectState {
  const isHtml = last.object.kind === 'html';
  switch (last.outcome) {
    case 'restored':
      return isHtml ? 'reports-usage' : 'would-opt-out';
    case 'would-silence':
      return 'reports-usage';
    case 'would-restore':
      return isHtml ? 'silenced' : 'opted-out';
    case 'silent':
      return last.html?.generatedBeforeOptOut || wasMadeBy('silenced', last, records) ? 'silenced' : 'silent';
    case 'already-opted-out':
      return wasMadeBy('opted-out', last, records) ? 'opted-out' : 'already-opted-out';
    case 'opted-out':
    case 'no-setup-call':
    case 'would-opt-out':
    case 'reports-usage':
    case 'silenced':
    case 'refused':
    case 'contended':
    case 'missing':
      return last.outcome;
  }
}

/** True when the bytes found are those that a rewriting on record made; files do not carry that themselves. */
const wasMadeBy = (
  rewriting: AuditRecord['outcome'],
  { before }: AuditRecord,
  records: readonly AuditRecord[],
): boolean => records.some(({ outcome, after }) => outcome === rewriting && after?.sha256 === before?.sha256);

/** A valid record with evidence of a page also has the time of its generation. */
type PageRecord = AuditRecord & {
  readonly html: NonNullable<AuditRecord['html']>;
  readonly report: { readonly generatedAt: string };
};

const isOfPage = (record: AuditRecord): record is PageRecord => record.html !== undefined;

/** One record of each version, the first one. */
function versionsOf<Kept extends AuditRecord>(records: readonly Kept[]): readonly Kept[] {
  if (records.length < 2) return records;
  const versions = new Map<string, Kept>();
  for (const record of records) {
    const version = versionOf(record);
    if (!versions.has(version)) versions.set(version, record);
  }
  return [...versions.values()];
}

/** Pages that were silenced without a record here of it: they held the beacon all the same. */
function silencedElsewhere(records: readonly PageRecord[]): readonly PageRecord[] {
  if (records.some(({ outcome }) => outcome === 'silenced')) return [];
  const silenced = records.filter(
    ({ html }) => html.usageReporting === 'silent' && html.generatedBeforeOptOut === true,
  );
  return versionsOf(silenced);
}

const daysOf = (records: readonly AuditRecord[], outcome: AuditRecord['outcome']): string[] =>
  versionsOf(records.filter((record) => record.outcome === outcome)).map(({ recordedAt }) =>
    dayOf(recordedAt),
  );

const dayOf = (instant: string): string => instant.slice(0, 10);
