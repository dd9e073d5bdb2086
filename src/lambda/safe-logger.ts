/** Powertools' logger, with characters that act instead of showing written as JSON escapes. */
import { Logger } from '@aws-lambda-powertools/logger';
import { escapeJson } from '../audit/safe-text.ts';

/** Where finished lines go: standard output in the Lambda. */
export type WriteLine = (line: string) => void;

/** One line of JSON a log item. The level comes from Powertools' own environment variables. */
export class SafeLogger extends Logger {
  /** No private field: the parent's constructor may print before it is set. */
  readonly writeLine: WriteLine | undefined;

  constructor(serviceName: string, writeLine: WriteLine) {
    super({ serviceName });
    this.writeLine = writeLine;
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
