/** Metrics of the functions, in CloudWatch's embedded metric format (EMF). */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { examinedVersion, type Finding, isRebuilt } from '../report/finding.ts';
import type { WriteLine } from './safe-logger.ts';

/** The measurements of a function. Nothing is sent anywhere: CloudWatch reads the metrics from the log. */
export interface Meter {
  /** Counts a finding that was put on record, unless its record was made again: then it has been counted. */
  readonly countFinding: (finding: Finding) => void;
  readonly countFault: () => void;
  readonly countMalformed: () => void;
  /** The time since the creation of an object that is processed now. */
  readonly observeAge: (ageMs: number) => void;
  /** The time that a report took. */
  readonly observeDuration: (durationMs: number) => void;
  /** Writes one line with all measurements since the last one, or none when there are none. */
  readonly publish: () => void;
}

/** The namespace of the metrics; the `service` dimension distinguishes stacks. */
export const METRICS_NAMESPACE = 'ProfilerOptOut';

/** The names of the metrics, except those of the outcomes. */
export const METRIC = {
  faults: 'Faults',
  malformed: 'MalformedDeliveries',
  contradictions: 'Contradictions',
  age: 'OldestReportAge',
  duration: 'ReportDuration',
} as const;

/** The name of an outcome's metric: `opted-out` is `OptedOut`. */
export const metricOf = (outcome: Finding['outcome']): string =>
  outcome.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** EMF holds at most 100 values of one metric in a line. */
const MAX_VALUES = 100;

/** A meter that writes EMF, rendered by Powertools. */
export class EmfMeter implements Meter {
  readonly #service: string;
  readonly #writeLine: WriteLine;
  readonly #counts = new Map<string, number>();
  readonly #durationsMs: number[] = [];
  #oldestMs: number | undefined;

  /** @param service the value of the `service` dimension: the stack's name */
  constructor(service: string, writeLine: WriteLine) {
    this.#service = service;
    this.#writeLine = writeLine;
  }

  readonly countFinding = (finding: Finding): void => {
    if (isRebuilt(finding)) return;
    this.#count(metricOf(finding.outcome));
    if (examinedVersion(finding)?.optionOne?.contradiction !== undefined) this.#count(METRIC.contradictions);
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
    const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: this.#service });
    for (const [name, count] of this.#counts) metrics.addMetric(name, MetricUnit.Count, count);
    if (this.#oldestMs !== undefined)
      metrics.addMetric(METRIC.age, MetricUnit.Seconds, this.#oldestMs / 1000);
    for (const ms of this.#durationsMs) metrics.addMetric(METRIC.duration, MetricUnit.Milliseconds, ms);
    if (metrics.hasStoredMetrics()) this.#writeLine(JSON.stringify(metrics.serializeMetrics()));
    this.#counts.clear();
    this.#durationsMs.length = 0;
    this.#oldestMs = undefined;
  };

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}
