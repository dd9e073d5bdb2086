/** What went wrong below S3: nothing answers, a name does not resolve, TLS fails, or something else answers. Pure. */
import type { KnownFault } from './known-fault.ts';
import { isNoS3Answer, readSdkError } from './sdk-error.ts';

/** The cause of an error that is not S3's own, with the server's name and what to check; undefined for any other. */
export function networkCause(error: unknown): KnownFault | undefined {
  const { code = '', name, status, contentType } = readSdkError(error) ?? {};
  const known = code === '' && name === 'TimeoutError' ? 'ETIMEDOUT' : code;
  const describe = CAUSES[known];
  if (describe !== undefined) return general('unavailable', true, describe(serverOf(error), known));
  if (TLS.test(known)) {
    return general(
      'unavailable',
      false,
      `TLS with the server fails (${known}): check the endpoint URL, the certificate, the authorities that Node trusts (NODE_EXTRA_CA_CERTS) and the clock`,
    );
  }
  if (known.startsWith('HPE_'))
    return general('invalid', false, `what answers is not HTTP (${known}): ${CHECK_URL}`);
  const isPage = /^text\/html\b/i.test(contentType ?? '') && status !== undefined && status >= 400;
  if (!isPage && !isNoS3Answer(error)) return undefined;
  return general('invalid', (status ?? 0) >= 500, notS3(status));
}

/** What is wrong when something else answers in place of S3. */
export const notS3 = (status = 200): string =>
  `the answer (HTTP status ${status}) is not one of S3, but that of a proxy, a login page or another server: ${CHECK_URL}, and the proxy`;

const CHECK_URL = 'check the endpoint URL';

type Describe = (server: string, code: string) => string;
const unreachable: Describe = (server, code) =>
  `${server} cannot be reached (${code}): check the network and the endpoint URL`;
const cut: Describe = (server, code) => `${server} cut the connection (${code}): run again`;

const CAUSES: Readonly<Record<string, Describe>> = {
  ECONNREFUSED: (server) =>
    `${server} refuses the connection (ECONNREFUSED): check that it runs, and its port`,
  ENOTFOUND: (server) =>
    `the name of ${server} does not resolve (ENOTFOUND): check the endpoint URL, the region and the network`,
  EAI_AGAIN: (server) =>
    `the name of ${server} cannot be resolved now (EAI_AGAIN): check the network and its DNS`,
  ETIMEDOUT: (server) =>
    `${server} does not answer in time (ETIMEDOUT): run again, or check the network, its firewall and the endpoint URL`,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  ECONNRESET: cut,
  ECONNABORTED: cut,
  EPIPE: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  UND_ERR_SOCKET: cut,
};

/** Codes of OpenSSL and of Node for certificates and handshakes. */
const TLS =
  /^(?:EPROTO|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY|DECODE|DECRYPT)|HOSTNAME_MISMATCH|INVALID_CA)/;

const general = (code: KnownFault['code'], retryable: boolean, message: string): KnownFault => ({
  code,
  retryable,
  message,
  isGeneral: true,
});

/** The server that an error names, or the first of several addresses that were tried. */
function serverOf(error: unknown): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { hostname, address, port } = (inner ?? {}) as {
    readonly hostname?: unknown;
    readonly address?: unknown;
    readonly port?: unknown;
  };
  const host = [hostname, address].find((name) => typeof name === 'string');
  if (host === undefined) return 'S3';
  return typeof port === 'number' ? `${host}:${port}` : String(host);
}
