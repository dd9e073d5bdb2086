/** The rules of `schema-rules.ts` for records of the usual form: what each outcome has, and what goes together. Pure. */
import type { AuditRecord } from '../schema.ts';

type Edits = AuditRecord['edits'];

/** True for a record that the schema allows, where the schema of the usual form allows each of its fields. */
export function followsRules(record: AuditRecord): boolean {
  const { object, outcome, reason, detail, edits, html, optionOne } = record;
  const isOfPage = object.kind === 'html';
  return (
    (object.versionId !== undefined || object.isLatest === undefined) &&
    isOfPage === (html !== undefined) &&
    (outcome === 'refused' ? reason !== undefined && detail !== undefined : reason === undefined) &&
    isOfOutcome(record) &&
    (edits === undefined || edits.every(({ cell }) => isOfPage === (cell === undefined))) &&
    (html === undefined || isPage(html)) &&
    (optionOne === undefined || optionOne.state === 'unknown' || optionOne.reason === undefined) &&
    contradictionOf(record) === optionOne?.contradiction
  );
}

function isOfOutcome({ outcome, object, before, after, edits, html }: AuditRecord): boolean {
  const isOfPage = object.kind === 'html';
  const reporting = html?.usageReporting;
  const isWhole = before?.sha256 !== undefined;
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
        areRemovals(edits)
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

const areRemovals = (edits: Edits): boolean => edits?.every(({ inserted }) => inserted === '') ?? true;

function isPage({ usageReporting, generatedBeforeOptOut, beacon }: NonNullable<AuditRecord['html']>) {
  switch (usageReporting) {
    case 'reports':
      return generatedBeforeOptOut === true;
    case 'silent':
      return generatedBeforeOptOut !== null && beacon === undefined;
    case 'unknown':
      return generatedBeforeOptOut === null && beacon === undefined;
  }
}

/** The contradiction that a record has to tell of. */
function contradictionOf({ html, optionOne }: AuditRecord): string | undefined {
  const isEarlier = html?.generatedBeforeOptOut;
  if (optionOne?.state === 'in-force' && isEarlier === true) return 'in-force-but-reports';
  return optionOne?.state === 'absent' && isEarlier === false ? 'absent-but-silent' : undefined;
}
