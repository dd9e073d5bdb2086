import { describe, expect, test } from 'vitest';
import { readTree, recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { filesOf, makeReport as make } from '../../support/reports/report-files.ts';

const fresh = make('fresh');
const silent = make('silent', { hasTelemetry: false });
const refused = make('refused', { callSource: 'setup_profiler_report(*a)' });

describe('scan', () => {
  test('is 1 when anything still reports, 2 when something is refused, 0 else, and writes nothing', async () => {
    for (const [reports, exitCode] of [
      [[fresh], 1],
      [[silent], 0],
      [[fresh, refused], 2],
    ] as const) {
      const folder = temporaryFolder(filesOf(...reports));
      const before = readTree(folder);
      expect((await runCli(folder, ['scan', 'in'])).exitCode).toBe(exitCode);
      expect(readTree(folder)).toEqual(before);
    }
    const opted = temporaryFolder(filesOf(make('x', { callSource: 'setup_profiler_report(a, True)' })));
    expect((await runCli(opted, ['scan', 'in'])).exitCode).toBe(1);
  });
});

test('a file of 64 MiB is refused unread, its hash on record', async () => {
  const folder = temporaryFolder({
    'in/profiler-output/profiler-report.html': Buffer.alloc(64 * 1024 * 1024),
  });
  const [record] = recordsOf((await runCli(folder, ['scan', 'in', '--format', 'ndjson'])).out);
  expect(record).toMatchObject({
    outcome: 'refused',
    reason: 'too-large',
    before: { bytes: 67_108_864 },
    html: { usageReporting: 'unknown' },
  });
  expect(record.before.sha256).toBe('3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351');
});
