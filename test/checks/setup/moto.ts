/** moto's server, which `setup/with-moto` starts around a check. */
import { S3Client } from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS, pointSdkAt } from '../../support/servers/s3-server.ts';

const url = process.env['MOTO_ENDPOINT'];
if (url === undefined) throw new Error('MOTO_ENDPOINT is not set: run npm run verify -- moto');
/** URL of the server, which knows S3 and other services. */
export const motoEndpoint = url;
// Also for the clients of the deployed wiring, and of the command line.
pointSdkAt(motoEndpoint);

/** How any client of the SDK reaches the server. */
export const motoConnection = {
  endpoint: motoEndpoint,
  region: 'us-east-1',
  credentials: LOCAL_CREDENTIALS,
} as const;

/** A new S3 client of the server. */
export const connectToMoto = (): S3Client => new S3Client({ ...motoConnection, forcePathStyle: true });

/**
 * Lets a client send one PutObject at a time: moto checks a condition and then writes, so that it loses updates of its
 * own when two writes meet, which S3 does not.
 */
export function serializeWrites(client: S3Client): S3Client {
  let last: Promise<unknown> = Promise.resolve();
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'PutObjectCommand') return next(args);
        const answer = last.then(() => next(args));
        last = answer.catch(() => {});
        return answer;
      },
    { step: 'finalizeRequest', priority: 'low', name: 'serializeWrites' },
  );
  return client;
}
