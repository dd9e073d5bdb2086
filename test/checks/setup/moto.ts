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
