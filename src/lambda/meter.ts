/**
 * Metrics of the functions, in CloudWatch's embedded metric format (EMF). By hand: Powertools' class takes a
 * twentieth of the import time of a cold start.
 * Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format".
 */

import type { Coverage } from '../batch/coverage.ts';
import { examinedVersion, type Finding, isRebuilt } from '../report/finding.ts';
import type { JobState } from '../report/job-finding.ts';
import type { Clock } from '../report/ports.ts';
import type { WriteLine } from './safe-logger.ts';

/** The measurements of a function. Nothing is sent anywhere: CloudWatch reads the metrics from the log. */
export interface Meter {
  /** Counts a finding that was put on record, unless its record was made again: then it has been counted. */
  readonly countFinding: (finding: Finding) => void;
  /** Counts a training job whose record was kept. */
  readonly countTrainingJob: (state: JobState) => void;
  /** Counts what a job of the reconciliation went over, by what was on record. */
  readonly countCoverage: (counts: CoverageCounts) => void;
  /** Counts buckets that a schedule passed over. */
  readonly countPassedOver: (buckets: number) => void;
  /** Counts jobs that the kill switch could not cancel. */
  readonly countJobsNotCancelled: (count: number) => void;
  readonly countFault: () => void;
  readonly countMalformed: () => void;
  /** The time since the creation of an object that is processed now. */
  readonly observeAge: (ageMs: number) => void;
  /** The time that a report took. */
  readonly observeDuration: (durationMs: number) => void;
  /** Writes one line with all measurements since the last one, or none when there are none. */
  readonly publish: () => void;
}

/** The counts of a coverage that are metrics. */
type CoverageCounts = Pick<
  Coverage,
  'objects' | 'onRecord' | 'missing' | 'notExamined' | 'notReached' | 'problem'
>;

/** The namespace of the metrics; the `service` dimension distinguishes stacks. */
export const METRICS_NAMESPACE = 'ProfilerOptOut';

/** The names of the metrics, except those of outcomes and states. */
export const METRIC = {
  faults: 'Faults',
  malformed: 'MalformedDeliveries',
  contradictions: 'Contradictions',
  jobsNotOptedOut: 'TrainingJobsNotOptedOut',
  reconciled: 'ReconciledObjects',
  reconciledOnRecord: 'ReconciledOnRecord',
  reconciledMissing: 'ReconciledMissing',
  notReconciled: 'NotReconciled',
  jobsNotCancelled: 'JobsNotCancelled',
  age: 'OldestReportAge',
  duration: 'ReportDuration',
} as const;

/** The name of an outcome's metric: `opted-out` is `OptedOut`. */
export const metricOf = (outcome: Finding['outcome']): string => inPascalCase(outcome);

/** The name of the metric of a training job's state: `in-force` is `TrainingJobInForce`. */
export const metricOfJob = (state: JobState): string => `TrainingJob${inPascalCase(state)}`;

const inPascalCase = (words: string): string =>
  words.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** The states of jobs whose reports will report usage, or may. */
const NOT_OPTED_OUT: readonly JobState[] = ['absent', 'unrecognised-value'];

/** EMF holds at most 100 values of one metric in a line. */
const MAX_VALUES = 100;

/** A meter that writes EMF. */
export class EmfMeter implements Meter {
  readonly #service: string;
  readonly #writeLine: WriteLine;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #counts = new Map<string, number>();
  readonly #durationsMs: number[] = [];
  #oldestMs: number | undefined;

  /** @param service the value of the `service` dimension: the stack's name */
  constructor(service: string, writeLine: WriteLine, clock: Pick<Clock, 'now'>) {
    this.#service = service;
    this.#writeLine = writeLine;
    this.#clock = clock;
  }

  /** The meter of a stack's functions; a run by hand, without a stack, writes nothing. */
  static ofStack(stackName: string | undefined, writeLine: WriteLine, clock: Pick<Clock, 'now'>): EmfMeter {
    return stackName ? new EmfMeter(stackName, writeLine, clock) : new EmfMeter('none', () => {}, clock);
  }

  readonly countFinding = (finding: Finding): void => {
    if (isRebuilt(finding)) return;
    this.#count(metricOf(finding.outcome));
    if (examinedVersion(finding)?.optionOne?.contradiction !== undefined) this.#count(METRIC.contradictions);
  };

  /** Zeros, too: a graph then shows that a reconciliation found nothing missing, and not that there was none. */
  readonly countCoverage = ({
    objects,
    onRecord,
    missing,
    notExamined,
    notReached,
    problem,
  }: CoverageCounts): void => {
    this.#count(METRIC.reconciled, objects);
    this.#count(METRIC.reconciledOnRecord, onRecord);
    this.#count(METRIC.reconciledMissing, missing);
    // What is wrong with a report, or with its whole job, counts also where no object is known to be missing from it.
    this.#count(METRIC.notReconciled, Math.max(notExamined + notReached, problem === undefined ? 0 : 1));
  };

  readonly countPassedOver = (buckets: number): void => this.#count(METRIC.notReconciled, buckets);

  readonly countJobsNotCancelled = (count: number): void => this.#count(METRIC.jobsNotCancelled, count);

  readonly countTrainingJob = (state: JobState): void => {
    this.#count(metricOfJob(state));
    if (NOT_OPTED_OUT.includes(state)) this.#count(METRIC.jobsNotOptedOut);
  };

  readonly countFault = (): void => this.#count(METRIC.faults);

  readonly countMalformed = (): void => this.#count(METRIC.malformed);

  readonly observeAge = (ageMs: number): void => {
    this.#oldestMs = Math.max(ageMs, this.#oldestMs ?? 0);
  };

  readonly observeDuration = (durationMs: number): void => {
    if (this.#durationsMs.length < MAX_VALUES) this.#durationsMs.push(durationMs);
  };

  readonly publish = (): void => {
    const metrics: Metric[] = [...this.#counts].map(([name, value]) => ({ name, unit: 'Count', value }));
    if (this.#oldestMs !== undefined) {
      metrics.push({ name: METRIC.age, unit: 'Seconds', value: this.#oldestMs / 1000 });
    }
    if (this.#durationsMs.length > 0) {
      metrics.push({ name: METRIC.duration, unit: 'Milliseconds', value: [...this.#durationsMs] });
    }
    if (metrics.length > 0) this.#writeLine(renderEmf(this.#service, metrics, this.#clock.now()));
    this.#counts.clear();
    this.#durationsMs.length = 0;
    this.#oldestMs = undefined;
  };

  #count(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }
}

/** One metric of a line: a number, or all values of the time since the last line. */
interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds';
  readonly value: number | readonly number[];
}

const renderEmf = (service: string, metrics: readonly Metric[], at: Date): string =>
  JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [['service']],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    service,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  });
