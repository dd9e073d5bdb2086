/**
 * How long a back catalogue takes: counts of requests that are measured, latencies that are assumed, and the quotas of
 * AWS, as a model in which the narrowest of its limits decides. Pure.
 */

/** The default quotas, and where each is written down. */
export const QUOTAS = {
  /** Amazon S3 User Guide, "Best practices design patterns": at least so many for each partitioned prefix. */
  putsPerSecond: 3_500,
  getsPerSecond: 5_500,
  /** AWS Lambda Developer Guide, "Lambda quotas": concurrent executions in a region; new accounts have fewer. */
  lambdaConcurrency: 1_000,
} as const;

/** What one report needs. */
export interface ReportNeeds {
  readonly gets: number;
  readonly puts: number;
  /** Of one processor. */
  readonly seconds: number;
}

/** The place that works: its processors, and how many reports are under way at once. */
export interface Place {
  readonly processors: number;
  readonly atOnce: number;
  /** Assumed for a GET or PUT of a report, from first to last byte. */
  readonly requestSeconds: number;
}

/** The limits in reports a second, the narrowest first. */
export function limitsOf({ gets, puts, seconds }: ReportNeeds, place: Place): [name: string, rate: number][] {
  const latency = (gets + puts) * place.requestSeconds + seconds;
  const limits: [string, number][] = [
    ['processors', place.processors / seconds],
    ['reports at once', place.atOnce / latency],
    ['PUT quota of one prefix', QUOTAS.putsPerSecond / puts],
    ['GET quota of one prefix', QUOTAS.getsPerSecond / gets],
  ];
  return limits.sort(([, a], [, b]) => a - b);
}

/** Such as `2.3 h` or `4.1 days`. */
export function renderTime(seconds: number): string {
  const hours = seconds / 3_600;
  if (hours < 1) return `${(seconds / 60).toFixed(0)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}
