/** What makes an element the telemetry beacon: its id, the host it asks, and the ARN it sends, all three together. */
import type { Beacon } from '../verdict.ts';

/** The attributes of an `<img>`, entities decoded, names in lower case; the first of each name counts. */
export type Attributes = ReadonlyMap<string, string>;

const BEACON_ID = 'profiler-telemetry';
const REPORT_HOST = /^sm-profiler-report-([a-z0-9-]+)\.s3\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;
/** A `src` without a host of its own is resolved against this, and so is no beacon. */
const NO_HOST = 'https://report.invalid/';

/** The beacon that an image with these attributes is, or undefined when it is none. */
export function readBeacon(attributes: Attributes): Beacon | undefined {
  const source = attributes.get('src');
  if (attributes.get('id') !== BEACON_ID || source === undefined || !URL.canParse(source, NO_HOST))
    return undefined;
  const url = new URL(source, NO_HOST);
  const region = REPORT_HOST.exec(url.hostname)?.[1];
  const processingJobArn = url.searchParams.get('x-arn');
  if (region === undefined || !processingJobArn || !/^https?:$/.test(url.protocol)) return undefined;
  return { url: source.trim(), processingJobArn, region };
}
