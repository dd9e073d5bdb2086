/**
 * Lambda's Runtime API on loopback: hands events to a runtime interface client, and takes its answers.
 * Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes" (2018-06-01).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an invocation, or the start, ended; the payload is what the function sent, parsed. */
export interface Answered {
  readonly kind: 'response' | 'error' | 'init-error';
  readonly payload: unknown;
}

/** An invocation that waits for the client, or that it works on. */
interface Invocation {
  readonly id: string;
  readonly body: string;
  readonly timeoutMs: number;
  readonly answer: (answered: Answered) => void;
}

const PREFIX = '/2018-06-01/runtime';

/** One function's side of the API: one invocation at a time, as Lambda does it. */
export class RuntimeApi {
  readonly #server: Server;
  #waiting: ServerResponse | undefined;
  #queued: Invocation[] = [];
  #underWay: Invocation | undefined;
  #count = 0;
  /** Settles at the first request for an invocation, or at an error of the start. */
  readonly started: Promise<{ readonly atMs: number; readonly initError?: unknown }>;
  #start: (start: { atMs: number; initError?: unknown }) => void = () => {};

  constructor() {
    this.started = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  /** Begins to listen; answers host and port as AWS_LAMBDA_RUNTIME_API has them. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hands an event to the function, and waits for its answer. */
  invoke(event: unknown, timeoutMs: number): Promise<Answered> {
    this.#count += 1;
    const id = `00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
    return new Promise((answer) => {
      this.#queued.push({ id, body: JSON.stringify(event), timeoutMs, answer });
      this.#hand();
    });
  }

  async close(): Promise<void> {
    this.#waiting?.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    if (method === 'GET' && url === `${PREFIX}/invocation/next`) {
      this.#start({ atMs: performance.now() });
      this.#waiting = response;
      this.#hand();
      return;
    }
    const payload = await readJson(request);
    const [, id, end] = new RegExp(`^${PREFIX}/invocation/([^/]+)/(response|error)$`).exec(url) ?? [];
    if (method === 'POST' && url === `${PREFIX}/init/error`) {
      this.#start({ atMs: performance.now(), initError: payload });
    } else if (method === 'POST' && id !== undefined && id === this.#underWay?.id) {
      const { answer } = this.#underWay;
      this.#underWay = undefined;
      answer({ kind: end === 'error' ? 'error' : 'response', payload });
    } else {
      response.writeHead(404).end(`{"errorMessage":"${method} ${url} is not known here"}`);
      return;
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  #hand(): void {
    const invocation = this.#queued[0];
    if (this.#waiting === undefined || this.#underWay !== undefined || invocation === undefined) return;
    this.#queued = this.#queued.slice(1);
    this.#underWay = invocation;
    this.#waiting
      .writeHead(200, {
        'content-type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': invocation.id,
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + invocation.timeoutMs),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:check',
        'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
      })
      .end(invocation.body);
    this.#waiting = undefined;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
