/** The comparison of ledgers with a target as text for people. */
import type { Comparison } from '../audit/ledger/completeness.ts';
import { showSafely } from '../text/safe-text.ts';

/** The number of versions that are listed; all are counted. */
const MAX_PRINTED_ROWS = 50;

/** The comparison of a target with the ledgers: complete or not, or nothing to compare with, and what is not on record. */
export function renderComparison(comparison: Comparison, target: string): string {
  const { objects, versions, missing, missingCount, moved, earlierNotebooks, gone } = comparison;
  const all = `${versions} versions of ${objects} report objects in ${target}`;
  const isComplete = missingCount === 0;
  const head =
    versions === 0
      ? `NOTHING FOUND: there are no report objects in ${target}; check the name`
      : isComplete
        ? `complete: ${all} are on record`
        : `INCOMPLETE: ${missingCount} of ${all} are not on record as they are now`;
  const listed = missing.slice(0, MAX_PRINTED_ROWS).map((version) => {
    const which = version.versionId === undefined ? '' : ` version ${version.versionId}`;
    return `  not on record: ${version.key}${which}, written ${version.lastModified.toISOString()}`;
  });
  const more = missingCount - listed.length;
  const notes = [
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(isComplete ? [] : ['Run apply on it with this ledger (--ledger), then audit again.']),
    ...(moved > 0
      ? [`${moved} versions were moved or copied: their contents are on record under another place`]
      : []),
    ...(earlierNotebooks > 0
      ? [
          `${earlierNotebooks} overwritten versions of notebooks were never examined; running one reports usage`,
        ]
      : []),
    ...(gone > 0 ? [`${gone} objects on record are no longer there`] : []),
  ];
  return `\n${[head, ...listed, ...notes].map((line) => `${showSafely(line)}\n`).join('')}`;
}
