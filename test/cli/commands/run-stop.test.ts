/** A run ends when going on is of no use: nothing is touched without a ledger, nothing is asked that cannot answer. */
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MARKER_KEY } from '../../../src/aws/ledger/ledger-marker.ts';
import { systemClock } from '../../../src/aws/system-clock.ts';
import type { Io } from '../../../src/cli/io.ts';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf } from '../../support/reports/report-files.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { startLoopbackServer } from '../../support/servers/loopback-server.ts';
import { type Oddities, type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const BIN = new URL('../../../src/cli/bin.ts', import.meta.url).pathname;
const LEDGER = 'profiler-opt-out-ledger.ndjson';
const { notebook } = generateReport({ outputBytes: 100 });
const keyOf = (name: number) => `in/${name}/profiler-output/profiler-report.ipynb`;
const isRecord = (key: string) => key.endsWith('.json');

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(reports: number, oddities: Oddities, others: Readonly<Record<string, string>> = {}) {
  const objects = new Map<string, OddObject>(
    Array.from({ length: reports }, (_, index) => [keyOf(100 + index), { body: notebook.toString() }]),
  );
  for (const [key, body] of Object.entries(others)) objects.set(key, { body });
  const server = await startOddS3(objects, { tagging: [501, ''], ...oddities });
  onTestFinished(server.stop);
  const words = ['apply', 's3://b/in/', '--format', 'ndjson', '--endpoint-url', server.url];
  const apply = (...more: string[]) => runCli('/', [...words, '--ledger', 's3://b/ledger', ...more]);
  const rewritten = () => [...objects.values()].filter(({ body }) => body.includes('opt_out=True')).length;
  return { ...server, apply, rewritten };
}

describe('a ledger in S3', () => {
  test('that cannot be written is told once, before any report is touched', async () => {
    const { apply, asked } = await start(20, {
      put: (key) => (key.startsWith('ledger/') ? [403, 'AccessDenied'] : undefined),
    });
    expect(await apply()).toEqual({
      exitCode: 3,
      out: '',
      error:
        'profiler-opt-out: cannot write to the ledger s3://b/ledger/: access denied: grant s3:PutObject on the ledger\n',
    });
    expect(asked).toEqual([`PUT ledger/${MARKER_KEY}?x-id=PutObject`]);
  });

  test('is marked once, and its marker is no record', async () => {
    const { apply, objects, url } = await start(2, {});
    expect((await apply()).exitCode).toBe(0);
    expect((await apply()).exitCode).toBe(0);
    const marker = objects.get(`ledger/${MARKER_KEY}`)?.body ?? '';
    expect(JSON.parse(marker)).toEqual({ ledger: 'profiler-opt-out', records: 'profiler-opt-out/audit/v1' });
    const audit = await runCli('/', ['audit', 's3://b/ledger', '--format', 'ndjson', '--endpoint-url', url]);
    expect([audit.exitCode, recordsOf(audit.out).length]).toEqual([0, 4]);
  });

  test('of another product is told, before any report is touched', async () => {
    const { apply, rewritten } = await start(2, {}, { [`ledger/${MARKER_KEY}`]: '{"records":"other/v7"}' });
    expect(await apply()).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(
        /is not of a ledger with records profiler-opt-out\/audit\/v1: name another/,
      ),
    });
    expect(rewritten()).toBe(0);
  });

  test('that fails under way stops the run after what is in progress, with one message', async () => {
    const { apply, rewritten } = await start(60, {
      put: (key, number) => (isRecord(key) && number > 12 ? [403, 'AccessDenied'] : undefined),
    });
    const { exitCode, error } = await apply('--concurrency', '4');
    expect(exitCode).toBe(3);
    expect(error).toMatch(
      /^stopped: the ledger cannot be written, so nothing else was begun: cannot write the record s3:\/\/b\/ledger\/day=.*: access denied: grant s3:PutObject on the ledger\n\d+ opted-out, \d+ faults, \d+ objects not examined\nstopped before the end: the ledger cannot be written\nto go on: profiler-opt-out apply s3:\/\/b\/in\/ --resume --ledger s3:\/\/b\/ledger --endpoint-url \S+\n$/,
    );
    expect(rewritten()).toBeLessThan(20);
  });
});

