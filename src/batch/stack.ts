/** What jobs of S3 Batch Operations need to know of a deployed stack: read from its outputs. Pure. */
import { Fault } from '../report/fault.ts';

/** The parts of a stack that jobs name. */
export interface BatchStack {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** The bucket of manifests and completion reports. */
  readonly reportsBucket: string;
  /** The buckets of the reports. */
  readonly buckets: readonly string[];
  readonly mode: 'enforce' | 'dry-run';
  /** What the keys of jobs have to begin with; empty for all. */
  readonly jobPrefix: string;
  /** `s3://bucket/prefix` of the audit records; undefined for a stack without a ledger. */
  readonly ledger: string | undefined;
}

/** A stack as CloudFormation describes it. */
export interface DescribedStack {
  readonly arn: string;
  readonly outputs: ReadonlyMap<string, string>;
}

const STACK_ARN = /^arn:([^:]+):cloudformation:([^:]+):([0-9]{12}):stack\/([^/]+)\//;
/** The outputs that there must be. */
const NEEDED = [
  'OnBatchTaskArn',
  'BatchOperationsRoleArn',
  'JobReportsBucket',
  'ReportBucketNames',
  'ModeOfReports',
] as const;

/** The parts that the outputs name. @throws Fault for a stack that lacks some: another one, or of an earlier version */
export function batchStackOf({ arn, outputs }: DescribedStack): BatchStack {
  const [, partition = '', region = '', account = '', name = arn] = STACK_ARN.exec(arn) ?? [];
  const missing = NEEDED.filter((output) => !outputs.get(output));
  if (missing.length > 0 || account === '') {
    const lacks = account === '' ? 'has no ARN of a stack' : `has no output ${missing.join(', ')}`;
    throw new Fault(
      'invalid',
      `the stack ${name} ${lacks}: name the stack of profiler-opt-out, or deploy its present template`,
      { retryable: false },
    );
  }
  const output = (name: (typeof NEEDED)[number]): string => String(outputs.get(name));
  return {
    name,
    partition,
    region,
    account,
    functionArn: output('OnBatchTaskArn'),
    roleArn: output('BatchOperationsRoleArn'),
    reportsBucket: output('JobReportsBucket'),
    buckets: output('ReportBucketNames').split(','),
    mode: output('ModeOfReports') === 'dry-run' ? 'dry-run' : 'enforce',
    jobPrefix: outputs.get('JobPrefixOfStack') ?? '',
    ledger: outputs.get('LedgerPlace'),
  };
}
