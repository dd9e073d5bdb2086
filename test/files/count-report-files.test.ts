import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countReportFiles } from '../../src/files/count-report-files.ts';
import { walkFiles } from '../../src/files/walk.ts';
import { temporaryFolder } from '../support/cli.ts';

const goesOn = new AbortController().signal;

test('as many are counted as a walk finds, in however many folders', async () => {
  const files = Array.from({ length: 120 }, (_, index) => [
    `in/${index}/profiler-output/profiler-report.${index % 2 === 0 ? 'ipynb' : 'html'}`,
    `in/${index}/notes.txt`,
  ]).flat();
  const copy = 'in/1/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.html';
  const folder = temporaryFolder(Object.fromEntries([...files, copy].map((path) => [path, ''])));
  const walked: string[] = [];
  for await (const { key } of walkFiles({ start: join(folder, 'in'), base: folder })) walked.push(key);
  expect(await countReportFiles({ start: join(folder, 'in'), base: folder }, goesOn)).toBe(walked.length);
  expect(walked).toHaveLength(121);
});

test('a folder that is not there holds nothing', async () => {
  expect(await countReportFiles({ start: join(temporaryFolder(), 'none'), base: undefined }, goesOn)).toBe(0);
});

test('an end of the run ends the counting', async () => {
  const isOver = new AbortController();
  isOver.abort();
  expect(
    await countReportFiles({ start: temporaryFolder(), base: undefined }, isOver.signal),
  ).toBeUndefined();
});