test('a ledger in a file for which there is no room stops the run: what was changed is on record', () => {
  const reports = Array.from({ length: 40 }, (_, index) =>
    generateReport({ trainingJobName: `job-${100 + index}`, outputBytes: 100 }),
  );
  const folder = temporaryFolder(filesOf(...reports));
  const before = readTree(folder);
  // Any file ends at 48 KiB here: the ledger is full before all reports are done.
  const script = 'trap "" XFSZ; ulimit -f 96; exec "$@"';
  const words = ['-c', script, 'sh', process.execPath, BIN, 'apply', 'in', '--html', 'silence'];
  const { status, stderr } = spawnSync('sh', words, { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(3);
  expect(stderr).toMatch(/profiler-opt-out-ledger\.ndjson/);
  const after = readTree(folder);
  const ledger = after.get(LEDGER) ?? '';
  const onRecord = new Set(
    recordsOf(ledger.slice(0, ledger.lastIndexOf('\n') + 1)).map(({ object }) => object.key),
  );
  const changed = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThan(before.size);
  expect(changed.filter((path) => !onRecord.has(path))).toEqual([]);
  expect([...after.keys()].filter((path) => path !== LEDGER)).toEqual([...before.keys()]);
});

test('a run in which nothing answers any more stops, with the cause told once', async () => {
  const { asked, url } = await start(40, {});
  const listing = await startLoopbackServer(async (request, response) => {
    // Only the listing is answered; of every object the connection is cut.
    if (!/list-type|versions/.test(request.path)) return void response.destroy();
    const answer = await fetch(url + request.path);
    response.writeHead(200, { 'content-type': 'application/xml' }).end(await answer.text());
  });
  onTestFinished(listing.stop);
  const { exitCode, out, error } = await runCli('/', [
    'scan',
    's3://b/in/',
    '--endpoint-url',
    listing.url,
    '--concurrency',
    '2',
  ]);
  // The server knows no versions, so that objects are listed after all.
  expect([exitCode, asked.length]).toEqual([3, 2]);
  expect(error.split('\n')).toEqual([
    expect.stringMatching(/^cannot read s3:\/\/b\/in\/100\/.*: S3 cut the connection \(ECONNRESET\)/),
    'stopped: 3 reports in a row failed like that, and others would, too: run again later',
    '',
  ]);
  expect(out).toMatch(
    /^\d faults, \d+ objects? not examined\nstopped before the end: 3 reports in a row failed alike\n$/,
  );
});

describe('--max-failures', () => {
  const deny = (key: string) => (key.startsWith('in/') ? ([403, 'AccessDenied'] as const) : undefined);
  const denied = (asked: readonly string[]) => asked.filter((line) => line.startsWith('PUT in/')).length;

  test('stops the run when more fail, says so, and lets what is under way finish', async () => {
    const { apply, asked } = await start(60, { put: deny });
    const { exitCode, error } = await apply('--max-failures', '3', '--concurrency', '1');
    expect([exitCode, denied(asked)]).toEqual([3, 4]);
    expect(error).toContain(
      'stopped: 4 of 4 objects failed or were refused, more than --max-failures 3 allows\n',
    );
  });

  test('takes a part of the objects, once there are enough to tell', async () => {
    const { apply, asked } = await start(60, { put: deny });
    const { error } = await apply('--max-failures', '5%', '--concurrency', '1');
    expect(denied(asked)).toBe(20);
    expect(error).toContain('more than --max-failures 5% allows');
  });

  test('lets a run with fewer end', async () => {
    const { apply } = await start(30, {
      put: (key) => (key.includes('/105/') || key.includes('/110/') ? deny(key) : undefined),
    });
    for (const most of ['2', '10%']) {
      const { exitCode, error } = await apply('--max-failures', most);
      expect(exitCode).toBe(3);
      expect(error).not.toContain('stopped');
    }
  });

  test('counts objects, of which one may have many versions, and the one that a fault came from', async () => {
    const page = keyOf(100).replace('ipynb', 'html');
    const xmlOf = (index: number) =>
      `<Version><Key>${page}</Key><VersionId>v${index}</VersionId><IsLatest>${index === 0}</IsLatest><Size>1</Size></Version>`;
    const versions = Array.from({ length: 30 }, (_, index) => xmlOf(index)).join('');
    const { apply, objects } = await start(3, {
      get: (key) => (key === keyOf(101) ? [403, 'AccessDenied'] : undefined),
      versions: (objectsXml) => {
        const others =
          objectsXml.match(/<Contents>.*?<\/Contents>/g)?.filter((xml) => !xml.includes(page)) ?? [];
        const latest = others
          .join('')
          .replaceAll('Contents>', 'Version>')
          .replaceAll('<Size>', '<IsLatest>true</IsLatest><Size>');
        return [200, `<ListVersionsResult><Name>b</Name>${versions}${latest}</ListVersionsResult>`];
      },
    });
    objects.set(page, { body: 'no page', headers: { 'x-amz-version-id': 'v0' } });
    const { out, error } = await apply('--max-failures', '1', '--concurrency', '1');
    expect(recordsOf(out).filter(({ object }) => object.key === page)).toHaveLength(30);
    expect(error).toContain(
      'stopped: 2 of 3 objects failed or were refused, more than --max-failures 1 allows\n',
    );
  });

  test.each(['', '-1', '1.5', '101%', 'many', '5 %'])('refuses %j', async (value) => {
    const { apply } = await start(1, {});
    expect((await apply(`--max-failures=${value}`)).exitCode).toBe(64);
  });
});

describe('a ledger that is throttled', () => {
  const throttle = (times: number) => {
    let throttled = 0;
    return (key: string): readonly [number, string] | undefined => {
      if (!isRecord(key) || throttled === times) return undefined;
      throttled += 1;
      return [503, 'SlowDown'];
    };
  };

  test('slows the run down, and all is done and on record', async () => {
    const { apply, rewritten, objects } = await start(6, { put: throttle(6) });
    expect((await apply('--concurrency', '1')).exitCode).toBe(0);
    expect([rewritten(), [...objects.keys()].filter(isRecord).length]).toEqual([6, 6]);
  });
});

test('a run that is stopped does not wait for S3 to take what it throttled', async () => {
  const { asked, url } = await start(2, {
    put: () => [503, 'SlowDown'],
    get: (key) => (key === keyOf(101) ? [403, 'AccessDenied'] : undefined),
  });
  const words = ['apply', 's3://b/in/', '--endpoint-url', url, '--max-failures', '0'];
  const clock = { ...systemClock, random: () => 0.99 };
  const { exitCode, error } = await runCli(temporaryFolder(), words, { clock });
  expect([exitCode, asked.filter((line) => line.startsWith('PUT')).length]).toEqual([3, 4]);
  expect(error).toContain('stopped: 1 of 1 object failed or was refused');
});

describe('an interruption', () => {
  const run = async (url: string, signal: AbortSignal, more: Partial<Io> = {}) =>
    runCli(temporaryFolder(), ['apply', 's3://b/in/', '--endpoint-url', url, '--concurrency', '4'], {
      signal,
      ...more,
    });

  test('begins none of the reports that were listed already', async () => {
    const interruption = new AbortController();
    const { asked, url } = await start(60, { get: () => void interruption.abort() });
    expect((await run(url, interruption.signal)).exitCode).toBe(130);
    const begun = new Set(
      asked.filter((line) => line.startsWith('GET in/')).map((line) => line.split('?')[0]),
    );
    expect(begun.size).toBeLessThanOrEqual(4);
  });

  test('does not wait for S3 to take what it throttled', async () => {
    const interruption = new AbortController();
    const { asked, url, rewritten } = await start(1, {
      put: (_key, number) => {
        if (number === 4) setTimeout(() => interruption.abort(), 100);
        return [503, 'SlowDown'];
      },
    });
    const clock = { ...systemClock, random: () => 0.99 };
    const { exitCode, error } = await run(url, interruption.signal, { clock });
    expect([exitCode, asked.filter((line) => line.startsWith('PUT')).length, rewritten()]).toEqual([
      130, 4, 0,
    ]);
    expect(error).toContain('throttled: run again, or lower the concurrency\n');
    expect(error).toContain('to go on: ');
  });
});

test('a report that S3 throttles is tried again, and recorded once', async () => {
  let throttled = 0;
  const { apply, rewritten } = await start(3, {
    put: (key) => {
      if (!key.includes('/101/') || throttled === 4) return undefined;
      throttled += 1;
      return [503, 'SlowDown'];
    },
  });
  const { exitCode, out } = await apply();
  expect([exitCode, throttled, rewritten()]).toEqual([0, 4, 3]);
  expect(recordsOf(out).map(({ outcome }) => outcome)).toEqual(['opted-out', 'opted-out', 'opted-out']);
});
