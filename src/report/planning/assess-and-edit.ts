/** All that is worked out from the bytes of one object: its assessment, its bytes after the edits, and the hashes of both. */
import { sha256Once } from '../../bytes/sha256.ts';
import { type Assessable, assess, type Conclusion, isRewrite, type RewriteAssessment } from '../assess.ts';
import type { ObjectKind } from '../key.ts';
import type { Policy } from '../policy.ts';
import { editBytes } from '../replacement.ts';

/** An object that was read whole, and the policy: what its report's notebook says is added to the assessment. */
export interface AssessmentTask {
  readonly object: Assessable;
  readonly kind: ObjectKind;
  readonly policy: Policy;
}

/** An assessment; with the object's bytes after its edits where it still has to be carried out. */
export type Assessed = AssessedBytes &
  (
    | { readonly assessment: Conclusion; readonly edited?: never }
    | { readonly assessment: RewriteAssessment; readonly edited: Uint8Array }
  );

/** The object's bytes: those of the task can be gone, to another thread that gives them back here. */
interface AssessedBytes {
  readonly bytes: Uint8Array;
}

/** Assesses an object, and edits and hashes its bytes: all of a run that takes a processor long. Pure. */
export function assessAndEdit({ object, kind, policy }: AssessmentTask): Assessed {
  const assessment = assess(object, kind, policy, {});
  const { bytes } = object;
  if (isRewrite(assessment)) return { bytes, assessment, edited: editBytes(bytes, assessment.edits) };
  sha256Once(bytes);
  return { bytes, assessment };
}
