/** Powertools' logger, with characters that act instead of showing written as JSON escapes. */
import { Logger } from '@aws-lambda-powertools/logger';
import { escapeJson } from '../audit/safe-text.ts';

/** Where finished lines go: standard output in the Lambda. */
export type WriteLine = (line: string) => void;

/** One line of JSON a log item. Level and sampling come from Powertools' own environment variables. */
export class SafeLogger extends Logger {
  /** Set after the parent has printed what its constructor may have to say. */
  readonly #writeLine: WriteLine | undefined;

  constructor(serviceName: string, writeLine: WriteLine) {
    super({ serviceName });
    this.#writeLine = writeLine;
  }

  protected override printLog(...[level, item]: Parameters<Logger['printLog']>): void {
    if (this.#writeLine === undefined) return super.printLog(level, item);
    item.prepareForPrint();
    this.#writeLine(escapeJson(JSON.stringify(item.getAttributes(), this.getJsonReplacer())));
  }
}
