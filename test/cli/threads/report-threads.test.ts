/** Reports in S3 are worked on in threads, and nobody can tell by what comes out. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { ReportThreads } from '../../../src/cli/threads/report-threads.ts';
import { Fault } from '../../../src/report/fault.ts';
import type { ReportTarget } from '../../../src/report/report-target.ts';
import { recordsOf, runCli } from '../../support/cli.ts';
import { generateReport } from '../../support/reports/report-generator.ts';
import { type Oddities, type OddObject, startOddS3 } from '../../support/servers/odd-s3.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

const { notebook } = generateReport({ outputBytes: 100 });
const keyOf = (report: number) => `in/${1000 + report}/profiler-output/profiler-report.ipynb`;
const START_TIMEOUT_MS = 25_000;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(reports: number, oddities: Oddities = {}) {
  const objects = new Map<string, OddObject>(
    Array.from({ length: reports }, (_, report) => [keyOf(report), { body: notebook.toString() }]),
  );
  const server = await startOddS3(objects, { tagging: [501, ''], ...oddities });
  onTestFinished(server.stop);
  return server;
}

describe('a report', () => {
  const reportAt = (report: number): ReportTarget => ({
    bucket: 'b',
    objects: [{ kind: 'notebook', key: keyOf(report), presence: 'expected' }],
  });

  async function openThreads(oddities: Oddities) {
    const { url, objects } = await start(5, oddities);
    const throttled = vi.fn();
    const policy = { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 } as const;
    const threads = new ReportThreads(2, { connection: { endpointUrl: url }, job: { policy } }, throttled);
    onTestFinished(() => threads.close());
    await vi.waitFor(() => expect(threads.areReady).toBe(true), { timeout: START_TIMEOUT_MS });
    return { threads, throttled, objects };
  }

  test('is opted out, and done when its record is kept', async () => {
    const { threads, objects } = await openThreads({});
    const kept: AuditRecord[] = [];
    const keep = async (record: AuditRecord, isEarlier: boolean) => {
      expect(isEarlier).toBe(false);
      await new Promise<void>((resolve) => setImmediate(resolve));
      kept.push(record);
    };
    await Promise.all([0, 1, 2, 3, 4].map((report) => threads.process(reportAt(report), keep)));
    expect(kept.map(({ object }) => object.key).sort()).toEqual([0, 1, 2, 3, 4].map(keyOf));
    expect(kept.every(({ outcome }) => outcome === 'opted-out')).toBe(true);
    expect([...objects.values()].every(({ body }) => body.includes('opt_out=True'))).toBe(true);
  });

  test('ends with the fault that it met, with the error of its record, or alone', async () => {
    const { threads, throttled } = await openThreads({
      put: (key) =>
        key === keyOf(1) ? [403, 'AccessDenied'] : key === keyOf(3) ? [503, 'SlowDown'] : undefined,
    });
    const full = new Fault('input-output', 'the disk is full', { retryable: true });
    const keep = async ({ object }: AuditRecord) => {
      if (object.key === keyOf(2)) throw full;
    };
    const ends = await Promise.allSettled(
      [0, 1, 2, 3].map((report) => threads.process(reportAt(report), keep)),
    );
    const reasons = ends.map((end) => (end.status === 'rejected' ? end.reason : undefined));
    expect(reasons[0]).toBeUndefined();
    expect(reasons[1]).toBeInstanceOf(Fault);
    expect(reasons[1]).toMatchObject({ code: 'access-denied', retryable: false, isGeneral: false });
    expect(reasons[1].message).toContain(`cannot replace s3://b/${keyOf(1)}: access denied`);
    expect(reasons[2]).toBe(full);
    expect(reasons[3]).toMatchObject({ code: 'throttled', retryable: true });
    expect(throttled.mock.calls.length).toBeGreaterThan(1);
  });
});

test('a run with threads gives the same records in the same order', async () => {
  const apply = async (threads: number) => {
    const { url } = await start(80);
    const words = ['apply', 's3://b/in/', '--no-ledger', '--format', 'ndjson', '--endpoint-url', url];
    const { exitCode, out } = await runCli('/', words, { threads });
    return [exitCode, recordsOf(out).map(({ id, outcome, object }) => [id, outcome, object.key])];
  };
  expect(await apply(2)).toEqual(await apply(1));
});
