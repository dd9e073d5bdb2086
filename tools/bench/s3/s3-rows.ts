/** `apply` on S3, beside a bare loop of the SDK's that gets and puts the same objects. */
import { type Row, times } from '../row.ts';
import { measureS3 } from './s3-apply.ts';

/** One row for each number of reports at once. */
export async function* measureS3Apply(folder: string): AsyncGenerator<Row> {
  for (const { concurrency, ratio, applyObjectsPerSecond, requestsPerReport } of await measureS3(folder)) {
    const requests = Object.entries(requestsPerReport).map(([name, count]) => `${count.toFixed(2)} ${name}`);
    yield {
      measured: `apply on S3, ${concurrency} at once, beside a bare loop of GET and PUT, both warmed up`,
      figure: `${times(ratio)} (${applyObjectsPerSecond.toFixed(0)} objects/s; for a report ${requests.join(', ')})`,
      goal: 'at least 0.8 x',
      limit:
        "the SDK's requests, which the bare loop makes as well; the rest has the other core, with the server",
    };
  }
}
