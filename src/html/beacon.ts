/** Reads the telemetry beacon from an image's tag: its id, the host it asks, and the ARN it sends, all three together. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import type { Beacon, SavedBeacon } from '../verdict.ts';
import { BEACON_ID } from './spellings.ts';

/** The attributes of one tag, references decoded, names in lower case; the first of each name counts. */
export type Attributes = ReadonlyMap<string, string>;

/** A last full stop names the same host. */
const REPORT_HOST = /^sm-profiler-report-([a-z0-9-]+)\.s3\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.?$/;
const PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'http:']);
/** A `src` without a host of its own is resolved against this, and so is no beacon. */
const NO_HOST = 'https://report.invalid/';

/** The attributes of the `<img>` or `<image>` tag that these bytes are, read as UTF-8. */
export function readAttributes(tag: Buffer): Attributes {
  const [element] = parseFragment(tag.toString('utf8')).childNodes;
  const { attrs } = element as DefaultTreeAdapterTypes.Element;
  return new Map(attrs.map(({ name, value }) => [name, value]));
}

/** The beacon that an image with these attributes is, or undefined when it is none. */
export function readBeacon(attributes: Attributes): Beacon | undefined {
  const source = attributes.get('src') ?? '';
  if (attributes.get('id') !== BEACON_ID || !URL.canParse(source, NO_HOST)) return undefined;
  const url = new URL(source, NO_HOST);
  const region = REPORT_HOST.exec(url.hostname)?.[1];
  const processingJobArn = url.searchParams.get('x-arn');
  if (region === undefined || !processingJobArn || !PROTOCOLS.has(url.protocol)) return undefined;
  return { url: source.trim(), processingJobArn, region };
}

/** A path of its own, a file, or the image itself: never another server. */
const SAVED_SOURCE = /^(?:file:|data:image\/|(?![a-z][a-z0-9+.-]*:|[\\/]{2}))./i;

/** What a browser's "Save page as" leaves of the beacon in an image with its id: the source a file beside the page. */
export function readSavedBeacon(attributes: Attributes): SavedBeacon | undefined {
  const source = attributes.get('src')?.trim() ?? '';
  return SAVED_SOURCE.test(source) ? { source } : undefined;
}
