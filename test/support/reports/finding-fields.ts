/** Findings with all fields at hand, for tests that expect some of them. */
import type { Finding } from '../../../src/report/finding.ts';

type NamesOf<Member> = Member extends unknown ? keyof Member : never;
type ValueIn<Member, Name> = Member extends unknown
  ? Name extends keyof Member
    ? Exclude<Member[Name], undefined>
    : never
  : never;

/** Any of the fields that findings have. */
export type FindingFields = {
  readonly [Name in NamesOf<Finding>]?: ValueIn<Finding, Name>;
};

/** A finding of any outcome. */
export type AnyFinding = Finding & FindingFields;
