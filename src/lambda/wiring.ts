/** Connects the functions to the real environment, S3, clock and log; once for each cold start. */
import { connectS3 } from '../aws/connect.ts';
import { S3Ledger } from '../aws/ledger/s3-ledger.ts';
import { S3ReportStore } from '../aws/s3-report-store.ts';
import { systemClock } from '../aws/system-clock.ts';
import type { OptionOneSource } from '../report/ports.ts';
import { software } from '../report/software.ts';
import { type BatchHandler, type BatchParts, makeBatchHandler } from './make-batch-handler.ts';
import { makeHandler, type ReportHandler } from './make-handler.ts';
import { EmfMeter } from './meter.ts';
import type { FunctionParts } from './process-report.ts';
import { SafeLogger, type WriteLine } from './safe-logger.ts';
import { type Environment, parseJobPrefix, parseSettings } from './settings.ts';

/** The handler of `on-report-created`. @throws Error for an invalid setting */
export const wireReportHandler = (environment: Environment, writeLine: WriteLine): ReportHandler =>
  makeHandler(wireParts(environment, writeLine));

/** The handler of `on-batch-task`. @throws Error for an invalid setting */
export const wireBatchHandler = (environment: Environment, writeLine: WriteLine): BatchHandler =>
  makeBatchHandler({ ...wireParts(environment, writeLine), keyPrefix: parseJobPrefix(environment) });

function wireParts(
  environment: Environment,
  writeLine: WriteLine,
): FunctionParts & Pick<BatchParts, 'countNewRecords'> {
  const log = new SafeLogger(software.name, writeLine);
  const { policy, ledger, looksUpTrainingJobs } = parseSettings(environment);
  const client = connectS3({});
  const s3Ledger = ledger && new S3Ledger(client, ledger);
  return {
    store: new S3ReportStore(client, { hashesOnArrival: true }),
    policy,
    ledger: s3Ledger,
    countNewRecords: s3Ledger && (() => s3Ledger.created),
    optionOne: looksUpTrainingJobs ? lookUpWhenNeeded() : undefined,
    clock: systemClock,
    log: {
      debug: (message, extra = {}) => log.debug(message, extra),
      error: (message, extra) => log.error(message, extra),
    },
    meter: EmfMeter.ofStack(environment['STACK_NAME'], writeLine, systemClock),
    writeRecord: (record, isMadeAgain) => log.writeRecord(record, isMadeAgain),
  };
}

/** The SageMaker client is loaded at the first look-up: a cold start does not parse it. */
function lookUpWhenNeeded(): OptionOneSource {
  const open = async () =>
    (await import('../aws/sagemaker/training-job-lookup.ts')).openTrainingJobLookup(systemClock);
  let lookup: Promise<OptionOneSource> | undefined;
  return {
    find: async (processingJobArn) => {
      lookup ??= open();
      return (await lookup).find(processingJobArn);
    },
  };
}
