/** An HTTP server on loopback, which answers as its caller says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked, its body read. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A running server. */
export interface LoopbackServer {
  readonly url: string;
  /** Ends it, with whatever is still open. */
  readonly stop: () => Promise<void>;
}

/** Starts a server on a free port. What `answer` leaves open stays open until the server is stopped. */
export async function startLoopbackServer(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    answer({ method, path: url, headers, body: Buffer.concat(chunks).toString() }, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
