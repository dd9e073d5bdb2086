/** Option 1 in a Python file. */
import { isAscii, isUtf8 } from 'node:buffer';
import { type ByteEdit, byteOffset, editOf } from '../../bytes/edit.ts';
import { defined } from '../../text/defined.ts';
import { applyTextEdits } from '../../text/text-edit.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { FilePlan, RequestFinding, RequestRefusal, RequestVerdict } from '../finding.ts';
import { UTF_16 } from '../read-text.ts';
import { isInUtf16, mayHoldTrainingJob } from './mentions.ts';
import { editsByUnit, inOrder, isAsPromised, planUnits, type UnitFinding } from './plan-units.ts';
import { readUnit } from './python-unit.ts';

/** A script of this many characters and above is not parsed; real ones have a hundredth of it. */
const MAX_SCRIPT = 2 * 1024 * 1024;
const BYTE_ORDER_MARK = '\ufeff';
/** Source: PEP 263. */
const CODING = /^(?:[^\r\n]*(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
/** Encodings in which ASCII is ASCII. */
const LIKE_ASCII =
  /^(?:utf[-_]?8|ascii|us-ascii|latin-?[1-9]|l1|iso[-_]?8859[-_]?\d+|cp\d+|windows-?\d+|koi8.*|mac.*)/i;

const refuse = (reason: RequestRefusal, detail: string): FilePlan => ({ kind: 'refused', reason, detail });

/** The rules and requests of a Python file, with edits that are checked: applied, a second plan says in-force. */
export function planPythonFile(bytes: Uint8Array): FilePlan {
  if (isInUtf16(bytes)) return UTF_16;
  if (!mayHoldTrainingJob(bytes)) return { kind: 'no-training-job' };
  if (bytes.length >= DEFAULT_SIZE_LIMIT_BYTES)
    return refuse('too-large', `its size of ${bytes.length} bytes reaches the limit`);
  if (bytes.includes(0)) return refuse('binary', 'holds zero bytes: it is no Python source, or not in UTF-8');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [, encoding] = CODING.exec(buffer.toString('latin1', 0, 1000)) ?? [];
  const isPlain = isAscii(bytes)
    ? encoding === undefined || LIKE_ASCII.test(encoding)
    : isUtf8(bytes) && /^utf[-_]?8/i.test(encoding ?? 'utf-8');
  if (!isPlain)
    return refuse(
      'not-utf-8',
      `is ${encoding === undefined ? 'not in UTF-8' : `in ${encoding}`}: save it as UTF-8`,
    );
  const text = buffer.toString('utf8');
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  if (text.length >= MAX_SCRIPT)
    return refuse('too-large', `has ${text.length} characters: split it, or set the parameter by hand`);
  return planScript(bytes, mark, text.slice(mark.length));
}

function planScript(bytes: Uint8Array, mark: string, text: string): FilePlan {
  const plan = planUnits([readUnit(0, text)]);
  const toByte = (at: number) => byteOffset(Buffer.byteLength(mark) + Buffer.byteLength(text.slice(0, at)));
  if (plan.kind === 'refused') {
    const { reason, detail, place } = plan;
    return { kind: 'refused', reason, detail, ...defined({ at: place && toByte(place.at) }) };
  }
  if (plan.findings.length === 0) return { kind: 'no-training-job' };
  const edits = editsByUnit(plan.findings).get(0) ?? [];
  if (edits.length > 0 && !isAsPromised(plan.findings, planUnits([readUnit(0, applyTextEdits(text, edits))])))
    return refuse(
      'check-failed',
      'the edited file would not read as planned: please report this, and set the parameter by hand',
    );
  const toFinding = ({ at, judged }: UnitFinding): RequestFinding => ({
    at: toByte(at),
    verdict: toVerdict(judged),
  });
  const toVerdict = (judged: UnitFinding['judged']): RequestVerdict =>
    judged.kind === 'absent' ? { ...judged, edits: inOrder(judged.edits).map(toByteEdit) } : judged;
  const toByteEdit = ({ from, to, insert }: { from: number; to: number; insert: string }): ByteEdit =>
    editOf(bytes, toByte(from), toByte(to), Buffer.from(insert));
  return { kind: 'requests', findings: plan.findings.map(toFinding) };
}
