/**
 * A proxy on loopback between the SDK and moto's server. Every process that calls through it has an address of its
 * own, so that the proxy knows whose call it breaks, and refuses all calls of one that was killed.
 *
 * A process killed between two calls is, seen from outside, one that sends nothing more from that moment on and
 * writes no further line of log. So that is what a kill is here: the proxy refuses the rest of its calls, and the
 * run drops the rest of its lines. `killed-child.ts` is the same with a process and SIGKILL.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { breakCall, hangUp, type OpenCall, pass } from './break-call.ts';
import type { Breakage, CallKind } from './fault-plan.ts';
import { type Answer, ask, readAll } from './plain-http.ts';

/** One process that calls through the proxy. */
export interface Caller {
  /** What is done to its next call; called once a call. May wait, so as to let others go first. */
  readonly decide: (kind: CallKind) => Breakage | undefined | Promise<Breakage | undefined>;
  /** After S3 did what a call asks, and before the answer goes back. */
  readonly afterwards?: (kind: CallKind) => Promise<void>;
  /** Ends the process: it gets no more answers and leaves no more traces. */
  readonly kill: () => void;
  readonly isDead: () => boolean;
}

/** One write that S3 took, in the order in which it took them. */
export interface Written {
  readonly key: string;
  readonly bytes: Buffer;
  readonly callerId: string;
}

/** A running proxy. */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #callers = new Map<string, Caller>();
  readonly #written = new Map<string, Written[]>();
  readonly #underWay = new Map<string, Promise<unknown>>();
  #count = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((asked, answered) => {
      this.#serve(asked, answered).catch(() => asked.socket.destroy());
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Starts a proxy before the server at `target`. */
  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Gives a process its address; `id` names it in what was written. */
  open(caller: Caller): { readonly id: string; readonly endpointUrl: string } {
    this.#count += 1;
    const id = `caller-${this.#count}`;
    this.#callers.set(id, caller);
    const { port } = this.#server.address() as AddressInfo;
    return { id, endpointUrl: `http://127.0.0.1:${port}/${id}` };
  }

  /** What S3 took for a bucket through this proxy, oldest first. */
  writtenTo = (bucket: string): readonly Written[] => this.#written.get(bucket) ?? [];

  /** Resolves when nothing that reached the bucket is under way. */
  atRest = async (bucket: string): Promise<void> => {
    await this.#underWay.get(bucket);
  };

  /** Forgets a bucket and its callers. */
  forget(bucket: string, callerIds: readonly string[]): void {
    this.#written.delete(bucket);
    this.#underWay.delete(bucket);
    for (const id of callerIds) this.#callers.delete(id);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(asked: IncomingMessage, answered: ServerResponse): Promise<void> {
    const [, id = '', ...rest] = (asked.url ?? '').split('/');
    const path = `/${rest.join('/')}`;
    const caller = this.#callers.get(id);
    const body = await readAll(asked);
    const call: OpenCall = { asked, answered, forward: () => this.#forward(asked, path, body, id) };
    if (caller === undefined || caller.isDead()) return hangUp(call);
    const kind = kindOf(asked.method, path);
    const breakage = await caller.decide(kind);
    if (breakage?.kind === 'killed') {
      if (breakage.moment === 'after') await call.forward();
      caller.kill();
      return hangUp(call);
    }
    if (caller.isDead()) return hangUp(call);
    if (breakage !== undefined) return breakCall(call, breakage.kind, breakage.moment);
    const answer = await call.forward();
    await caller.afterwards?.(kind);
    return caller.isDead() ? hangUp(call) : pass(call, answer);
  }

  /**
   * What reaches one bucket goes one after the other: moto checks a condition and then writes, and what it writes is
   * there a moment before its metadata is, while S3 does all of it at once.
   */
  async #forward(asked: IncomingMessage, path: string, body: Buffer, callerId: string): Promise<Answer> {
    const { method = 'GET', headers } = asked;
    const { bucket, key } = placeOf(path);
    const answer = (this.#underWay.get(bucket) ?? Promise.resolve()).then(() =>
      ask(this.#target, { method, path, headers, body }),
    );
    const done = answer.then(
      ({ status }) => {
        if (method === 'PUT' && status === 200) this.#keep(bucket, { key, bytes: body, callerId });
      },
      () => {},
    );
    this.#underWay.set(bucket, done);
    await done;
    return answer;
  }

  #keep(bucket: string, written: Written): void {
    const earlier = this.#written.get(bucket);
    if (earlier === undefined) this.#written.set(bucket, [written]);
    else earlier.push(written);
  }
}

/** The ledger of a run lies in its bucket. */
export const LEDGER_PREFIX = 'ledger/';
export const isLedgerKey = (key: string): boolean => key.startsWith(LEDGER_PREFIX);

function placeOf(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', ...key] = (path.split('?')[0] ?? '').split('/');
  return { bucket, key: decodeURIComponent(key.join('/')) };
}

/** @throws Error for a call that the function is not meant to make */
function kindOf(method: string | undefined, path: string): CallKind {
  const object = /\.html(?:\?|$)/.test(path) ? 'html' : 'notebook';
  if (method === 'PUT' && isLedgerKey(placeOf(path).key)) return 'put-record';
  if (method === 'GET' && /[?&]versions(?:[=&]|$)/.test(path)) return 'list-versions';
  if (method === 'PUT') return `put-${object}`;
  if (method !== 'GET') throw new Error(`unexpected ${method} ${path}`);
  return /[?&]tagging/.test(path) ? `get-tags-${object}` : `get-${object}`;
}
