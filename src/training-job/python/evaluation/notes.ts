/** What a run through a file notes: configurations and rules as they are made, and the requests that send them. */
import type { SyntaxNode } from '@lezer/common';
import type { DictValue, Instance, Site, Value } from './values.ts';

/** One `ProfilerReport` configuration as it was made. */
export interface ConfigMade {
  isUsed: boolean;
  /** True when a subclass of the file makes it. */
  isSubclassed: boolean;
  readonly isInLoop: boolean;
  /** Why Python raises. */
  readonly problem: string | undefined;
  /** The value of a keyword `opt_out_telemetry`, which raises. */
  readonly keyword: SyntaxNode | undefined;
}

/** One rule as it was made: its parameters, and each state of them in which it was sent. */
export interface RuleMade {
  parameters: Value;
  /** The configuration it was made of. */
  readonly config: Instance | undefined;
  /** True when it is made of one of several configurations, none of which raises. */
  isOfChoice: boolean;
  readonly isInLoop: boolean;
  readonly isSubclassed: boolean;
  /** What must be said of the rule whatever its parameters are: it raises when it is run. */
  problem: string | undefined;
  /** A call that it was handed to, which may change it. */
  handedTo: Site | undefined;
  readonly sent: DictValue[];
  /** The value that stands where a list of rules is wanted. */
  bare: Site | undefined;
  /** The value of the configuration's keyword `opt_out_telemetry`, which raises. */
  readonly flag: SyntaxNode | undefined;
  /** The value of the rule's keyword `rule_parameters`, which raises. */
  keyword: SyntaxNode | undefined;
}

/** All rules that one place of the source makes. */
export interface RuleSite {
  readonly site: Site;
  /** SDK rules turn values into text; requests want text. */
  readonly kind: 'sdk' | 'request';
  readonly made: RuleMade[];
  isOneOfSeveral: boolean;
}

/** A call that starts or changes a training job. */
export interface Request {
  readonly site: Site;
  readonly kind: 'estimator' | 'tuner' | 'trainer' | 'boto3' | 'create' | 'default-profiling';
  /** The estimator, whose rules are read when it is sent or at the end. */
  readonly estimator?: Instance;
  /** The rules as they were sent. */
  rules: Value;
  isSent: boolean;
  /** Why the call raises, whatever its rules are. */
  problem?: string;
  isProfilerOff: boolean;
  isFitted: boolean;
}
