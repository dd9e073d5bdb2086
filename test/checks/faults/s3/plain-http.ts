/** HTTP calls to the server without the SDK: cheap, and nothing is repeated, checked or changed on the way. */
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** A call, whole; the path begins with a slash and is encoded. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

/** By this moto's server knows that S3 is meant; it checks no signature. */
export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

/** Asks the server at `origin`. */
export function ask(origin: URL, { method, path, headers = {}, body }: Question): Promise<Answer> {
  const { hostname, port } = origin;
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { authorization: AUTHORIZATION, ...headers } };
    const onward = request({ ...options, agent: false }, (answer) => {
      readAll(answer).then((bytes) => resolve(wholeAnswer(answer, bytes)), reject);
    });
    onward.once('error', reject);
    onward.end(body);
  });
}

function wholeAnswer({ statusCode = 500, headers }: IncomingMessage, body: Buffer): Answer {
  const { connection: _connection, ...kept } = headers;
  return { status: statusCode, headers: kept, body };
}

/** All bytes of a request or an answer. */
export async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
