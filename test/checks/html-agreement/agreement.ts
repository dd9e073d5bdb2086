/**
 * Holds the verdict by tags against the one by parse5's tree, over random pages and mutated real ones: the two agree in
 * everything, edits included. Usage: agreement.ts [how many] [seed] [folder of reports] [folder of the sources]
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { randomOf } from '../../support/reports/random.ts';
import { mutatePage, randomPage } from '../../support/reports/random-page.ts';

const [howMany = '200000', seed = '1', reports = '../shared/reports', sources = 'src'] =
  process.argv.slice(2);
const load = (path: string): Promise<unknown> => import(pathToFileURL(resolve(sources, path)).href);
const { planHtml, planHtmlByTree } = (await load(
  'html/plan.ts',
)) as typeof import('../../../src/html/plan.ts');
const { examineByTokens } = (await load('html/examine.ts')) as typeof import('../../../src/html/examine.ts');

/** A mutated real page takes as long as a hundred random ones. */
const REAL_SHARE = 0.005;

const random = randomOf(Number(seed));
const real = globSync(join(reports, '**/profiler-report.html'))
  .sort()
  .map((path) => readFileSync(path));
const nextPage = (): Buffer => {
  const original = random() < REAL_SHARE ? real[Math.floor(random() * real.length)] : undefined;
  return original === undefined ? Buffer.from(randomPage(random)) : mutatePage(random, original);
};

/** A plan never throws: that is a disagreement, too. */
function verdictOf(plan: typeof planHtml, page: Buffer) {
  try {
    return plan(page);
  } catch (error) {
    return { kind: 'thrown', error } as const;
  }
}

let [passed, failed, byTagsAlone] = [0, 0, 0];
const kinds = new Map<string, number>();
for (let count = 0; count < Number(howMany) && failed === 0; count += 1) {
  const page = nextPage();
  const [byTags, byTree] = [verdictOf(planHtml, page), verdictOf(planHtmlByTree, page)];
  // A page that holds no beacon is silent however deep it is nested.
  const isSilentBeforeDepth =
    byTags.kind === 'silent' && byTree.kind === 'refused' && byTree.reason === 'nested-too-deep';
  const kind = byTags.kind === 'refused' ? byTags.reason : byTags.kind;
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (isSilentBeforeDepth || isDeepStrictEqual(byTags, byTree)) {
    passed += 1;
    if (byTree.kind !== 'refused' && examineByTokens(page) !== undefined) byTagsAlone += 1;
  } else {
    failed += 1;
    console.log(`page ${count}: by tags ${JSON.stringify(byTags)}, by tree ${JSON.stringify(byTree)}`);
    console.log(
      JSON.stringify(page.length > 5000 ? page.toString('latin1').slice(-1500) : page.toString('latin1')),
    );
  }
}
console.log(`${byTagsAlone} decided without the tree`);
console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
