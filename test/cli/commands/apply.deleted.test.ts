/** HTML reports that were deleted in a bucket with versions: what is left of them is on record after `apply`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';
import { startVersionedS3 } from '../../support/servers/versioned-s3.ts';

const { notebook, html } = generateReport({ outputBytes: 100 });
const silent = generateReport({ outputBytes: 100, hasBeacon: false }).html;
const LEDGER = 'profiler-opt-out-ledger.ndjson';
const keyOf = (report: string, kind: 'html' | 'ipynb' = 'html') =>
  `in/${report}/profiler-output/profiler-report.${kind}`;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(pageSize?: number) {
  const s3 = await startVersionedS3(pageSize === undefined ? {} : { pageSize });
  onTestFinished(s3.stop);
  const folder = temporaryFolder();
  let seconds = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 1, 1, 0, 0, seconds++)),
    sleep: async () => {},
    random: () => 0,
  };
  const run = (...words: string[]) => runCli(folder, [...words, '--endpoint-url', s3.url], { clock });
  const outcomesOf = async (...words: string[]) => {
    const { out, ...ran } = await run(...words, '--format', 'ndjson');
    return {
      ...ran,
      found: recordsOf(out).map(
        ({ outcome, object }) =>
          `${outcome} ${object.key.slice(3).replace('/profiler-output/profiler-report', '')} ${object.versionId} ${object.isLatest}`,
      ),
    };
  };
  const apply = (...more: string[]) => outcomesOf('apply', 's3://b/in/', ...more);
  const audit = async (...more: string[]) =>
    (await run('audit', LEDGER, '--against', 's3://b/in/', ...more)).out;
  const lines = () => readFileSync(join(folder, LEDGER), 'utf8').split('\n').length - 1;
  return { s3, run, outcomesOf, apply, audit, lines };
}

test('every version that is left is on record after apply, and the target is complete', async () => {
  const { s3, run, apply, audit, lines } = await start(2);
  // Both are there; only the notebook; neither; put anew after its deletion; deleted twice; never had a beacon.
  const live = s3.put(keyOf('a'), html);
  const notebooks = ['a', 'b', 'c'].map((report) => s3.put(keyOf(report, 'ipynb'), notebook));
  const b = [s3.put(keyOf('b'), silent), s3.put(keyOf('b'), html), s3.remove(keyOf('b'))];
  const c = [s3.put(keyOf('c'), html), s3.remove(keyOf('c'))];
  s3.remove(keyOf('c', 'ipynb'));
  const d = [s3.put(keyOf('d'), html), s3.remove(keyOf('d')), s3.put(keyOf('d'), silent)];
  const e = [
    s3.put(keyOf('e'), html),
    s3.remove(keyOf('e')),
    s3.put(keyOf('e'), html),
    s3.remove(keyOf('e')),
  ];
  const f = [s3.put(keyOf('f'), silent), s3.remove(keyOf('f'))];
  // All versions are gone, or it is no report.
  s3.remove(keyOf('g'));
  s3.put('in/notes.txt', 'x');
  s3.remove('in/notes.txt');
  const { found, exitCode, error } = await apply();
  expect([exitCode, error]).toEqual([0, expect.not.stringContaining('denied')]);
  expect(found).toEqual([
    `reports-usage a.html ${live} true`,
    `opted-out a.ipynb ${notebooks[0]} true`,
    `missing b.html ${b[2]} true`,
    `reports-usage b.html ${b[1]} false`,
    `silent b.html ${b[0]} false`,
    `opted-out b.ipynb ${notebooks[1]} true`,
    `missing c.html ${c[1]} true`,
    `reports-usage c.html ${c[0]} false`,
    `silent d.html ${d[2]} true`,
    `reports-usage d.html ${d[0]} false`,
    `missing e.html ${e[3]} true`,
    `reports-usage e.html ${e[2]} false`,
    `reports-usage e.html ${e[0]} false`,
    `missing f.html ${f[1]} true`,
    `silent f.html ${f[0]} false`,
  ]);
  const out = await audit();
  expect(out).toContain('\ncomplete: ');
  expect(out).toContain('Earlier versions that report usage');
  expect(out).toContain(`${keyOf('c')}  version ${c[0]}, of an object that was gone 2026-01-01T`);
  // The same deletion once more adds nothing; another does.
  const before = lines();
  await apply();
  expect(lines()).toBe(before + 2);
  expect((await run('scan', 's3://b/in/')).exitCode).toBe(1);
});

test('the record of a version says when its notebook was opted out, as far as that is there', async () => {
  const { s3, run } = await start();
  for (const report of ['a', 'b']) {
    s3.put(keyOf(report), html);
    s3.put(keyOf(report, 'ipynb'), notebook);
    s3.remove(keyOf(report));
  }
  s3.remove(keyOf('b', 'ipynb'));
  const { out } = await run('apply', 's3://b/in/', '--format', 'ndjson');
  const versions = recordsOf(out).filter(({ outcome }) => outcome === 'reports-usage');
  expect(versions.map(({ html: page }) => page.optedOutAt !== undefined)).toEqual([true, false]);
  for (const { report, html: page } of versions)
    expect([report.processingJobArn, page.generatedBeforeOptOut]).toEqual([
      page.beacon.processingJobArn,
      true,
    ]);
});

describe('a page that was on record before it was deleted', () => {
  test('reports usage no more, its versions do, and deleting them is what helps', async () => {
    const { s3, run, apply, audit } = await start();
    const version = s3.put(keyOf('a'), html);
    await apply();
    expect(await audit()).toContain('report usage now    1 HTML report when opened');
    s3.remove(keyOf('a'));
    expect((await apply('--html', 'silence')).found).toEqual([
      expect.stringMatching(/^missing a\.html v\d+ true$/),
      `reports-usage a.html ${version} false`,
    ]);
    const out = await audit();
    expect(out).toContain('report usage now    0 HTML reports when opened');
    expect(out).toContain('earlier versions  1 HTML report when opened');
    expect(out).not.toContain('--html silence');
    expect(out).toContain(`aws s3api delete-object --bucket b --key ${keyOf('a')} --version-id ${version}`);
    expect(out).toContain('\ncomplete: 1 version of 1 report object');
    const table = (await run('apply', 's3://b/in/', '--html', 'silence')).out;
    expect(table).toContain(
      'earlier versions hold the beacon; they are only recorded, and can be deleted in S3',
    );
    expect(table).toContain(
      '1 missing: HTML reports were deleted in a bucket that keeps their earlier versions',
    );
    s3.removeVersion(keyOf('a'), version);
    expect(await audit()).toContain('NOTHING FOUND');
  });

  test('and put anew is the current one again', async () => {
    const { s3, apply, audit } = await start();
    s3.put(keyOf('a'), html);
    s3.remove(keyOf('a'));
    await apply();
    const anew = s3.put(keyOf('a'), html);
    expect(await audit()).toContain('\nINCOMPLETE: 1 of 2 versions');
    const { found } = await apply('--html', 'silence');
    expect(found[0]).toBe(`silenced a.html ${anew} true`);
    const out = await audit();
    expect(out).toContain('\ncomplete: 3 versions');
    expect(out).toContain('report usage now    0 HTML reports when opened');
    s3.remove(keyOf('a'));
    await apply();
    expect(await audit()).toContain('\ncomplete: 3 versions');
    expect((await apply('--resume')).found).toEqual([]);
  });
});

describe('where versions were kept only for a time', () => {
  test('the version without an id is on record, too', async () => {
    const { s3, apply, audit } = await start();
    s3.status = 'Suspended';
    s3.put(keyOf('a'), silent);
    s3.put(keyOf('b'), html);
    s3.status = 'Enabled';
    s3.put(keyOf('a'), html);
    s3.remove(keyOf('a'));
    s3.remove(keyOf('b'));
    const { found } = await apply();
    expect(found).toEqual([
      'missing a.html v4 true',
      'reports-usage a.html v3 false',
      'silent a.html null false',
      'missing b.html v5 true',
      'reports-usage b.html null false',
    ]);
    expect(await audit()).toContain('\ncomplete: 3 versions of 2 report objects');
  });

  test('a deletion while they are not takes the version without an id away, and leaves the others', async () => {
    const { s3, apply, audit, lines } = await start();
    const first = s3.put(keyOf('a'), html);
    s3.status = 'Suspended';
    s3.put(keyOf('a'), silent);
    s3.remove(keyOf('a'));
    expect((await apply()).found).toEqual([
      'missing a.html null true',
      `reports-usage a.html ${first} false`,
    ]);
    expect(await audit()).toContain('\ncomplete: 1 version');
    await apply();
    expect(lines()).toBe(2);
  });
});

describe('the options of a run', () => {
  test('--since and --until go by when it was deleted', async () => {
    const { s3, apply } = await start();
    s3.put(keyOf('a'), html);
    s3.remove(keyOf('a'));
    s3.put(keyOf('b'), html);
    const { found, error } = await apply('--since', '2026-01-01T00:03:00Z');
    expect(found).toEqual([`reports-usage b.html v3 true`]);
    expect(error).toContain('left out, last modified outside of the period: 1 object');
    expect((await apply('--since', '2026-01-01T00:02:00Z', '--until', '2026-01-01T00:03:00Z')).found).toEqual(
      ['missing a.html v2 true', 'reports-usage a.html v1 false'],
    );
  });

  test('--max-objects counts it as one object, however many versions it has', async () => {
    const { s3, apply } = await start();
    for (const report of ['a', 'b', 'c']) for (const page of [html, silent]) s3.put(keyOf(report), page);
    s3.remove(keyOf('a'));
    const { found, error } = await apply('--max-objects', '2');
    expect(found.map((line) => line.slice(-12).trim())).toHaveLength(5);
    expect(error).toContain('stopped: --max-objects 2 is reached');
  });

  test('--resume leaves out what is on record as it is, and takes up a later deletion', async () => {
    const { s3, apply } = await start();
    for (const report of ['a', 'b']) {
      s3.put(keyOf(report), html);
      s3.put(keyOf(report, 'ipynb'), notebook);
    }
    s3.remove(keyOf('a'));
    await apply();
    s3.asked.length = 0;
    expect((await apply('--resume')).error).toContain('left out, on record and unchanged: 4 objects');
    expect(s3.asked).toEqual(['GET ?encoding-type=url&prefix=in%2F&versions=']);
    const deletion = s3.remove(keyOf('b'));
    const { found } = await apply('--resume');
    expect(found.filter((line) => line.includes('.html'))).toEqual([
      `missing b.html ${deletion} true`,
      'reports-usage b.html v3 false',
    ]);
    expect((await apply('--resume')).found).toEqual([]);
  });

  test('--by-content looks into the newest version that is left', async () => {
    const { s3, outcomesOf, apply, audit } = await start();
    s3.put('in/page.html', html);
    s3.put('in/page.html', html);
    await apply('--by-content');
    s3.put('in/page.html', html);
    s3.remove('in/page.html');
    s3.put('in/other.html', '<p>');
    s3.remove('in/other.html');
    expect(await audit()).toContain(
      'Run apply on it with this ledger (--ledger, --by-content), then audit again.',
    );
    expect(await outcomesOf('scan', 's3://b/in/')).toMatchObject({ found: [], exitCode: 1 });
    const { found } = await apply('--by-content');
    expect(found).toEqual([
      'missing page.html v4 true',
      'reports-usage page.html v3 false',
      'reports-usage page.html v2 false',
      'reports-usage page.html v1 false',
    ]);
    expect(await audit()).toContain('\ncomplete: ');
  });

  test('a copy that was deleted counts as a copy', async () => {
    const { s3, run, audit } = await start();
    const copy = 'in/a/profiler-output/.ipynb_checkpoints/profiler-report-checkpoint.html';
    s3.put(copy, html);
    s3.remove(copy);
    const { out } = await run('apply', 's3://b/in/', '--copies', '--html', 'silence', '--format', 'ndjson');
    expect(recordsOf(out).map(({ outcome, object }) => [outcome, object.isCopy])).toEqual([
      ['missing', true],
      ['reports-usage', true],
    ]);
    expect(await audit()).toContain('\ncomplete: 1 version');
  });
});

test('restore has nothing to put back where a page was deleted', async () => {
  const { s3, run, apply } = await start();
  s3.put(keyOf('a'), html);
  await apply('--html', 'silence');
  s3.remove(keyOf('a'));
  await apply();
  s3.asked.length = 0;
  const { error } = await run('restore', 's3://b/in/');
  expect(error).toContain('nothing to restore');
  expect(s3.asked.filter((line) => line.includes('versions'))).toEqual([]);
});

describe('requests', () => {
  const perObject = (asked: readonly string[], key: string) =>
    asked.filter((line) => line.includes(key) || line.includes(encodeURIComponent(key)));

  test('a page that is there is asked for as often as before: once, and for its versions', async () => {
    const { s3, apply } = await start();
    s3.put(keyOf('a'), html);
    await apply();
    expect(s3.asked).toEqual([
      'GET ?encoding-type=url&prefix=in%2F&versions=',
      `GET ${keyOf('a')}?x-id=GetObject`,
      `GET ?encoding-type=url&prefix=${encodeURIComponent(keyOf('a'))}&versions=`,
    ]);
  });

  test('one that was deleted is asked for once, and for its versions one by one', async () => {
    const { s3, apply } = await start();
    for (const page of [html, silent]) s3.put(keyOf('a'), page);
    s3.remove(keyOf('a'));
    await apply();
    expect(perObject(s3.asked, keyOf('a'))).toEqual([
      `GET ${keyOf('a')}?x-id=GetObject`,
      `GET ?encoding-type=url&prefix=${encodeURIComponent(keyOf('a'))}&versions=`,
      `GET ${keyOf('a')}?versionId=v2&x-id=GetObject`,
      `GET ${keyOf('a')}?versionId=v1&x-id=GetObject`,
    ]);
  });
});

test('where listing versions is denied, what is there is processed, and the rest is named', async () => {
  const { s3, apply, run } = await start();
  s3.mayListVersions = false;
  s3.put(keyOf('a', 'ipynb'), notebook);
  s3.put(keyOf('b'), html);
  s3.remove(keyOf('b'));
  const { found, exitCode, error } = await apply();
  expect([exitCode, found]).toEqual([0, ['opted-out a.ipynb v1 true']]);
  expect(error).toContain(
    'listing the versions of s3://b/in/ is denied: HTML reports that were deleted are not looked for; in a bucket with versions grant s3:ListBucketVersions\n',
  );
  s3.put(keyOf('c'), html);
  expect((await run('scan', 's3://b/in/')).error).toContain('grant s3:ListBucketVersions');
  // Only versions tell what a ledger with versions does not have.
  expect((await apply('--resume')).exitCode).toBe(3);
});
