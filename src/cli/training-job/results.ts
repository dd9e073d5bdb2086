/** Shows the rows of a run in its format, and counts them. */
import { INTERRUPTED, renderEarlyEnds } from '../../results/early-end.ts';
import { quantity } from '../../results/quantity.ts';
import type { RequestFormat } from '../../results/training-job/format.ts';
import {
  renderAnnotation,
  renderCsvRow,
  renderEdits,
  renderNdjson,
  renderTableRow,
  requestCsvHead,
} from '../../results/training-job/formats.ts';
import type { RequestRow } from '../../results/training-job/request-row.ts';
import { renderSarif } from '../../results/training-job/sarif.ts';
import { showSafely } from '../../text/safe-text.ts';
import type { Io } from '../io.ts';

/** The figures of a run. */
export interface RequestFigures {
  readonly files: number;
  readonly filesWithTrainingJobs: number;
  readonly verdicts: Readonly<Record<RequestRow['verdict'] | 'fixed', number>>;
  readonly faults: number;
  /** True when not all files were looked at. */
  readonly isInterrupted: boolean;
}

/** Results on stdout, messages on stderr. */
export class RequestResults {
  readonly #format: RequestFormat;
  readonly #io: Io;
  readonly #rows: RequestRow[] = [];
  readonly #verdicts = { 'in-force': 0, absent: 0, 'no-rule': 0, refused: 0, fixed: 0 };
  #files = 0;
  #filesWithTrainingJobs = 0;
  #faults = 0;

  constructor(format: RequestFormat, io: Io) {
    this.#format = format;
    this.#io = io;
  }

  async begin(): Promise<void> {
    if (this.#format === 'csv') await this.#io.writeOut(requestCsvHead());
  }

  /** The rows of one file, none when it holds no training job. */
  async showFile(rows: readonly RequestRow[]): Promise<void> {
    this.#files += 1;
    if (rows.length === 0) return;
    this.#filesWithTrainingJobs += 1;
    for (const row of rows) {
      this.#verdicts[row.isFixed ? 'fixed' : row.verdict] += 1;
      const text = this.#render(row);
      if (text !== '') await this.#io.writeOut(text);
    }
  }

  async showFault(message: string): Promise<void> {
    this.#faults += 1;
    await this.showMessage(message);
  }

  async showMessage(message: string): Promise<void> {
    await this.#io.writeError(`${showSafely(message)}\n`);
  }

  /** Ends what the format needs to be ended, and shows the figures: with a table on stdout, else as a message. */
  async end(next: string | undefined): Promise<RequestFigures> {
    if (this.#format === 'sarif') await this.#io.writeOut(renderSarif(this.#rows));
    const figures = {
      files: this.#files,
      filesWithTrainingJobs: this.#filesWithTrainingJobs,
      verdicts: this.#verdicts,
      faults: this.#faults,
      isInterrupted: this.#io.signal.aborted,
    };
    const write = this.#format === 'table' ? this.#io.writeOut : this.#io.writeError;
    await write(renderFigures(figures));
    if (figures.isInterrupted) await write(`${renderEarlyEnds([INTERRUPTED])}\n`);
    if (next !== undefined && this.#verdicts.absent > 0) await write(`Next: ${showSafely(next)}\n`);
    if (this.#verdicts.fixed > 0) await write(TAKE_BACK);
    return figures;
  }

  #render(row: RequestRow): string {
    switch (this.#format) {
      case 'table':
        return renderTableRow(row, this.#io.columns) + renderEdits(row);
      case 'ndjson':
        return renderNdjson(row);
      case 'csv':
        return renderCsvRow(row);
      case 'github':
        return renderAnnotation(row);
      case 'sarif':
        this.#rows.push(row);
        return '';
    }
  }
}

const TAKE_BACK =
  'To take it back: git checkout -- <file>; --format ndjson lists each edit with the bytes that it removed.\n';

const SHOWN = [
  ['absent', 'send telemetry'],
  ['fixed', 'fixed'],
  ['refused', 'refused'],
  ['in-force', 'opted out'],
  ['no-rule', 'without a ProfilerReport rule'],
] as const;

function renderFigures({ files, filesWithTrainingJobs, verdicts, faults }: RequestFigures): string {
  const head = `${filesWithTrainingJobs} of ${quantity(files, 'file')} ${filesWithTrainingJobs === 1 ? 'holds' : 'hold'} training jobs`;
  const counted = SHOWN.filter(([verdict]) => verdicts[verdict] > 0).map(
    ([verdict, meaning]) => `${verdicts[verdict]} ${meaning}`,
  );
  const failed = faults > 0 ? [quantity(faults, 'fault')] : [];
  const counts = [...counted, ...failed].join(', ');
  return `${counts === '' ? head : `${head}: ${counts}`}\n`;
}
