/** How the time of a plan grows with each thing that a hostile file can be made of. */
import { measureHtmlGrowth } from './html-plan.ts';
import { type Growth, measureNotebookGrowth } from './notebook-growth.ts';
import type { Row } from './row.ts';

/** One row for each thing. */
export async function* measureGrowth(): AsyncGenerator<Row> {
  yield* rowsOf('notebook', measureNotebookGrowth());
  yield* rowsOf('HTML', measureHtmlGrowth());
}

function* rowsOf(kind: string, growths: readonly Growth[]): Generator<Row> {
  for (const { name, exponent, ms } of growths) {
    yield {
      measured: `${kind}, ${name}: exponent of growth`,
      figure: `${exponent.toFixed(2)} (${ms.toFixed(0)} ms)`,
      goal: 'about 1',
    };
  }
}
