/** What a job costs, from a dated price list and counts that `npm run cost` measures. Pure. */

/** US dollars, us-east-1, first tier, without free tiers. Written down on `asOf`; AWS's pricing pages have today's. */
export const PRICES = {
  asOf: '2026-11-24',
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecondArm: 0.0000133334,
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3BatchJob: 0.25,
  s3BatchObject: 1 / 1e6,
  logsIngestGb: 0.5,
  logsStoreGbMonth: 0.03,
} as const;

/** What one report of the back catalogue takes, both objects rewritten or recorded: docs/COST.md. */
const REPORT = {
  invocations: 3,
  gets: 5,
  puts: 6,
  logBytes: 8.5 * 1024,
  seconds: 0.105,
  objects: 2,
} as const;
const MEMORY_GB = 1769 / 1024;
const MONTHS_KEPT = 12;

/** Dollars for jobs over so many objects; the log is kept for a year. */
export function costOfJobs(objects: number, jobs: number): number {
  const perReport =
    REPORT.invocations * PRICES.lambdaRequest +
    REPORT.seconds * MEMORY_GB * PRICES.lambdaGbSecondArm +
    REPORT.gets * PRICES.s3Get +
    REPORT.puts * PRICES.s3Put +
    (REPORT.logBytes / 1e9) * (PRICES.logsIngestGb + PRICES.logsStoreGbMonth * MONTHS_KEPT);
  return jobs * PRICES.s3BatchJob + objects * (PRICES.s3BatchObject + perReport / REPORT.objects);
}
