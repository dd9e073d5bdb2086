/** Option 1 in the code cells of a notebook. */
import { applyEdits, type ByteEdit, editOf } from '../../bytes/edit.ts';
import { aroundLineFeeds, toInsertion } from '../../jupyter/cell-edits.ts';
import { locateCodeCells } from '../../jupyter/cells.ts';
import type { CodeCell } from '../../jupyter/code-cell.ts';
import { type ByteRange, codeUnitOffset, SourceMap } from '../../jupyter/source-map.ts';
import { defined } from '../../text/defined.ts';
import { applyTextEdits, type TextEdit } from '../../text/text-edit.ts';
import { DEFAULT_SIZE_LIMIT_BYTES, type RefusalReason } from '../../verdict.ts';
import type { FilePlan, RequestFinding, RequestRefusal, RequestVerdict } from '../finding.ts';
import { UTF_16 } from '../read-text.ts';
import type { UnitEdit } from './judged.ts';
import {
  isInUtf16,
  mayHoldTrainingJob,
  mayNotebookHoldTrainingJob,
  maySourcesHoldTrainingJob,
} from './mentions.ts';
import { editsByUnit, inOrder, isAsPromised, planUnits, type UnitFinding } from './plan-units.ts';
import { type PythonUnit, readUnit } from './python-unit.ts';

/** A cell of this many characters and above is not parsed. */
const MAX_CELL = 256 * 1024;

const refuse = (reason: RequestRefusal, detail: string): FilePlan => ({ kind: 'refused', reason, detail });

/** The reasons of a notebook that cannot be read, in the words of requests. */
const REASONS: Partial<Record<RefusalReason, RequestRefusal>> = {
  'not-utf-8': 'not-utf-8',
  'duplicate-keys': 'duplicate-keys',
  'nested-too-deep': 'nested-too-deep',
};

/** The rules and requests of a notebook's code cells, with edits that are checked: applied, a second plan says in-force. */
export function planNotebookFile(bytes: Uint8Array): FilePlan {
  if (isInUtf16(bytes)) return UTF_16;
  if (!mayNotebookHoldTrainingJob(bytes)) return { kind: 'no-training-job' };
  if (bytes.length >= DEFAULT_SIZE_LIMIT_BYTES)
    return refuse('too-large', `its size of ${bytes.length} bytes reaches the limit`);
  const located = locateCodeCells(bytes);
  if (located.kind === 'refused') {
    const { reason, detail, at } = located;
    return { kind: 'refused', reason: REASONS[reason] ?? 'syntax-error', detail, ...defined({ at }) };
  }
  const foreign = located.cells.find(
    (cell) => cell.facts.language !== 'python' && mayHoldTrainingJob(Buffer.from(cell.text)),
  );
  if (foreign !== undefined)
    return refuse(
      'unknown-language',
      `code cell ${foreign.number} may start a training job, and the notebook does not say for certain that it is Python`,
    );
  const cells = located.cells.filter(isPython);
  const large = cells.find(({ text }) => text.length >= MAX_CELL);
  if (large !== undefined)
    return refuse('too-large', `code cell ${large.number} has ${large.text.length} characters: split it`);
  if (!maySourcesHoldTrainingJob(cells.map(({ text }) => text))) return { kind: 'no-training-job' };
  return planCells(bytes, cells);
}

function planCells(bytes: Uint8Array, cells: readonly CodeCell[]): FilePlan {
  const plan = planUnits(cells.map(({ number, text }) => readUnit(number, text)));
  const byNumber = new Map(cells.map((cell) => [cell.number, cell]));
  const toBytes = new Crossing(bytes, byNumber);
  if (plan.kind === 'refused') {
    const { reason, detail, place } = plan;
    return { kind: 'refused', reason, detail, ...(place === undefined ? {} : toBytes.place(place)) };
  }
  if (plan.findings.length === 0) return { kind: 'no-training-job' };
  const findings = plan.findings.map((finding) => toBytes.finding(finding));
  const flaw = findFlaw(bytes, cells, plan.findings, findings);
  return flaw
    ? refuse(
        'check-failed',
        'the edited notebook would not read as planned: please report this, and set the parameter by hand',
      )
    : { kind: 'requests', findings };
}

