/** The reports that the files of events/ name, and what each file must lead to when they lie in the bucket. */
import { readFileSync } from 'node:fs';
import { generateReport } from './report-generator.ts';

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
