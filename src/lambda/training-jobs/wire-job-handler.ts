/** Connects `on-training-job` to the real environment, SageMaker, S3, clock and log; once for each cold start. */
import { connectS3 } from '../../aws/connect.ts';
import { S3Ledger } from '../../aws/ledger/s3-ledger.ts';
import { DescribedJobs } from '../../aws/sagemaker/described-jobs.ts';
import { systemClock } from '../../aws/system-clock.ts';
import { software } from '../../report/software.ts';
import type { ReportHandler } from '../make-handler.ts';
import { EmfMeter } from '../meter.ts';
import { SafeLogger, type WriteLine } from '../safe-logger.ts';
import { type Environment, parseSettings } from '../settings.ts';
import { makeJobHandler } from './make-job-handler.ts';

/** The handler of `on-training-job`. @throws Error for an invalid setting */
export function wireJobHandler(environment: Environment, writeLine: WriteLine): ReportHandler {
  const log = new SafeLogger(software.name, writeLine);
  const { ledger } = parseSettings(environment);
  return makeJobHandler({
    jobs: new DescribedJobs(systemClock),
    ledger: ledger && new S3Ledger(connectS3({}), ledger),
    clock: systemClock,
    log: {
      debug: (message, extra = {}) => log.debug(message, extra),
      error: (message, extra) => log.error(message, extra),
    },
    meter: EmfMeter.ofStack(environment['STACK_NAME'], writeLine, systemClock),
    writeRecord: (record) => log.writeRecord(record),
  });
}
