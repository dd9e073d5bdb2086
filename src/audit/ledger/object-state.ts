/** The state that a record leaves an object in, and what that means for usage reporting. Pure. */
import { embeddedReporting, restoresSilenced } from '../record/embedded.ts';
import type { AuditRecord } from '../record/schema.ts';

/**
 * The state an object was last seen in. `would-opt-out` is a notebook that is not opted out: it was only looked at, or
 * restored; `reports-usage` is an HTML report that holds the beacon, restored ones included, or a notebook that only has
 * to be silenced: it holds one in its saved outputs.
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

/** Usage reporting when a page or a notebook is opened or run; unknown for what could not be understood. */
export type Reporting = 'yes' | 'no' | 'unknown';

/** The rewritings of one object that are on record; files do not carry that themselves. */
export class Rewritings {
  /** Hashes of what was written; most objects have none. */
  readonly #made: ReadonlyMap<AuditRecord['outcome'], ReadonlySet<string>> | undefined;

  constructor(records: readonly AuditRecord[]) {
    // A rewriting changes the bytes, so that no record found what it made itself.
    if (records.length === 1 || !records.some(({ after }) => after !== undefined)) return;
    const byOutcome = Map.groupBy(records, ({ outcome }) => outcome);
    this.#made = new Map(
      [...byOutcome].map(([outcome, own]) => [
        outcome,
        new Set(own.flatMap(({ after }) => (after === undefined ? [] : [after.sha256]))),
      ]),
    );
  }

  /** True when the bytes that the record found are those that such a rewriting made. */
  madeWhatWasFound(outcome: AuditRecord['outcome'], { before }: AuditRecord): boolean {
    return before?.sha256 !== undefined && (this.#made?.get(outcome)?.has(before.sha256) ?? false);
  }
}

/** The state after what is on record. */
export function stateAfter(record: AuditRecord, rewritings: Rewritings): ObjectState {
  switch (record.outcome) {
    case 'restored':
      return restoresSilenced(record) ? 'reports-usage' : 'would-opt-out';
    case 'would-silence':
      return 'reports-usage';
    case 'would-restore':
      return restoresSilenced(record) ? 'silenced' : 'opted-out';
    case 'silenced':
      // A notebook that was opted out before stays so.
      return rewritings.madeWhatWasFound('opted-out', record) ? 'opted-out' : 'silenced';
    case 'silent':
      return wasSilencedElsewhere(record) || rewritings.madeWhatWasFound('silenced', record)
        ? 'silenced'
        : 'silent';
    case 'already-opted-out':
      return rewritings.madeWhatWasFound('opted-out', record) ? 'opted-out' : 'already-opted-out';
    case 'opted-out':
    case 'no-setup-call':
    case 'would-opt-out':
    case 'reports-usage':
    case 'refused':
    case 'contended':
    case 'missing':
      return record.outcome;
  }
}

/** True for a page whose silencing its provenance tells; one that a browser saved was not silenced. */
const wasSilencedElsewhere = ({ html }: AuditRecord): boolean =>
  html?.generatedBeforeOptOut === true && html.savedByBrowser === undefined;

/** The state of the version that a rewriting on record found, and left behind where versions are kept. */
export function stateBefore(record: AuditRecord): ObjectState {
  if (record.outcome === 'restored') return restoresSilenced(record) ? 'silenced' : 'opted-out';
  return record.outcome === 'silenced' ? 'reports-usage' : 'would-opt-out';
}

/** The reporting of a version in this state; of one that was not understood the record says what is known. */
export function reportingOf(state: ObjectState, record: AuditRecord): Reporting {
  const { html } = record;
  switch (state) {
    case 'reports-usage':
    case 'would-opt-out':
      return 'yes';
    case 'refused':
    case 'contended':
      if (html !== undefined) return REPORTING[html.usageReporting];
      // Only what would have been rewritten can be contended.
      return state === 'contended' || embeddedReporting(record) === 'reports' ? 'yes' : 'unknown';
    case 'opted-out':
    case 'already-opted-out':
    case 'no-setup-call':
    case 'silenced':
      return reportingOfOutputs(record);
    case 'silent':
    case 'missing':
      return 'no';
  }
}

/** The reporting of a notebook that by itself reports nothing. */
const reportingOfOutputs = (record: AuditRecord): Reporting =>
  REPORTING[embeddedReporting(record) ?? 'silent'];

const SILENT_BY_THEMSELVES: readonly string[] = [
  'opted-out',
  'already-opted-out',
  'no-setup-call',
  'silenced',
  'reports-usage',
];

/** True for a notebook that reports usage, or may, only by the HTML in its saved outputs. */
export const isOnlyEmbedding = (state: ObjectState | 'gone' | 'superseded', record: AuditRecord): boolean =>
  SILENT_BY_THEMSELVES.includes(state) && embeddedReporting(record) !== undefined;

const REPORTING = { reports: 'yes', silent: 'no', unknown: 'unknown' } as const;
