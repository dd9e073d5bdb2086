/** What people read about their files: every sentence that a case of Option 1 gives is in a list, word for word. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planFile } from '../../src/training-job/plan-file.ts';
import { readCases } from '../support/cases.ts';
import { readOptionOneCases } from '../support/option-one/cases.ts';

const placeOf = (name: string): URL => new URL(`../cases/${name}`, import.meta.url);

/** A case by the name under which its sentences are listed. */
const CASES = new Map([
  ...readOptionOneCases().map(({ title, source }) => [`python: ${title}`, ['job.py', source]] as const),
  ...readCases(placeOf('option-one-documents.txt')).map(
    ({ title, cells: [source = ''] }) => [title, [`job.${title.slice(0, 4)}`, source]] as const,
  ),
]);

/** Each finding as "verdict: sentence", or "verdict (reason): sentence". */
function sentencesOf([name, source]: readonly [string, string]): string[] {
  const plan = planFile(name, Buffer.from(source));
  const verdicts = plan.kind === 'requests' ? plan.findings.map(({ verdict }) => verdict) : [plan];
  return verdicts.flatMap((verdict) => {
    const reason = 'reason' in verdict ? ` (${verdict.reason})` : '';
    return 'detail' in verdict ? [`${verdict.kind}${reason}: ${verdict.detail}`] : [];
  });
}

/** Below a heading, each sentence stands above the case that gives it. */
const LISTED = readFileSync(placeOf('option-one-sentences.txt'), 'utf8')
  .trim()
  .split('\n\n')
  .slice(1)
  .map((entry) => entry.split('\n    ') as [sentence: string, title: string]);

test.each(LISTED)('%s', (sentence, title) => {
  expect(sentencesOf(CASES.get(title) ?? ['', ''])).toContain(sentence);
});

test('no case gives a sentence that is not listed, numbers aside', () => {
  const withoutNumbers = (sentence: string) => sentence.replace(/\d+/g, 'N');
  const listed = new Set(LISTED.map(([sentence]) => withoutNumbers(sentence)));
  const unlisted = [...CASES].flatMap(([title, given]) =>
    sentencesOf(given)
      .filter((sentence) => !listed.has(withoutNumbers(sentence)))
      .map((sentence) => `${sentence}\n    ${title}`),
  );
  expect(unlisted).toEqual([]);
});
