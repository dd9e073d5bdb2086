/** Figures that are taken in parts add up to those of the whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttentionKind, MAX_LISTED } from '../../../../src/audit/ledger/attention.ts';
import { type FiguresPart, LedgerFigures } from '../../../../src/audit/ledger/figures/ledger-figures.ts';
import type { LedgerRecord } from '../../../../src/audit/record/schema.ts';
import { ALL } from '../../../support/audit/attention.ts';
import { allHistoriesIn, day } from '../../../support/histories.ts';
import { recordsOfJobs } from '../../../support/job-records.ts';
import { keyOf, recordOf } from '../../../support/records.ts';
import { recordsOfRuns } from '../../../support/run-records.ts';

type Histories = Awaited<ReturnType<typeof allHistoriesIn>>;

const figuresOf = (histories: Histories, listed?: ReadonlyMap<AttentionKind, number>): LedgerFigures => {
  const figures = new LedgerFigures(listed);
  for (const history of histories) figures.add(history);
  return figures;
};

/** Everything that comes out, with the order of names in it. */
const textOf = (figures: LedgerFigures): string =>
  JSON.stringify([figures.summary(), figures.needsAttention()]);

/** Parts as other threads send them, some of them empty. */
function inParts(histories: Histories, cuts: readonly number[]): LedgerFigures {
  const figures = new LedgerFigures();
  const places = [0, ...cuts.map((cut) => cut % (histories.length + 1)), histories.length];
  places.sort((a, b) => a - b);
  for (const [index, begin] of places.slice(0, -1).entries())
    figures.addPart(structuredClone(figuresOf(histories.slice(begin, places[index + 1])).part()));
  return figures;
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });

test('parts of real records add up to the whole', async () => {
  const records: LedgerRecord[] = [...ALL, ...(await recordsOfRuns()), ...recordsOfJobs];
  const histories = await allHistoriesIn(records);
  fc.assert(
    fc.property(cuts, (places) => {
      expect(textOf(inParts(histories, places))).toBe(textOf(figuresOf(histories)));
    }),
  );
});

/** Folders within folders, and names that begin as others do. */
const segments = fc.array(fc.constantFrom('a/', 'b/', 'ab/'), { maxLength: 3 });
const object = fc.record({
  bucket: fc.constantFrom('b1', 'b2', 'b3'),
  folder: segments.map((names) => names.join('')),
  below: segments.map((names) => names.join('')),
  name: fc.constantFrom('x.ipynb', 'y.html'),
  at: fc.integer({ min: 1, max: 9 }),
});

/** Such as an older record may have it: of a file in a folder below that of its report. */
const recordsIn = (objects: readonly (typeof object extends fc.Arbitrary<infer O> ? O : never)[]) =>
  objects.map(({ bucket, folder, below, name, at }) => {
    const outcome = name === 'x.ipynb' ? 'would-opt-out' : 'reports-usage';
    const record = recordOf({ bucket, key: folder + below + name, outcome, at: day(at) });
    return { ...record, report: { ...record.report, folder } };
  });

test('parts of any objects add up to the whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 30 }), cuts, async (objects, places) => {
      const histories = await allHistoriesIn(recordsIn(objects));
      expect(textOf(inParts(histories, places))).toBe(textOf(figuresOf(histories)));
    }),
    { numRuns: 300 },
  );
});

test('a part lists no more of a group than others have left', async () => {
  const many = Array.from({ length: MAX_LISTED + 10 }, (_, index) =>
    recordOf({ outcome: 'would-opt-out', key: keyOf(`job-${index}`) }),
  );
  const histories = await allHistoriesIn(many);
  const [first, second] = [histories.slice(0, 200), histories.slice(200)];
  const part: FiguresPart = figuresOf(second, new Map([['notebooks', 200]])).part();
  expect(part.attention.map(({ count, entries }) => [count, entries.length])).toEqual([[60, 50]]);
  const figures = new LedgerFigures();
  figures.addPart(figuresOf(first).part());
  figures.addPart(part);
  expect(textOf(figures)).toBe(textOf(figuresOf(histories)));
});
