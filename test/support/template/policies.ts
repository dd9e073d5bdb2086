/** Policies of the template as tests look at them. */

/** One statement of a policy; others than these fields would be overlooked. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** Properties that hold one policy. */
export interface PolicyProperties {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** One or several, as a list. */
export const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;
