/** Powertools' logger, with control characters written as JSON escapes. */
import { Logger, LogLevelThreshold } from '@aws-lambda-powertools/logger';
import type { LedgerRecord } from '../audit/record/schema.ts';
import { escapeJson } from '../text/safe-text.ts';

/** Writes a finished line: to standard output in Lambda. */
export type WriteLine = (line: string) => void;

/** Outcomes that need a person, or another attempt. */
const NEEDS_ATTENTION: readonly LedgerRecord['outcome'][] = [
  'refused',
  'contended',
  'absent',
  'unrecognised-value',
];

/** One line of JSON a log item. The level comes from Powertools' own environment variables. */
export class SafeLogger extends Logger {
  /** No private field: the parent's constructor may print before it is set. */
  readonly writeLine: WriteLine | undefined;

  constructor(serviceName: string, writeLine: WriteLine) {
    super({ serviceName });
    this.writeLine = writeLine;
  }

  /**
   * Writes a record at any log level: levels are for hiding messages, and nobody could account for a rewrite whose
   * record is hidden. `isMadeAgain` marks a record that may be on the log already.
   */
  writeRecord(record: LedgerRecord, isMadeAgain = false): void {
    const { INFO, WARN } = LogLevelThreshold;
    const level = NEEDS_ATTENTION.includes(record.outcome) ? WARN : INFO;
    this.printLog(
      level,
      this.createAndPopulateLogItem(level, 'audit record', [
        { ...(isMadeAgain ? { madeAgain: true } : {}), audit: record },
      ]),
    );
  }

  protected override printLog(...[level, item]: Parameters<Logger['printLog']>): void {
    if (this.writeLine === undefined) {
      super.printLog(level, item);
      return;
    }
    item.prepareForPrint();
    this.writeLine(escapeJson(JSON.stringify(item.getAttributes(), this.getJsonReplacer())));
  }
}
