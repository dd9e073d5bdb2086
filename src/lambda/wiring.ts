/** Puts the functions together from the real parts: the environment, S3, the clock, the log. Once a cold start. */
import { connectS3 } from '../aws/connect.ts';
import type { SageMaker } from '../aws/connect-sagemaker.ts';
import { S3Ledger } from '../aws/s3-ledger.ts';
import { S3ReportStore } from '../aws/s3-report-store.ts';
import { systemClock } from '../aws/system-clock.ts';
import { TrainingJobs } from '../aws/training-jobs.ts';
import { software } from '../report/software.ts';
import { type BatchHandler, makeBatchHandler } from './make-batch-handler.ts';
import { makeHandler, type ReportHandler } from './make-handler.ts';
import { EmfMeter } from './meter.ts';
import type { FunctionParts } from './process-report.ts';
import { SafeLogger, type WriteLine } from './safe-logger.ts';
import { type Environment, parseSettings } from './settings.ts';

/** The handler of `on-report-created`. @throws Error for a setting that is not allowed. */
export const wireReportHandler = (environment: Environment, writeLine: WriteLine): ReportHandler =>
  makeHandler(wireParts(environment, writeLine));

/** The handler of `on-batch-task`. @throws Error for a setting that is not allowed. */
export const wireBatchHandler = (environment: Environment, writeLine: WriteLine): BatchHandler =>
  makeBatchHandler(wireParts(environment, writeLine));

function wireParts(environment: Environment, writeLine: WriteLine): FunctionParts {
  const log = new SafeLogger(software.name, writeLine);
  const { policy, ledger, looksUpTrainingJobs } = parseSettings(environment);
  const client = connectS3({});
  return {
    store: new S3ReportStore(client),
    policy,
    ledger: ledger && new S3Ledger(client, ledger),
    optionOne: looksUpTrainingJobs ? new TrainingJobs(loadSageMaker, systemClock) : undefined,
    clock: systemClock,
    log: {
      debug: (message, extra = {}) => log.debug(message, extra),
      error: (message, extra) => log.error(message, extra),
    },
    meter: meterOf(environment['STACK_NAME'], writeLine),
    writeRecord: (record, isMadeAgain) => log.writeRecord(record, isMadeAgain),
  };
}

/** Not parsed at a cold start, and not at all when nothing is looked up. */
const loadSageMaker = async (): Promise<SageMaker> =>
  (await import('../aws/connect-sagemaker.ts')).connectSageMaker();

/** Figures belong to a stack; a run by hand has none to send them for. */
const meterOf = (stackName: string | undefined, writeLine: WriteLine): EmfMeter =>
  stackName ? new EmfMeter(stackName, writeLine) : new EmfMeter(software.name, () => {});
