/** Processes the creation of one object: finds the report that it belongs to, and says whether it has to be delivered again. */
import { parseReportKey } from '../report/key.ts';
import type { ReportStore } from '../report/ports.ts';
import type { CreatedDelivery } from './events/delivery.ts';
import { deliveryError } from './failures.ts';
import { type FunctionParts, processReport } from './process-report.ts';

/** Resolves to the error for which the delivery has to come again, or to undefined when it is done. @throws Fault */
export async function processCreated(
  delivery: CreatedDelivery,
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
  { bucket, key, decodedKey = '' }: CreatedDelivery,
  store: ReportStore,
): Promise<string | undefined> {
  const [first, second] = [key, decodedKey].filter((candidate) => parseReportKey(candidate) !== undefined);
  if (first === undefined || second === undefined) return first;
  const isSecond =
    !(await store.exists({ bucket, key: first })) && (await store.exists({ bucket, key: second }));
  return isSecond ? second : first;
}
