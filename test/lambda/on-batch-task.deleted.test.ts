/** HTML reports that were deleted in a bucket with versions, as S3 Batch Operations comes upon them. */
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { wireBatchHandler } from '../../src/lambda/wiring.ts';
import { recordsOf, runCli, temporaryFolder } from '../support/cli.ts';
import { readEvent } from '../support/event-expectations.ts';
import { generateReport } from '../support/reports/report-generator.ts';
import { pointSdkAt } from '../support/servers/s3-server.ts';
import { startVersionedS3, type VersionedS3 } from '../support/servers/versioned-s3.ts';

const { notebook, html } = generateReport({ outputBytes: 100 });
const LEDGER = 's3://reports/ledger/';
const keyOf = (report: string, kind: 'html' | 'ipynb' = 'html') =>
  `in/${report}/profiler-output/profiler-report.${kind}`;

let s3: VersionedS3;
beforeEach(async () => {
  s3 = await startVersionedS3();
  onTestFinished(s3.stop);
  pointSdkAt(s3.url);
  for (const report of ['a', 'b']) {
    s3.put(keyOf(report), html);
    s3.put(keyOf(report, 'ipynb'), notebook);
  }
});

/** What a task of the event says in the end. */
async function process(event: 'schema-2.0' | 'reconciliation', key: string): Promise<string | undefined> {
  const handler = wireBatchHandler({ LEDGER_BUCKET: 'reports', LEDGER_PREFIX: 'ledger/' }, () => {});
  const { tasks, ...rest } = readEvent(`on-batch-task/${event}`) as { tasks: object[] };
  const own = tasks.map((task) => ({ ...task, s3Bucket: 'reports', s3Key: encodeURIComponent(key) }));
  const { results } = await handler({ ...rest, tasks: own }, { awsRequestId: 'r' });
  return results[0]?.resultString;
}

const run = (...words: string[]) => runCli(temporaryFolder(), [...words, '--endpoint-url', s3.url]);
const pagesOnRecord = async () =>
  recordsOf((await run('audit', LEDGER, '--format', 'ndjson')).out)
    .filter(({ object }) => object.kind === 'html')
    .map(({ outcome, object: { key, versionId, isLatest } }) => `${outcome} ${key} ${versionId} ${isLatest}`)
    .sort();
const audit = async () => (await run('audit', LEDGER, '--against', 's3://reports/in/')).out;

test('what is left is examined with the notebook; where that was deleted, too, apply examines it', async () => {
  for (const report of ['a', 'b']) s3.remove(keyOf(report));
  s3.remove(keyOf('b', 'ipynb'));
  // Only this object is there, and in the manifest.
  expect(await process('schema-2.0', keyOf('a', 'ipynb'))).toBe(
    'notebook opted-out; html missing; html reports-usage',
  );
  const reached = [`missing ${keyOf('a')} v5 true`, `reports-usage ${keyOf('a')} v1 false`];
  expect(await pagesOnRecord()).toEqual(reached);
  expect(await audit()).toContain('\nINCOMPLETE: 1 of 5 versions');
  expect((await run('apply', 's3://reports/in/', '--ledger', LEDGER)).exitCode).toBe(0);
  expect(await pagesOnRecord()).toEqual(
    [...reached, `missing ${keyOf('b')} v6 true`, `reports-usage ${keyOf('b')} v3 false`].sort(),
  );
  expect(await audit()).toContain('\ncomplete: 5 versions');
});

test('a deletion is no event that a reconciliation has to miss', async () => {
  const key = keyOf('a', 'ipynb');
  expect(await process('reconciliation', key)).toBe(
    'not on record before: notebook opted-out; html reports-usage',
  );
  await process('reconciliation', key);
  const deletion = s3.remove(keyOf('a'));
  expect(await process('reconciliation', key)).toBe(
    'notebook already-opted-out; html missing; html reports-usage',
  );
  expect(await pagesOnRecord()).toContain(`missing ${keyOf('a')} ${deletion} true`);
});
