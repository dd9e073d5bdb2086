/**
 * The handler of `on-report-created`: opens an event, opts its reports out, and answers what is to be delivered
 * again. One record's failure is that record's.
 */
import { logTrail } from '../audit/log-trail.ts';
import type { Trigger } from '../audit/record.ts';
import { showSafely } from '../audit/safe-text.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { Fault } from '../report/fault.ts';
import { parseReportKey, reportObjectKey } from '../report/key.ts';
import { optOutReport, type ReportTarget } from '../report/opt-out.ts';
import type { Policy } from '../report/policy.ts';
import type { Clock, ReportStore, StoredObject } from '../report/ports.ts';
import { software } from '../report/software.ts';
import type { Delivery, Message } from './delivery.ts';
import { openEnvelopes } from './envelopes.ts';

/** What the handler says beside records. */
export interface HandlerLog {
  debug(message: string, extra?: Readonly<Record<string, unknown>>): void;
  error(message: string, extra: Readonly<Record<string, unknown>>): void;
}

/** Everything the handler needs; made once a cold start. */
export interface HandlerParts<Stored extends StoredObject> {
  readonly store: ReportStore<Stored>;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: HandlerLog;
  readonly writeRecord: (record: AuditRecord) => void;
}

/** The answer to a queue: messages to deliver again. Source: AWS Lambda, "Partial batch responses". */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The part of Lambda's context that is looked at. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

/** The handler: events of a queue are answered with the failed messages, all others with nothing or an error. */
export type ReportHandler = (
  event: unknown,
  context: InvocationContext,
) => Promise<BatchResponse | undefined>;

/** Reports under way at once; deliveries of the same report wait for each other. */
const CONCURRENCY = 8;

/** Puts a handler together. */
export function makeHandler<Stored extends StoredObject>(parts: HandlerParts<Stored>): ReportHandler {
  return async (event, { awsRequestId }) => {
    const opened = openEnvelopes(event);
    if (opened.kind === 'direct') {
      const failures = await dealWithAll(opened.deliveries, awsRequestId, parts);
      if (failures.length > 0) throw failureOf(failures);
      return undefined;
    }
    return { batchItemFailures: await failedMessages(opened.messages, awsRequestId, parts) };
  };
}

async function failedMessages<Stored extends StoredObject>(
  messages: readonly Message[],
  requestId: string,
  parts: HandlerParts<Stored>,
): Promise<BatchResponse['batchItemFailures']> {
  const failures = await dealWithAll(
    messages.flatMap(({ deliveries }) => deliveries),
    requestId,
    parts,
  );
  const failed = new Set(failures.map(({ delivery }) => delivery));
  return messages
    .filter(({ deliveries }) => deliveries.some((delivery) => failed.has(delivery)))
    .map(({ messageId }) => ({ itemIdentifier: messageId }));
}

/** A delivery that has to come again, and why. */
interface Failure {
  readonly delivery: Delivery;
  readonly error: Error;
}

/** Deals with reports side by side, and with the deliveries of one report one after the other. */
async function dealWithAll<Stored extends StoredObject>(
  deliveries: readonly Delivery[],
  requestId: string,
  parts: HandlerParts<Stored>,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const waiting = [...Map.groupBy(deliveries, reportOf).values()];
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      for (const delivery of group) {
        const error = await dealWith(delivery, requestId, parts);
        if (error !== undefined) failures.push({ delivery, error });
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return failures;
}

const reportOf = (delivery: Delivery): string =>
  delivery.kind === 'created'
    ? `${delivery.bucket}/${parseReportKey(delivery.key)?.folder ?? delivery.key}`
    : delivery.kind;

/** Answers why the delivery has to come again, or undefined when it was dealt with. */
async function dealWith<Stored extends StoredObject>(
  delivery: Delivery,
  requestId: string,
  parts: HandlerParts<Stored>,
): Promise<Error | undefined> {
  const { log } = parts;
  switch (delivery.kind) {
    case 'ignored':
      log.debug('delivery ignored', { why: delivery.why });
      return undefined;
    case 'malformed':
      log.error('malformed delivery', { why: delivery.why });
      return deliverAgain(`malformed delivery: ${delivery.why}`);
    case 'created': {
      const { bucket, key, decodedKey } = delivery;
      const [first, other] = [key, decodedKey ?? ''].filter(
        (candidate) => parseReportKey(candidate) !== undefined,
      );
      const trigger = { ...delivery.trigger, requestId };
      if (first !== undefined) return optOut(bucket, first, other, trigger, parts);
      log.debug('delivery ignored', { why: 'the key is no report object', key });
      return undefined;
    }
  }
}

/** A notebook is dealt with together with the HTML report beside it, which may not be there yet. */
function targetOf(bucket: string, key: string): ReportTarget {
  const { kind = 'notebook', folder = '' } = parseReportKey(key) ?? {};
  const object = { kind, key, presence: 'expected' } as const;
  if (kind === 'html') return { bucket, objects: [object] };
  const html = { kind: 'html', key: reportObjectKey(folder, 'html'), presence: 'optional' } as const;
  return { bucket, objects: [object, html] };
}

/** Opts out the report of `key`, or that of `other` when only that one is there. */
async function optOut<Stored extends StoredObject>(
  bucket: string,
  key: string,
  other: string | undefined,
  trigger: Trigger,
  { store, policy, clock, log, writeRecord }: HandlerParts<Stored>,
): Promise<Error | undefined> {
  const trail = logTrail({ trigger, software }, writeRecord);
  try {
    const isOther =
      other !== undefined && !(await exists(bucket, key, store)) && (await exists(bucket, other, store));
    const target = targetOf(bucket, isOther ? other : key);
    const surroundings = { store, trail, clock, software: `${software.name}/${software.version}` };
    const findings = await optOutReport(target, policy, surroundings);
    const contended = findings.find(({ outcome }) => outcome === 'contended');
    return contended && deliverAgain(`${contended.key}: ${contended.detail}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fault = error instanceof Fault ? { code: error.code, retryable: error.retryable } : {};
    log.error(error instanceof Fault ? 'fault' : 'bug: please report this', { ...fault, error });
    return error;
  }
}

/** Asks without reading the body: every object reaches a size limit of 0. */
const exists = async (bucket: string, key: string, store: ReportStore): Promise<boolean> =>
  (await store.read({ bucket, key }, 0)).kind !== 'missing';

/** The runtime and `replay` show errors as they are, and parts of this one may come from a hostile key. */
const deliverAgain = (message: string): Error => new Error(showSafely(message));

const failureOf = (failures: readonly Failure[]): Error => {
  const [first] = failures;
  return failures.length === 1 && first !== undefined
    ? first.error
    : new AggregateError(
        failures.map(({ error }) => error),
        failures.map(({ error }) => error.message).join('; '),
      );
};
