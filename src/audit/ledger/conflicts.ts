/** Records that cannot both be true: of one examination, with different facts. Pure. */
import { canonicalJson } from '../../text/canonical-json.ts';
import { ledgerKey } from '../record/ledger.ts';
import { hasVersion } from '../record/render-record.ts';
import type { AuditRecord } from '../record/schema.ts';
import type { PlacedReportRecord } from './read-records.ts';

/** Records of one examination, of which at most one can be true. */
export interface Conflict {
  readonly places: readonly string[];
  /** The first fact that they disagree on, such as `after`. */
  readonly fact: string;
}

/**
 * The conflicts in the records of one object, and the records that are in none. The same examination may be on record
 * more than once, by several processes: with another time, trigger, software, reason, or look-up of Option 1, with what
 * its notebook told, or with less read. What is recorded of the bytes has to agree.
 */
export function findConflicts<Placed extends PlacedReportRecord>(
  records: readonly Placed[],
): { readonly conflicts: readonly Conflict[]; readonly believed: readonly Placed[] } {
  const conflicts: Conflict[] = [];
  const disputed = new Set<Placed>();
  for (const examination of Map.groupBy(records, ({ record }) => examinationOf(record)).values()) {
    const fact = examination.length === 1 ? undefined : disputedFact(examination);
    if (fact === undefined) continue;
    conflicts.push({ places: examination.map(({ place }) => place), fact });
    for (const each of examination) disputed.add(each);
  }
  return { conflicts, believed: records.filter((each) => !disputed.has(each)) };
}

/** Where no versions are kept, the same can be found or done again at another time. */
const examinationOf = (record: AuditRecord): string => (hasVersion(record) ? record.id : ledgerKey(record));

/** Each is compared with all that came before: one may lack a fact that two others disagree on. */
function disputedFact(examination: readonly PlacedReportRecord[]): string | undefined {
  const known = new Map<string, string>();
  for (const { record } of examination)
    for (const [name, value] of Object.entries(factsOf(record))) {
      if (value === undefined) continue;
      const text = canonicalJson(value);
      if ((known.get(name) ?? text) !== text) return name;
      known.set(name, text);
    }
  return undefined;
}

/** The facts on which records of one examination agree, as far as they have them. */
function factsOf(record: AuditRecord): Readonly<Record<string, unknown>> {
  const { outcome, object, report, before, after, edits, html } = record;
  const { kind, isCopy, lastModified } = object;
  const isVersion = hasVersion(record);
  // A refusal says what could not be found out, and later more may be.
  const isKnown = outcome !== 'refused';
  return {
    'object.isCopy': isCopy ?? false,
    'object.lastModified': lastModified,
    'report.folder': report.folder,
    'report.ruleName': report.ruleName,
    'report.trainingJobName': report.trainingJobName,
    'report.processingJobArn': kind === 'notebook' ? report.processingJobArn : undefined,
    [`report.generatedAt (${report.generatedAtSource})`]: isOfNotebook(record)
      ? undefined
      : report.generatedAt,
    'before.bytes': before?.bytes,
    'before.sha256': before?.sha256,
    // Writing the same bytes again may give another one.
    'before.etag': isVersion ? before?.etag : undefined,
    'after.bytes': after?.bytes,
    'after.sha256': after?.sha256,
    'after.etag': isVersion ? after?.etag : undefined,
    'after.versionId': isVersion ? after?.versionId : undefined,
    edits,
    'html.usageReporting': isKnown ? html?.usageReporting : undefined,
    'html.generatedBeforeOptOut': isKnown ? html?.generatedBeforeOptOut : undefined,
    'html.beacon': html?.beacon,
  };
}

/** The time that a page has from its notebook, which may have become another one. */
const isOfNotebook = ({ object, report }: AuditRecord): boolean =>
  object.kind === 'html' && report.generatedAtSource === 'papermill';
