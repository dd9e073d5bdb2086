/** A thread that opts reports of S3 out, with a client of its own; records are kept by the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { systemClock } from '../../aws/system-clock.ts';
import { Fault } from '../../report/fault.ts';
import type { ReportTarget } from '../../report/report-target.ts';
import { Stores } from '../stores.ts';
import type { FromThread, ThreadStart, ToThread } from './messages.ts';
import { optOutOne } from './opt-out-one.ts';

/** Ends the work on a report whose record was not kept; the main thread knows why. */
class NotKept extends Error {}

const { connection, job } = workerData as ThreadStart;
const send = (message: FromThread): void => parentPort?.postMessage(message);
const stores = new Stores(connection, { onThrottled: () => send({ kind: 'throttled' }) });
/** The record that each report waits for. A report has one at a time. */
const waiting = new Map<number, PromiseWithResolvers<void>>();

const keepBy =
  (id: number) =>
  async (record: AuditRecord, isEarlier: boolean): Promise<void> => {
    const kept = Promise.withResolvers<void>();
    waiting.set(id, kept);
    send({ kind: 'record', id, record, isEarlier });
    await kept.promise;
  };

async function work(id: number, report: ReportTarget): Promise<void> {
  try {
    const store = await stores.storeOf(report.bucket);
    await optOutOne(report, job, { store, clock: systemClock }, keepBy(id));
    send({ kind: 'done', id });
  } catch (error) {
    if (error instanceof NotKept) send({ kind: 'done', id });
    else if (error instanceof Fault) {
      const { code, message, retryable, isGeneral } = error;
      send({ kind: 'done', id, fault: { code, message, retryable, isGeneral } });
    } else send({ kind: 'failed', id, error });
  }
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'report') void work(message.id, message.report);
  else {
    const kept = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.isKept) kept?.resolve();
    else kept?.reject(new NotKept());
  }
});
// The client is loaded before the first report comes.
await stores.storeOf('');
send({ kind: 'ready' });
