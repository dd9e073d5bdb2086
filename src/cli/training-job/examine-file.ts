/** One file of a run: read, planned, and in a fix replaced while it is what was read. */
import { applyEdits } from '../../bytes/edit.ts';
import { fileFault } from '../../files/file-faults.ts';
import { refusalOfStats, replaceFile } from '../../files/replace-file.ts';
import { MAX_REQUEST_BYTES, readRequestFile } from '../../files/requests/read-request-file.ts';
import { Fault } from '../../report/fault.ts';
import { type RequestRow, rowsOf } from '../../results/training-job/request-row.ts';
import { mayHoldRequest, mentionsIn, planFile, TERRAFORM_MENTIONS } from '../../training-job/plan-file.ts';
import type { Refused } from '../../verdict.ts';

/** Another program that writes a file all the time is not waited for. */
const MAX_ATTEMPTS = 3;

/** A file by its real path, and how it is shown. */
export interface NamedFile {
  readonly path: string;
  readonly shown: string;
}

/** What the file says, read only; with `isDryFix` what a fix would refuse is refused. @throws Fault */
export function checkFile(file: NamedFile, isDryFix = false): readonly RequestRow[] {
  const { shown } = file;
  const read = readOrFault(file);
  switch (read.kind) {
    case 'silent':
      return [];
    case 'found': {
      const rows = rowsOf(shown, read.bytes, planFile(kindNameOf(file), read.bytes));
      const refused = isDryFix ? refusalOfStats(read.state().stats) : undefined;
      return refused === undefined ? rows : refuseAbsent(rows, shown, refused);
    }
    case 'too-large':
      return [refusal(shown, 'too-large', describeSize(read.sizeBytes))];
    case 'not-a-file':
      return [refusal(shown, 'not-a-regular-file', 'it is neither a file nor a link to one')];
  }
}

/** True for a file of Terraform that seems to hold rules for a profiler. @throws Fault */
export function mayHoldRules({ path, shown }: NamedFile): boolean {
  try {
    return readRequestFile(path, TERRAFORM_MENTIONS).kind === 'found';
  } catch (error) {
    throw fileFault(error, shown, 'read');
  }
}

/** The same, with the edits in the file. `onAttributesLost` as for `replaceFile`. @throws Fault */
export async function fixFile(
  file: NamedFile,
  onAttributesLost: () => Promise<void>,
): Promise<readonly RequestRow[]> {
  const { shown } = file;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const read = readOrFault(file);
    if (read.kind !== 'found') return checkFile(file);
    const rows = rowsOf(shown, read.bytes, planFile(kindNameOf(file), read.bytes));
    const edits = rows
      .flatMap((row) => row.edits ?? [])
      .map(({ edit }) => edit)
      .sort((a, b) => a.start - b.start);
    if (edits.length === 0) return rows;
    const answer = await replaceFile(
      read.state(),
      applyEdits(read.bytes, edits),
      async () => {},
      onAttributesLost,
    );
    switch (answer.kind) {
      case 'replaced':
        return rows.map((row) => (row.verdict === 'absent' ? { ...row, isFixed: true } : row));
      case 'refused':
        return refuseAbsent(rows, shown, answer.refusal);
      case 'stale':
    }
  }
  throw new Fault('input-output', `${shown} kept changing while it was read: run again`, { retryable: true });
}

const refusal = (
  file: string,
  reason: string,
  detail: string,
  { place }: Pick<RequestRow, 'place'> = {},
): RequestRow => ({ file, ...(place === undefined ? {} : { place }), verdict: 'refused', reason, detail });

/** The rows of a file that cannot be replaced. */
const refuseAbsent = (
  rows: readonly RequestRow[],
  shown: string,
  { reason, detail }: Refused,
): RequestRow[] => rows.map((row) => (row.verdict === 'absent' ? refusal(shown, reason, detail, row) : row));

const describeSize = (sizeBytes: number): string =>
  `its size of ${sizeBytes} bytes is above ${MAX_REQUEST_BYTES}: look into it by hand`;

/** The name that says what the file is: its own, or else that of a link to it which was named. */
const kindNameOf = ({ path, shown }: NamedFile): string => (mayHoldRequest(path) ? path : shown);

function readOrFault(file: NamedFile): ReturnType<typeof readRequestFile> {
  const { path, shown } = file;
  try {
    return readRequestFile(path, mentionsIn(kindNameOf(file)));
  } catch (error) {
    throw fileFault(error, shown, 'read');
  }
}
