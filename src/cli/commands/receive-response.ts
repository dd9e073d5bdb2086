/** Stands for CloudFormation while `on-deploy` is replayed: takes the response that a real request's URL would get. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** Runs `work` with the URL of a server on this machine; answers what was sent to it, undefined for nothing. */
export async function receiveResponse(work: (url: string) => Promise<unknown>): Promise<unknown> {
  let response: unknown;
  const server = createServer(async (request, answer) => {
    response = await json(request);
    answer.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await work(`http://127.0.0.1:${port}/`);
    return response;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
