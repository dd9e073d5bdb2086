/** Finds out whether an object is there, also when it could not be read or replaced. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectRef } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import { s3Fault } from './errors/faults.ts';
import { readSdkError } from './errors/sdk-error.ts';
import { refusalOfError } from './refusals.ts';
import { askUntilWhole, receiveBody } from './whole-body.ts';

/** Asks for one byte, since an error of HEAD has no body that says why. @throws Fault */
export async function objectExists(
  client: S3Client,
  { bucket, key, versionId }: ObjectRef,
): Promise<boolean> {
  try {
    const version = defined({ VersionId: versionId });
    const input = { Bucket: bucket, Key: key, ...version, Range: 'bytes=0-0' };
    await askUntilWhole(async () => receiveBody(await client.send(new GetObjectCommand(input))));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    // An empty object has no first byte.
    if (readSdkError(error)?.status === 416 || refusalOfError(error) !== undefined) return true;
    throw s3Fault(error, 'read', { bucket, key });
  }
}

/** True when S3 says that there is no such object, in a bucket that is there. */
export function isMissing(error: unknown): boolean {
  const { name, status } = readSdkError(error) ?? {};
  return name === 'NoSuchKey' || (status === 404 && name !== 'NoSuchBucket');
}
