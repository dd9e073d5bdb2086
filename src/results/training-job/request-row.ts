/** One result of `training-job`: a rule, a request without one, or a file that could not be read. Data only. */
import type { ByteEdit } from '../../bytes/edit.ts';
import { defined } from '../../text/defined.ts';
import type { FilePlan } from '../../training-job/finding.ts';
import { placesOf, type TextPlace } from './places.ts';

export interface RequestRow {
  /** The path as the command line named it. */
  readonly file: string;
  /** Undefined for a file as a whole, of which no place is known. */
  readonly place?: TextPlace;
  readonly cell?: number;
  readonly verdict: 'in-force' | 'absent' | 'no-rule' | 'refused';
  readonly reason?: string;
  readonly detail: string;
  readonly edits?: readonly PlacedEdit[];
  /** True once the edits are in the file. */
  readonly isFixed?: true;
}

/** An edit with the places that it starts and ends at, in the text before. */
export interface PlacedEdit {
  readonly edit: ByteEdit;
  readonly start: TextPlace;
  readonly end: TextPlace;
}

/** The rows of a file; none for a file without a training job. */
export function rowsOf(file: string, bytes: Uint8Array, plan: FilePlan): RequestRow[] {
  switch (plan.kind) {
    case 'no-training-job':
      return [];
    case 'refused': {
      const { reason, detail, at, cell } = plan;
      const place = at === undefined ? undefined : placesOf(bytes, [at])(at);
      return [{ file, verdict: 'refused', reason, detail, ...defined({ place, cell }) }];
    }
    case 'requests': {
      const placeAt = placesOf(bytes, [
        ...plan.findings.map(({ at }) => at),
        ...plan.findings.flatMap(({ verdict }) =>
          verdict.kind === 'absent'
            ? verdict.edits.flatMap(({ start, removed }) => [start, start + removed.length])
            : [],
        ),
      ]);
      return plan.findings.map(({ at, cell, verdict }) => ({
        file,
        place: placeAt(at),
        ...(cell === undefined ? {} : { cell }),
        verdict: verdict.kind,
        detail: verdict.detail,
        ...(verdict.kind === 'refused' ? { reason: verdict.reason } : {}),
        ...(verdict.kind === 'absent'
          ? {
              edits: verdict.edits.map((edit) => ({
                edit,
                start: placeAt(edit.start),
                end: placeAt(edit.start + edit.removed.length),
              })),
            }
          : {}),
      }));
    }
  }
}
