/** Puts the functions together from the real parts: the environment, S3, the clock, the log. Once a cold start. */
import { connectS3 } from '../aws/connect.ts';
import { S3ReportStore } from '../aws/s3-report-store.ts';
import { systemClock } from '../aws/system-clock.ts';
import { software } from '../report/software.ts';
import { makeHandler, type ReportHandler } from './make-handler.ts';
import { SafeLogger, type WriteLine } from './safe-logger.ts';
import { type Environment, parseSettings } from './settings.ts';

/** The handler of `on-report-created`. @throws Error for a setting that is not allowed. */
export function wireReportHandler(environment: Environment, writeLine: WriteLine): ReportHandler {
  const log = new SafeLogger(software.name, writeLine);
  return makeHandler({
    store: new S3ReportStore(connectS3({})),
    policy: parseSettings(environment),
    clock: systemClock,
    log: {
      debug: (message, extra = {}) => log.debug(message, extra),
      error: (message, extra) => log.error(message, extra),
    },
    writeRecord: (record) => log.writeRecord(record),
  });
}
