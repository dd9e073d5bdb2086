/** One process of the function: the real handler, store, log and SDK, calling S3 through the proxy. */
import { setTimeout as delay } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { S3Ledger } from '../../../src/aws/ledger/s3-ledger.ts';
import { makeHandler } from '../../../src/lambda/make-handler.ts';
import { EmfMeter } from '../../../src/lambda/meter.ts';
import { SafeLogger } from '../../../src/lambda/safe-logger.ts';
import { parseSettings } from '../../../src/lambda/settings.ts';
import { LOCAL_CREDENTIALS } from '../../support/servers/s3-server.ts';
import { type Flaw, storeWith } from './broken.ts';
import { type Caller, type FaultProxy, LEDGER_PREFIX } from './s3/fault-proxy.ts';

/** How one invocation ended. `failed` names the messages to deliver again. */
export type InvocationEnd =
  | { readonly kind: 'answered'; readonly failed: ReadonlySet<string> }
  | { readonly kind: 'threw' }
  | { readonly kind: 'killed' };

/** A process that can be invoked until it is dead. */
export interface Sandbox {
  readonly callerId: string;
  readonly isDead: () => boolean;
  /** Ends it from outside, as Lambda does with processes that it no longer needs. */
  readonly end: () => void;
  readonly invoke: (event: unknown) => Promise<InvocationEnd>;
}

/** What a process is started with. */
export interface SandboxOptions {
  readonly html: 'record' | 'silence';
  /** Keeps a ledger in this bucket, below `LEDGER_PREFIX`. */
  readonly ledgerBucket?: string;
  /** `hasty`: gives up on a call soon, so that hangs take little of the tests' time; `patient`: as deployed. */
  readonly pace: 'hasty' | 'patient';
  /** Time that an invocation has, as far as the handler is told; it answers before that is over. */
  readonly limitMs?: number;
  /** Dies instead of writing the record of this number, counted from 1. */
  readonly diesAtRecord?: number;
  readonly flaw?: Flaw;
  readonly random: () => number;
  readonly decide: Caller['decide'];
  readonly afterwards?: Caller['afterwards'];
  /** Told of each 404 to a read of a notebook that reached the process; one that came too late did not. */
  readonly hearsMissing?: () => void;
  /** Gets each line of the log, until the process is dead. */
  readonly writeLine: (line: string) => void;
}

/** The handler takes this much off the time that it has. Source: src/lambda/within-time.ts */
const HANDLER_SPARE_MS = 5_000;

/** Starts a process. */
export function openSandbox(proxy: FaultProxy, options: SandboxOptions): Sandbox {
  const { html, limitMs, flaw, random, decide, afterwards, ledgerBucket } = options;
  const death = Promise.withResolvers<void>();
  let isDead = false;
  const kill = () => {
    isDead = true;
    death.resolve();
  };
  const { id, endpointUrl } = proxy.open({
    decide,
    ...(afterwards === undefined ? {} : { afterwards }),
    kill,
    isDead: () => isDead,
  });
  const client = connect(endpointUrl, options.pace);
  if (options.hearsMissing !== undefined) listen(client, options.hearsMissing);
  let records = 0;
  const writeLine = (line: string) => {
    const isRecord = line.includes('"audit":');
    if (isRecord) records += 1;
    if (isRecord && records === options.diesAtRecord) kill();
    const isLost = flaw === 'lost-records' && isRecord && random() < 0.2;
    if (!isDead && !isLost) options.writeLine(line);
  };
  const log = new SafeLogger('faults', writeLine);
  const handler = makeHandler({
    store: storeWith(client, flaw),
    ledger:
      ledgerBucket === undefined
        ? undefined
        : new S3Ledger(client, { bucket: ledgerBucket, prefix: LEDGER_PREFIX }),
    policy: parseSettings({ HTML_REPORTS: html }).policy,
    clock: {
      now: () => new Date(),
      sleep: async (delayMs) => {
        await delay(delayMs / 50);
      },
      random,
    },
    log: { debug: () => {}, error: (message, extra) => log.error(message, extra) },
    meter: new EmfMeter('faults', writeLine, { now: () => new Date() }),
    writeRecord: (record, isMadeAgain) => log.writeRecord(record, isMadeAgain),
  });
  const context = {
    awsRequestId: id,
    ...(limitMs === undefined ? {} : { getRemainingTimeInMillis: () => HANDLER_SPARE_MS + limitMs }),
  };
  const answer = async (event: unknown): Promise<InvocationEnd> => {
    await shortenRetryDelays(client);
    try {
      const { batchItemFailures = [] } = (await handler(event, context)) ?? {};
      const failed = flaw === 'unsaid-failures' ? [] : batchItemFailures;
      return { kind: 'answered', failed: new Set(failed.map(({ itemIdentifier }) => itemIdentifier)) };
    } catch {
      return { kind: 'threw' };
    }
  };
  return {
    callerId: id,
    isDead: () => isDead,
    end: () => {
      kill();
      client.destroy();
    },
    invoke: async (event) => {
      const died = death.promise.then(() => ({ kind: 'killed' }) as const);
      const end = await Promise.race([died, answer(event)]);
      return isDead ? { kind: 'killed' } : end;
    },
  };
}

/** As src/aws/connect.ts does it; `hasty` waits less for answers. */
function connect(endpoint: string, pace: SandboxOptions['pace']): S3Client {
  const hasty = { connectionTimeout: 1_000, socketTimeout: 250, requestTimeout: 350 };
  const patient = { connectionTimeout: 5_000, socketTimeout: 30_000, requestTimeout: 60_000 };
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: LOCAL_CREDENTIALS,
    signer: { sign: async (request) => request }, // Nobody checks signatures here, and they take time.
    maxAttempts: 4,
    requestHandler: { ...(pace === 'hasty' ? hasty : patient), throwOnRequestTimeout: true },
  });
}

/** Listens to what comes in, between the SDK and the network. */
function listen(client: S3Client, hearsMissing: () => void): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const { Key: key = '' } = args.input as { readonly Key?: string };
        const { statusCode } = result.response as { readonly statusCode?: number };
        const isRead = commandName === 'GetObjectCommand';
        if (isRead && statusCode === 404 && key.endsWith('.ipynb')) hearsMissing();
        return result;
      },
    { step: 'deserialize', priority: 'low' },
  );
}

/** The SDK's own strategy, which repeats calls as ever, and waits 5 ms before each. */
async function shortenRetryDelays({ config }: S3Client): Promise<void> {
  const retryBackoffStrategy = { computeNextBackoffDelay: () => 5, setDelayBase: () => {} };
  Object.assign(await config.retryStrategy(), { retryBackoffStrategy });
}
