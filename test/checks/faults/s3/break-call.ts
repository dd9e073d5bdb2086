/** Does to one HTTP call what a breakage says. Knows nothing of runs and plans. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultKind, Moment } from './fault-plan.ts';
import type { Answer } from './plain-http.ts';

/** One call under way, and how to have S3 answer it. */
export interface OpenCall {
  readonly asked: IncomingMessage;
  readonly answered: ServerResponse;
  readonly forward: () => Promise<Answer>;
}

const DRIP_PAUSE_MS = 12;
const DRIP_PARTS = 8;

/** Error codes as S3 gives them. Source: Amazon S3 API Reference, "Error responses". */
const ERROR_CODES: Readonly<Record<string, string>> = {
  500: 'InternalError',
  503: 'SlowDown',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  412: 'PreconditionFailed',
  409: 'ConditionalRequestConflict',
};

/** Passes S3's answer on. */
export function pass({ answered }: OpenCall, { status, headers, body }: Answer): void {
  if (answered.destroyed) return;
  answered.writeHead(status, headers);
  answered.end(body);
}

/** Breaks the call; before S3 has seen it, or after S3 did what it asks. */
export async function breakCall(call: OpenCall, kind: FaultKind, moment: Moment): Promise<void> {
  const { asked, answered } = call;
  const isRead = asked.method === 'GET';
  switch (kind) {
    case '500':
    case '503':
    case '403':
    case '404':
    case '412':
    case '409':
      if (moment === 'after') await call.forward();
      return pass(call, errorAnswer(kind));
    case 'reset':
      if (moment === 'after') await call.forward();
      return hangUp(call);
    case 'hang':
      if (moment === 'after') await call.forward();
      return; // Until the client gives up.
    case 'half':
    case 'stall': {
      if (moment === 'before' && !isRead) return kind === 'half' ? hangUp(call) : undefined;
      await sendHalf(call, await call.forward());
      return kind === 'half' ? hangUp(call) : undefined;
    }
    case 'drip':
      if (moment === 'before') await delay(DRIP_PAUSE_MS * DRIP_PARTS);
      if (!answered.destroyed) await drip(call, await call.forward());
  }
}

/** Ends the connection the hard way. */
export function hangUp({ asked }: OpenCall): void {
  asked.socket.resetAndDestroy();
}

function errorAnswer(status: keyof typeof ERROR_CODES): Answer {
  const code = ERROR_CODES[status] ?? 'InternalError';
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>made by the tests</Message><RequestId>0</RequestId></Error>`;
  const body = Buffer.from(text);
  return {
    status: Number(status),
    headers: { 'content-type': 'application/xml', 'content-length': `${body.length}` },
    body,
  };
}

/** The status line, all headers and half of the body; half of the status line where there is no body. */
async function sendHalf({ asked, answered }: OpenCall, { status, headers, body }: Answer): Promise<void> {
  const { socket } = asked;
  if (socket.destroyed) return;
  if (body.length === 0) {
    await new Promise((resolve) => socket.write(`HTTP/1.1 ${status} O`, resolve));
    return;
  }
  answered.writeHead(status, headers);
  await new Promise((resolve) => answered.write(body.subarray(0, body.length / 2), resolve));
  await delay(DRIP_PAUSE_MS); // So that the half is read before the connection ends.
}

async function drip({ answered }: OpenCall, { status, headers, body }: Answer): Promise<void> {
  await delay(DRIP_PAUSE_MS);
  answered.writeHead(status, headers);
  const size = Math.ceil(body.length / DRIP_PARTS);
  for (let start = 0; start < body.length && !answered.destroyed; start += size) {
    answered.write(body.subarray(start, start + size));
    await delay(DRIP_PAUSE_MS);
  }
  answered.end();
}
