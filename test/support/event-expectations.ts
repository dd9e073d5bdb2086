/** The reports that the files of events/ name, and what each file must lead to when they lie in the bucket. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { generateReport } from './reports/report-generator.ts';
import type { LocalS3 } from './servers/s3-server.ts';

/** The bucket of the events. */
export const BUCKET = 'sagemaker-us-east-1-123456789012';
/** Where the events lie. */
export const EVENTS = new URL('../../events/', import.meta.url);
/** One of them, by its name without the ending. */
export const readEvent = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, EVENTS), 'utf8'));

/** Each report by itself. */
export const first = generateReport({
  trainingJobName: 'pytorch-training-2026-03-02-09-14-07-381',
  ruleName: 'ProfilerReport-1772442847',
  outputBytes: 900,
});
export const second = generateReport({
  trainingJobName: 'pytorch-training-2026-03-02-11-20-55-102',
  ruleName: 'ProfilerReport-1772450455',
  outputBytes: 900,
});
export const special = generateReport({
  trainingJobName: 'teams/Müller & Söhne/100% +1/job',
  ruleName: 'ProfilerReport-1',
  outputBytes: 900,
});
/** The reports, none of them opted out. */
export const reports = [first, second, special];
/** The key of one of a report's objects. */
export const keyOf = (report: typeof first, ending: 'ipynb' | 'html') =>
  `${report.folder}profiler-report.${ending}`;

const FRESH = ['opted-out notebook', 'reports-usage html'];
/** The answer to a queue when nothing has to come again. */
export const DONE = { batchItemFailures: [] };
/** What each file leads to: the outcomes in any order, and the answer. */
export const EXPECTED: Readonly<Record<string, { outcomes: readonly string[]; answer: unknown }>> = {
  's3-put': { outcomes: FRESH, answer: undefined },
  's3-html': { outcomes: ['reports-usage html'], answer: undefined },
  's3-versioned': { outcomes: FRESH, answer: undefined },
  's3-several-records': { outcomes: [...FRESH, 'reports-usage html', ...FRESH], answer: undefined },
  's3-special-key': { outcomes: FRESH, answer: undefined },
  's3-test-event': { outcomes: [], answer: undefined },
  's3-delete': { outcomes: [], answer: undefined },
  's3-other-key': { outcomes: [], answer: undefined },
  's3-look-alike-key': { outcomes: [], answer: undefined },
  eventbridge: { outcomes: FRESH, answer: undefined },
  'eventbridge-html': { outcomes: ['reports-usage html'], answer: undefined },
  'eventbridge-special-key': { outcomes: FRESH, answer: undefined },
  'eventbridge-delete': { outcomes: [], answer: undefined },
  'sns-s3': { outcomes: FRESH, answer: undefined },
  'sqs-s3': { outcomes: FRESH, answer: DONE },
  'sqs-s3-test-event': { outcomes: [], answer: DONE },
  'sqs-eventbridge': { outcomes: [...FRESH, 'reports-usage html'], answer: DONE },
  'sqs-sns-s3': { outcomes: FRESH, answer: DONE },
  'sqs-sns-eventbridge': { outcomes: FRESH, answer: DONE },
  'sqs-partly-malformed': {
    outcomes: FRESH,
    answer: {
      batchItemFailures: ['01', '03', '04'].map((end) => ({
        itemIdentifier: `19dd0b57-b21e-4ac1-bd88-01bbb068cb${end}`,
      })),
    },
  },
};

/** Puts the reports into the bucket as they were generated. */
export async function putReports(s3: LocalS3): Promise<void> {
  for (const report of reports) {
    await s3.put(keyOf(report, 'ipynb'), report.notebook, { owner: 'sagemaker' });
    await s3.put(keyOf(report, 'html'), report.html);
  }
}

/** The notebooks as they lie in the bucket. */
export const readNotebooks = (s3: LocalS3) =>
  Promise.all(reports.map((report) => s3.get(keyOf(report, 'ipynb'))));

/** Fails the test unless these notebooks are opted out, by the right bytes, and nothing else in the bucket changed. */
export async function expectOptedOut(s3: LocalS3, optedOut: ReadonlySet<string>): Promise<void> {
  for (const report of reports) {
    const key = keyOf(report, 'ipynb');
    const { bytes, metadata } = await s3.get(key);
    expect(bytes.toString().replace(', opt_out=True', '')).toBe(report.notebook.toString());
    expect(bytes.length).toBe(report.notebook.length + (optedOut.has(key) ? 14 : 0));
    expect(metadata['owner']).toBe('sagemaker');
    expect('profiler-opt-out-before' in metadata).toBe(optedOut.has(key));
    expect((await s3.get(keyOf(report, 'html'))).bytes.equals(report.html)).toBe(true);
  }
}
