import { expect, test } from 'vitest';
import { isFound } from '../checks/html-agreement/flaws.ts';
import { planHtmlAndCheck } from '../support/html-contract.ts';
import { randomOf } from '../support/reports/random.ts';
import { mutatePage, randomPage } from '../support/reports/random-page.ts';
import { generateReport } from '../support/reports/report-generator.ts';

test('by tags and by tree, 3,000 random pages have the same verdict', () => {
  const random = randomOf(2);
  for (let count = 0; count < 3000; count += 1) planHtmlAndCheck(randomPage(random));
});

test('so have 100 mutated reports', () => {
  const random = randomOf(3);
  const { html } = generateReport({ outputBytes: 2000 });
  for (let count = 0; count < 100; count += 1) planHtmlAndCheck(mutatePage(random, html));
});

test('the pages find a tokenizer that forgets scripts in comments in scripts', () => {
  expect(isFound('forgets that a script starts again in a comment', 5000, 1)).toBe(true);
});
