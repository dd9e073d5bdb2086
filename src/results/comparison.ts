/** The comparison of ledgers with a target as text for people. */
import type { Comparison } from '../audit/ledger/completeness.ts';
import { showSafely } from '../text/safe-text.ts';
import { quantity } from './quantity.ts';

/** The number of versions, and of what cannot be read, that are listed; all are counted. */
const MAX_PRINTED_ROWS = 50;

/**
 * The comparison of a target with the ledgers: complete or not, or nothing to compare with, and what is not on record.
 * Never complete when not all is known of what was said before.
 */
export function renderComparison(comparison: Comparison, target: string, isAllKnown = true): string {
  const { missing, missingCount, unreadable, unreadableCount } = comparison;
  const listed = missing.map((version) => {
    const which = version.versionId === undefined ? '' : ` version ${version.versionId}`;
    return `  not on record: ${version.key}${which}, written ${version.lastModified.toISOString()}`;
  });
  // Under these names only its content tells that it is a report.
  const options = missing.some(({ isOptional }) => isOptional) ? '--ledger, --by-content' : '--ledger';
  const lines = [
    describe(comparison, target, isAllKnown),
    ...firstOf(listed, missingCount),
    ...(missingCount > 0 ? [`Run apply on it with this ledger (${options}), then audit again.`] : []),
    ...(unreadableCount === 0
      ? []
      : [
          `${quantity(unreadableCount, 'entry', 'entries')} could not be read, and may not be on record as they are:`,
          ...firstOf(
            unreadable.map((message) => `  ${message}`),
            unreadableCount,
          ),
        ]),
    ...notesOn(comparison),
  ];
  return `\n${lines.map((line) => `${showSafely(line)}\n`).join('')}`;
}

function describe(
  { objects, versions, missingCount, unreadableCount }: Comparison,
  target: string,
  isAllKnown: boolean,
): string {
  const all = `${quantity(versions, 'version')} of ${quantity(objects, 'report object')} in ${target}`;
  if (missingCount > 0)
    return `INCOMPLETE: ${missingCount} of ${all} ${missingCount === 1 ? 'is' : 'are'} not on record as ${missingCount === 1 ? 'it is' : 'they are'} now`;
  if (unreadableCount > 0)
    return `NOT KNOWN: a part of ${target} could not be read; ${quantity(versions, 'version')} of ${quantity(objects, 'report object')} that could be ${versions === 1 ? 'is' : 'are'} on record`;
  if (versions === 0) return `NOTHING FOUND: there are no report objects in ${target}; check the name`;
  const onRecord = `${all} ${versions === 1 ? 'is' : 'are'} on record`;
  return isAllKnown
    ? `complete: ${onRecord}`
    : `INCOMPLETE: ${onRecord}, but not all is known of the jobs, see above`;
}

const firstOf = (lines: readonly string[], count: number): string[] => {
  const listed = lines.slice(0, MAX_PRINTED_ROWS);
  return count > listed.length ? [...listed, `  and ${count - listed.length} more`] : listed;
};

const notesOn = ({ moved, earlierNotebooks, gone, unreadableCount }: Comparison): string[] => [
  ...(moved > 0
    ? [
        `${quantity(moved, 'version was', 'versions were')} moved or copied: ${moved === 1 ? 'its' : 'their'} contents are on record under another place`,
      ]
    : []),
  ...(earlierNotebooks > 0
    ? [
        `${quantity(earlierNotebooks, 'overwritten version of a notebook was', 'overwritten versions of notebooks were')} never examined; running one reports usage`,
      ]
    : []),
  ...(gone > 0
    ? [
        `${quantity(gone, 'object')} on record ${gone === 1 ? 'is' : 'are'} no longer there${unreadableCount > 0 ? ', or where nothing could be read' : ''}`,
      ]
    : []),
];