/** From places and edits of cells to those of the notebook's bytes. */
class Crossing {
  readonly #bytes: Uint8Array;
  readonly #cells: ReadonlyMap<number, CodeCell>;
  readonly #maps = new Map<CodeCell, SourceMap>();

  constructor(bytes: Uint8Array, cells: ReadonlyMap<number, CodeCell>) {
    this.#bytes = bytes;
    this.#cells = cells;
  }

  /** At the end of a cell the place of its last character. */
  place({ unit, at }: { readonly unit: PythonUnit; readonly at: number }): { at: number; cell: number } {
    const { map } = this.#mapOf(unit.number);
    const from = Math.min(at, unit.text.length - 1);
    const [range] = map.toByteRanges(codeUnitOffset(from), codeUnitOffset(from + 1));
    return { at: (range as ByteRange).start, cell: unit.number };
  }

  finding(found: UnitFinding): RequestFinding {
    const { judged } = found;
    const verdict: RequestVerdict =
      judged.kind === 'absent'
        ? { ...judged, edits: inOrder(judged.edits).flatMap((edit) => this.#edits(edit)) }
        : judged;
    return { ...this.place(found), verdict };
  }

  #mapOf(number: number): { cell: CodeCell; map: SourceMap } {
    const cell = this.#cells.get(number) as CodeCell;
    const map = this.#maps.get(cell) ?? new SourceMap(this.#bytes, cell);
    this.#maps.set(cell, map);
    return { cell, map };
  }

  #edits(edit: UnitEdit): ByteEdit[] {
    const { cell, map } = this.#mapOf(edit.unit.number);
    return aroundLineFeeds([edit], cell.source.fixedLineFeeds).flatMap((cut) =>
      this.#cutEdits(cell, map, cut),
    );
  }

  #cutEdits(cell: CodeCell, map: SourceMap, { from, to, insert }: TextEdit): ByteEdit[] {
    const { text } = cell;
    // At the start of a line the entry of that line is meant, not the one before it.
    const isLineStart = from === to && (from === 0 || text[from - 1] === '\n');
    const [first] = isLineStart ? map.toByteRanges(codeUnitOffset(from), codeUnitOffset(from + 1)) : [];
    const ranges =
      first === undefined
        ? map.toByteRanges(codeUnitOffset(from), codeUnitOffset(to))
        : [{ start: first.start, end: first.start }];
    return ranges.map(({ start, end }, index) => ({
      ...editOf(
        this.#bytes,
        start,
        end,
        index === 0 ? toInsertion(this.#bytes, cell, start, insert) : new Uint8Array(),
      ),
      cell: cell.number,
    }));
  }
}

/** True when the edited bytes would not hold the planned cells, or a second plan would say something else. */
function findFlaw(
  bytes: Uint8Array,
  cells: readonly CodeCell[],
  planned: readonly UnitFinding[],
  findings: readonly RequestFinding[],
): boolean {
  const edits = findings
    .flatMap(({ verdict }) => (verdict.kind === 'absent' ? verdict.edits : []))
    .toSorted((a, b) => a.start - b.start || a.removed.length - b.removed.length);
  if (edits.length === 0) return false;
  const located = locateCodeCells(applyEdits(bytes, edits));
  return !(located.kind === 'cells' && isAsPlanned(cells, planned, located.cells.filter(isPython)));
}

function isAsPlanned(
  cells: readonly CodeCell[],
  planned: readonly UnitFinding[],
  after: readonly CodeCell[],
): boolean {
  const byUnit = editsByUnit(planned);
  const isSame =
    after.length === cells.length &&
    cells.every((cell, index) => after[index]?.text === textAfter(cell, byUnit.get(cell.number) ?? []));
  return isSame && isAsPromised(planned, planUnits(after.map(({ number, text }) => readUnit(number, text))));
}

const isPython = ({ facts }: CodeCell): boolean => facts.language === 'python';

const textAfter = ({ text, source }: CodeCell, edits: readonly TextEdit[]): string =>
  applyTextEdits(text, aroundLineFeeds(edits, source.fixedLineFeeds));
