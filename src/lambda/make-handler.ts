/**
 * The handler of `on-report-created`: opens an event, opts its reports out, and answers what is to be delivered
 * again. One record's failure is that record's.
 */

import { parseReportKey } from '../report/key.ts';
import type { ReportStore } from '../report/ports.ts';
import type { Trigger } from '../report/trigger.ts';
import { defined } from '../text/defined.ts';
import { showSafely } from '../text/safe-text.ts';
import type { Delivery } from './delivery.ts';
import { openEnvelopes } from './envelopes.ts';
import { type CreatedObject, dealWithReport, type FunctionParts, logFailure } from './process-report.ts';
import { type Deadline, withinTime } from './within-time.ts';

/** The answer to a queue: messages to deliver again. Source: AWS Lambda, "Partial batch responses". */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The part of Lambda's context that is looked at. */
export interface InvocationContext extends Deadline {
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
export function makeHandler(parts: FunctionParts): ReportHandler {
  return async (event, context) => {
    try {
      return await answerTo(event, context, parts);
    } finally {
      parts.meter.publish();
    }
  };
}

async function answerTo(
  event: unknown,
  context: InvocationContext,
  parts: FunctionParts,
): Promise<BatchResponse | undefined> {
  const opened = openEnvelopes(event);
  if (opened.kind === 'direct') {
    const failures = await dealWithAll(
      opened.deliveries.map((delivery) => ({ delivery })),
      context,
      parts,
    );
    if (failures.size > 0) throw failureOf([...failures.values()]);
    return undefined;
  }
  const tasks = opened.messages.flatMap(({ messageId, deliveries }) =>
    deliveries.map((delivery) => ({ delivery, messageId })),
  );
  const failures = await dealWithAll(tasks, context, parts);
  const failed = new Set([...failures.keys()].map(({ messageId = '' }) => messageId));
  return {
    batchItemFailures: opened.messages
      .filter(({ messageId }) => failed.has(messageId))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

/** A delivery, and the message it came in. */
interface Task {
  readonly delivery: Delivery;
  readonly messageId?: string;
}

/**
 * Deals with reports side by side, and with the deliveries of one report one after the other. Answers what has to
 * come again, and why: also what is not done when the time is nearly over. A rewriting that is under way then may
 * still be made; it is conditional, and the next delivery finds it.
 */
async function dealWithAll(
  tasks: readonly Task[],
  context: InvocationContext,
  parts: FunctionParts,
): Promise<Map<Task, Error>> {
  const failures = new Map<Task, Error>();
  const open = new Set(tasks);
  const waiting = [...Map.groupBy(tasks, ({ delivery }) => reportOf(delivery)).values()].map(notebooksFirst);
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      for (const task of group) {
        if (!open.has(task)) return;
        const error = await dealWith(task, context.awsRequestId, parts);
        if (error !== undefined) failures.set(task, error);
        open.delete(task);
      }
    }
  };
  const all = Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if ((await withinTime(all, context)) === 'out-of-time') {
    const error = deliverAgain('out of time: not done before the function would have been ended');
    for (const task of open) {
      logFailure(error, placeOf(task), parts);
      failures.set(task, error);
    }
    open.clear();
  }
  return new Map(failures);
}

/** So that what is said about an HTML report says when its notebook was opted out. */
const notebooksFirst = (group: readonly Task[]): Task[] =>
  group.toSorted((a, b) => Number(isOfPage(a)) - Number(isOfPage(b)));

const isOfPage = ({ delivery }: Task): boolean =>
  delivery.kind === 'created' && parseReportKey(delivery.key)?.kind === 'html';

const reportOf = (delivery: Delivery): string =>
  delivery.kind === 'created'
    ? `${delivery.bucket}/${parseReportKey(delivery.key)?.folder ?? delivery.key}`
    : delivery.kind;

const placeOf = ({ delivery, messageId }: Task) => ({
  ...defined({ messageId }),
  ...(delivery.kind === 'created' ? { bucket: delivery.bucket, key: delivery.key } : {}),
});

/** Answers why the delivery has to come again, or undefined when it was dealt with. */
async function dealWith(task: Task, requestId: string, parts: FunctionParts): Promise<Error | undefined> {
  const { log, meter } = parts;
  const { delivery } = task;
  switch (delivery.kind) {
    case 'ignored':
      log.debug('delivery ignored', { why: delivery.why });
      return undefined;
    case 'malformed':
      log.error('malformed delivery', { ...placeOf(task), why: delivery.why });
      meter.countMalformed();
      return deliverAgain(`malformed delivery: ${delivery.why}`);
    case 'created': {
      const { bucket, key, decodedKey, versionId } = delivery;
      const [first, other] = [key, decodedKey ?? ''].filter(
        (candidate) => parseReportKey(candidate) !== undefined,
      );
      const trigger = { ...delivery.trigger, requestId };
      if (first === undefined) {
        log.debug('delivery ignored', { why: 'the key is no report object', key });
        return undefined;
      }
      try {
        return await optOut({ bucket, key: first, versionId }, other, trigger, parts);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        logFailure(error, placeOf(task), parts);
        return error;
      }
    }
  }
}

/** Opts out the report of `key`, or that of `other` when only that one is there. */
async function optOut(
  created: CreatedObject,
  other: string | undefined,
  trigger: Trigger,
  parts: FunctionParts,
): Promise<Error | undefined> {
  const { bucket, key } = created;
  const isOther =
    other !== undefined &&
    !(await exists(bucket, key, parts.store)) &&
    (await exists(bucket, other, parts.store));
  const findings = await dealWithReport(isOther ? { ...created, key: other } : created, trigger, parts);
  const contended = findings.find(({ outcome }) => outcome === 'contended');
  return contended && deliverAgain(`${contended.key}: ${contended.detail}`);
}

/** Asks without reading the body: every object reaches a size limit of 0. */
const exists = async (bucket: string, key: string, store: ReportStore): Promise<boolean> =>
  (await store.read({ bucket, key }, 0)).kind !== 'missing';

/** The runtime and `replay` show errors as they are, and parts of this one may come from a hostile key. */
const deliverAgain = (message: string): Error => new Error(showSafely(message));

const failureOf = (failures: readonly Error[]): Error => {
  const [first] = failures;
  return failures.length === 1 && first !== undefined
    ? first
    : new AggregateError(failures, failures.map(({ message }) => message).join('; '));
};
