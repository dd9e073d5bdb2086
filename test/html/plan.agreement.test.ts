import { test } from 'vitest';
import { planHtmlAndCheck } from '../support/html-contract.ts';
import { randomOf } from '../support/reports/random.ts';
import { mutatePage, randomPage } from '../support/reports/random-page.ts';
import { generateReport } from '../support/reports/report-generator.ts';

test.each([1, 2, 3, 4, 5, 6])(
  'by tags and by tree, 500 random pages have the same verdict: seed %i',
  (seed) => {
    const random = randomOf(seed);
    for (let count = 0; count < 500; count += 1) planHtmlAndCheck(randomPage(random));
  },
);

test('so have 100 mutated reports', () => {
  const random = randomOf(7);
  const { html } = generateReport({ outputBytes: 2000 });
  for (let count = 0; count < 100; count += 1) planHtmlAndCheck(mutatePage(random, html));
});
