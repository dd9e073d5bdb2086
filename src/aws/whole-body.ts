/** Receives bodies whole. The SDK tries a request again, but not a body that breaks off after its answer has begun. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { ArrivingSha256 } from '../bytes/sha256.ts';
import { retryDelayMs } from '../report/process-object.ts';

/** The number of times an object is asked for whose body breaks off. */
const MAX_ATTEMPTS = 4;

/** A body that did not arrive as it was sent; its cause says why. */
export class BrokenBody extends Error {}

/** The bytes of an answer. @throws BrokenBody, unless nothing came for so long that a second wait would be too much */
export async function receiveBody({ Body }: Pick<GetObjectCommandOutput, 'Body'>): Promise<Uint8Array> {
  try {
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (cause) {
    const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
    throw isTimeout ? cause : new BrokenBody('the body broke off', { cause });
  }
}

/** The same, hashed while they arrive: `sha256Once` knows the hash when they are there. @throws BrokenBody as above */
export async function receiveHashedBody(output: Pick<GetObjectCommandOutput, 'Body'>): Promise<Uint8Array> {
  const { Body } = output;
  if (!(Body instanceof Readable)) return receiveBody(output);
  const arriving = new ArrivingSha256();
  // In the same turn as the SDK's own listener, so that both get every chunk.
  const bytes = await receiveBody({ Body: Body.on('data', arriving.update) });
  arriving.rememberFor(bytes);
  return bytes;
}

/** Asks again as long as a body breaks off. @throws what `ask` throws, and of the last broken body the cause */
export async function askUntilWhole<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof BrokenBody)) throw error;
      if (attempt === MAX_ATTEMPTS) throw error.cause;
      await sleep(retryDelayMs(attempt, Math));
    }
  }
}
