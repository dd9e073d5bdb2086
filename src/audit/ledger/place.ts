/** Places of objects as people and command lines name them. Pure. */
import { catchError } from '../../text/catch-error.ts';

/** The path of a file, or the address of an object or prefix in S3; buckets of folders are file URLs. */
export function describePlace(bucket: string, key: string): string {
  if (!bucket.startsWith('file:')) return key === '' ? `s3://${bucket}` : `s3://${bucket}/${key}`;
  const root = pathOf(bucket);
  return key === '' ? root : `${root === '/' ? '' : root}/${key}`;
}

/** A ledger may hold what no program wrote: then the text itself. */
function pathOf(url: string): string {
  const path = catchError(URIError, () => decodeURIComponent(url.replace(/^file:\/\//, '')));
  const text = typeof path === 'string' ? path : url;
  return text.length > 1 ? text.replace(/\/$/, '') : text;
}
