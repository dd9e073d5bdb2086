/** Processes one delivery: finds the report that it is about, and says whether it has to be delivered again. */
import { parseReportKey } from '../report/key.ts';
import type { ReportStore } from '../report/ports.ts';
import { defined } from '../text/defined.ts';
import type { DeliveredItem } from './answer-event.ts';
import type { Delivery } from './events/delivery.ts';
import { deliveryError, logFailure } from './failures.ts';
import { type FunctionParts, processReport } from './process-report.ts';

/** A delivery about reports. */
export type Item = DeliveredItem<Delivery>;

/** The error for which a delivery has to come again, or undefined when it is done. */
export async function processDelivery(
  item: Item,
  requestId: string,
  parts: FunctionParts,
): Promise<Error | undefined> {
  const { log, meter } = parts;
  const { delivery } = item;
  switch (delivery.kind) {
    case 'ignored':
      log.debug('delivery ignored', { why: delivery.why });
      return undefined;
    case 'malformed':
      log.error('malformed delivery', { ...logFields(item), why: delivery.why });
      meter.countMalformed();
      return deliveryError(`malformed delivery: ${delivery.why}`);
    case 'created':
      try {
        return await processCreated(delivery, requestId, parts);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        logFailure(error, logFields(item), parts);
        return error;
      }
  }
}

async function processCreated(
  delivery: Extract<Delivery, { kind: 'created' }>,
  requestId: string,
  parts: FunctionParts,
): Promise<Error | undefined> {
  const { bucket, versionId } = delivery;
  const key = await findReportKey(delivery, parts.store);
  if (key === undefined) {
    parts.log.debug('delivery ignored', { why: 'the key is not that of a report', key: delivery.key });
    return undefined;
  }
  const trigger = { ...delivery.trigger, requestId };
  const findings = await processReport({ bucket, key, versionId }, trigger, parts);
  const contended = findings.find((finding) => finding.outcome === 'contended');
  return contended && deliveryError(`${contended.key}: ${contended.detail}`);
}

/** The key of the report: the decoded one only when nothing lies under the key as it was delivered. */
async function findReportKey(
  { bucket, key, decodedKey = '' }: Extract<Delivery, { kind: 'created' }>,
  store: ReportStore,
): Promise<string | undefined> {
  const [first, second] = [key, decodedKey].filter((candidate) => parseReportKey(candidate) !== undefined);
  if (first === undefined || second === undefined) return first;
  const isSecond =
    !(await store.exists({ bucket, key: first })) && (await store.exists({ bucket, key: second }));
  return isSecond ? second : first;
}

/** The fields that identify a delivery on the log. */
export const logFields = ({ delivery, messageId }: Item): Readonly<Record<string, string>> => ({
  ...defined({ messageId }),
  ...(delivery.kind === 'created' ? { bucket: delivery.bucket, key: delivery.key } : {}),
});
