/** The file of `--resume`: the results so far, one line of JSON each. Jobs in it are not asked about again. */
import { type FileHandle, open } from 'node:fs/promises';
import { fileFault } from '../../files/file-faults.ts';
import { Fault } from '../../report/fault.ts';
import { catchError } from '../../text/catch-error.ts';
import { renderJsonLine } from '../../text/safe-text.ts';
import { type JobResult, VERDICTS } from './job-result.ts';

/** An open file of results. */
export class ResultsFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #known: ReadonlyMap<string, JobResult>;
  /** What a crash left without an end stays; the next line begins on its own. */
  #isUnended: boolean;

  private constructor(
    path: string,
    file: FileHandle,
    known: ReadonlyMap<string, JobResult>,
    isUnended: boolean,
  ) {
    this.#path = path;
    this.#file = file;
    this.#known = known;
    this.#isUnended = isUnended;
  }

  /** Opens the file, or begins one. @throws Fault when it cannot be used, or is something else */
  static async open(path: string): Promise<ResultsFile> {
    try {
      const file = await open(path, 'a+');
      try {
        const text = await file.readFile('utf8');
        return new ResultsFile(path, file, readResults(text, path), text !== '' && !text.endsWith('\n'));
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw fileFault(error, path, 'open');
    }
  }

  /** The result of a job, if it is there; a job that took the name of a deleted one is another. */
  find({ arn, createdAt }: { readonly arn: string; readonly createdAt: Date }): JobResult | undefined {
    return this.#known.get(keyOf(arn, createdAt.toISOString()));
  }

  /** Adds a result. @throws Fault */
  async append(result: JobResult): Promise<void> {
    try {
      await this.#file.appendFile(`${this.#isUnended ? '\n' : ''}${renderJsonLine(result)}\n`);
      this.#isUnended = false;
    } catch (error) {
      throw fileFault(error, this.#path, 'append to');
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

const keyOf = (arn: string, createdAt: string): string => `${arn}\n${createdAt}`;

function readResults(text: string, path: string): ReadonlyMap<string, JobResult> {
  const lines = text.split('\n');
  const known = new Map<string, JobResult>();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const value = catchError(SyntaxError, (): unknown => JSON.parse(line));
    // A crash may have cut off the last line of a run; a later run began a line of its own.
    if (value instanceof SyntaxError && line.startsWith('{"job":')) continue;
    if (!isResult(value)) {
      const message = `${path}, line ${index + 1}: not a result of training-job check --jobs; name another file with --resume`;
      throw new Fault('invalid', message, { retryable: false });
    }
    known.set(keyOf(value.arn, value.createdAt), value);
  }
  return known;
}

function isResult(value: unknown): value is JobResult {
  if (typeof value !== 'object' || value === null) return false;
  const { job, arn, createdAt, verdict, rules } = value as Readonly<Record<string, unknown>>;
  return (
    [job, arn, createdAt].every((text) => typeof text === 'string') &&
    VERDICTS.some((known) => known === verdict) &&
    Array.isArray(rules)
  );
}
