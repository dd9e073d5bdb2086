/** What is wrong below S3 is told by its cause, with the server and what to check, through the real command line. */

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { s3Fault } from '../../../src/aws/errors/faults.ts';
import { networkCause } from '../../../src/aws/errors/network-causes.ts';
import { runCli } from '../../support/cli.ts';
import { startLoopbackServer } from '../../support/servers/loopback-server.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const scan = (endpointUrl: string) => runCli('/', ['scan', 's3://b/p', '--endpoint-url', endpointUrl]);

async function startRaw(answer: string): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('a server that refuses the connection, by address and port', async () => {
  expect(await scan('http://127.0.0.1:1')).toEqual({
    exitCode: 3,
    out: '1 fault\n',
    error:
      'cannot list s3://b/p: 127.0.0.1:1 refuses the connection (ECONNREFUSED): check that it runs, and its port\n',
  });
});

test('a server that speaks no TLS', async () => {
  expect((await scan(`https://127.0.0.1:${await startRaw('no TLS here, sorry')}`)).error).toMatch(
    /^cannot list s3:\/\/b\/p: TLS with the server fails \((?:EPROTO|ERR_SSL_\w+)\): check the endpoint URL, the certificate/,
  );
});

test('a server that speaks no HTTP', async () => {
  expect((await scan(`http://127.0.0.1:${await startRaw('SSH-2.0-OpenSSH_9.9\r\n')}`)).error).toMatch(
    /^cannot list s3:\/\/b\/p: what answers is not HTTP \(HPE_\w+\): check the endpoint URL\n$/,
  );
});

test.each([
  [200, '<html><p>log in<br></html>'],
  [200, '<html><body>log in</body></html>'],
  [403, '<html><p>denied<br></html>'],
  [407, '<html>proxy</html>'],
])('a page of a proxy with HTTP status %s', async (status, page) => {
  const server = await startLoopbackServer((_asked, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  onTestFinished(server.stop);
  expect(await scan(server.url)).toMatchObject({
    exitCode: 3,
    error: expect.stringMatching(
      new RegExp(
        `^cannot list s3://b/p: the answer \\(HTTP status ${status}\\) is not one of S3, but that of a proxy`,
      ),
    ),
  });
});

test.each([
  ['ENOTFOUND', { hostname: 'no.such.host' }, /the name of no\.such\.host does not resolve/],
  ['EAI_AGAIN', { hostname: 'no.such.host' }, /the name of no\.such\.host cannot be resolved now/],
  ['CERT_HAS_EXPIRED', {}, /TLS with the server fails \(CERT_HAS_EXPIRED\).*the clock/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', {}, /NODE_EXTRA_CA_CERTS/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', {}, /TLS with the server fails/],
  ['EHOSTUNREACH', { address: '10.0.0.1', port: 443 }, /10\.0\.0\.1:443 cannot be reached \(EHOSTUNREACH\)/],
  ['ECONNRESET', {}, /S3 cut the connection \(ECONNRESET\): run again/],
  ['ETIMEDOUT', {}, /does not answer in time/],
])('%s, and that it is not about one object', (code, fields, message) => {
  const fault = s3Fault(Object.assign(new Error('e'), { code, ...fields }), 'read', {
    bucket: 'b',
    key: 'k',
  });
  expect(fault).toMatchObject({
    code: 'unavailable',
    isGeneral: true,
    message: expect.stringMatching(message),
  });
});

test('several addresses of one name are told by the first', () => {
  const refused = Object.assign(new Error('e'), { code: 'ECONNREFUSED', address: '::1', port: 9000 });
  const all = Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' });
  expect(networkCause(all)?.message).toMatch(/^::1:9000 refuses the connection/);
  expect(networkCause(new Error('a bug'))).toBeUndefined();
});

test('bad credentials stay bad credentials where a caller has advice on permissions', () => {
  const expired = Object.assign(new Error('e'), { name: 'ExpiredToken' });
  expect(s3Fault(expired, 'write', { bucket: 'b' }, { 'access-denied': 'grant s3:PutObject' })).toMatchObject(
    {
      isGeneral: true,
      message: 'cannot write s3://b/: no valid AWS credentials: log in, or set AWS_PROFILE',
    },
  );
});
