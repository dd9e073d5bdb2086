/** The exit codes of DESIGN's table, worst first: 3 faults or contended, 2 refused, 0 done. */
import type { Tally } from './output/results.ts';

/** What the outcomes of a run come to. */
export function exitCodeOf({ counts, faults }: Tally): 0 | 2 | 3 {
  if (faults > 0 || counts.has('contended')) return 3;
  return counts.has('refused') ? 2 : 0;
}
