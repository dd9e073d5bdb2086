/** All records about one object together: the state it was last seen in, and what its versions hold. Pure. */
import { defined } from '../../text/defined.ts';
import { embeddedReporting } from '../record/embedded.ts';
import { versionOf } from '../record/render-record.ts';
import type { AuditRecord } from '../record/schema.ts';
import { type ObjectState, type Reporting, Rewritings, reportingOf, stateAfter } from './object-state.ts';
import { entriesOf, isEarlier, type VersionEntry } from './version-entries.ts';

/** Every record about one key, each once, in order of time: what a sorted ledger yields. */
export interface ObjectHistory {
  readonly bucket: string;
  readonly key: string;
  readonly records: readonly [AuditRecord, ...AuditRecord[]];
}

/** The state of one object, and figures of its versions. Days are UTC, such as `2026-01-31`. */
export interface ObjectSummary {
  readonly kind: 'notebook' | 'html';
  readonly isCopy: boolean;
  readonly folder: string;
  readonly trainingJobName?: string;
  readonly state: ObjectState;
  /** The record that says so. */
  readonly last: AuditRecord;
  /** The current version reports usage: an HTML report when it is opened, a notebook when it is run, or opened with such a page in it. */
  readonly reporting: Reporting;
  /** The current version is a notebook that holds the beacon in its saved outputs. */
  readonly isEmbedding: boolean;
  /** Versions that report usage and are no longer the current one. */
  readonly earlierVersionsReporting: number;
  /** All versions on record, and what superseded them. */
  readonly entries: readonly VersionEntry[];
  /** When its versions were generated that held the beacon then; one day a version. */
  readonly generated: readonly string[];
  readonly optedOut: readonly string[];
  readonly silenced: readonly string[];
  /** Versions whose Option 1 does not go with what they hold. */
  readonly contradictions: readonly AuditRecord[];
}

/** The summary of the records of one object. */
export function summarizeHistory({ records }: ObjectHistory): ObjectSummary {
  const [first] = records;
  const last = lastOfCurrent(records) ?? newestOf(records);
  const { trainingJobName, folder } = first.report;
  const pages = records.filter(isOfPage);
  const reporting = versionsOf(pages.filter(({ html }) => html.usageReporting === 'reports'));
  const rewritings = new Rewritings(records);
  const entries = entriesOf(records, last, rewritings);
  const state = stateAfter(last, rewritings);
  return {
    kind: first.object.kind,
    isCopy: first.object.isCopy ?? false,
    folder,
    ...defined({ trainingJobName }),
    state,
    last,
    reporting: isEarlier(last) ? 'no' : reportingOf(state, last),
    isEmbedding: embeddedReporting(last) === 'reports',
    earlierVersionsReporting: entries.filter(({ isCurrent, reporting }) => !isCurrent && reporting === 'yes')
      .length,
    entries,
    generated: [...reporting, ...silencedElsewhere(pages)].map(dayGenerated).sort(),
    optedOut: daysOf(records, 'opted-out'),
    silenced: daysOf(records, 'silenced'),
    contradictions: versionsOf(records.filter(isContradictory)),
  };
}

/**
 * The last record that says what the object was then. Earlier versions may be looked at later; and when a version was
 * written says less, since S3 knows only the second.
 */
export const lastOfCurrent = (records: readonly AuditRecord[]): AuditRecord | undefined =>
  records.findLast((record) => !isEarlier(record));

/** The record of the version written last, where the current one was never seen. */
const newestOf = (records: ObjectHistory['records']): AuditRecord =>
  records.reduce((newest, record) => (writtenAt(record) >= writtenAt(newest) ? record : newest));

const writtenAt = ({ object, recordedAt }: AuditRecord): string => object.lastModified ?? recordedAt;

const isContradictory = ({ optionOne }: AuditRecord): boolean => optionOne?.contradiction !== undefined;

type PageRecord = AuditRecord & {
  readonly html: NonNullable<AuditRecord['html']>;
  readonly report: { readonly generatedAt: string };
};

/** True for a record that tells about the page of an HTML report; a valid one has the time of its generation. */
export const isOfPage = (record: AuditRecord): record is PageRecord => record.html !== undefined;

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

/** The day on which the version of an HTML report was generated. */
export const dayGenerated = ({ report }: PageRecord): string => dayOf(report.generatedAt);

const dayOf = (instant: string): string => instant.slice(0, 10);
