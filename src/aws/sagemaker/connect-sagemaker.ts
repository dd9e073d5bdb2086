/** The SageMaker client and the two calls that a look-up makes. Loaded only when SageMaker is asked. */
import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { defined } from '../../text/defined.ts';
import type { ProfilerRule, RuleEvaluation } from '../../training-job/rules.ts';

/** The calls of SageMaker that a look-up makes. Errors are the SDK's own. */
export interface SageMaker {
  readonly region: string;
  readonly describeProcessingJob: (
    name: string,
  ) => Promise<{ readonly arn: string | undefined; readonly trainingJobArn: string | undefined }>;
  readonly describeTrainingJob: (name: string) => Promise<JobDescription>;
}

/** A training job, as far as it is looked at: nothing else of the answer is kept, least of all its hyperparameters. */
export interface JobDescription {
  readonly arn: string | undefined;
  readonly name: string | undefined;
  readonly status: string | undefined;
  readonly createdAt: Date | undefined;
  readonly tuningJobArn: string | undefined;
  readonly rules: readonly ProfilerRule[];
  readonly evaluations: readonly RuleEvaluation[];
}

/** The options of a client. */
export interface SageMakerConnection {
  readonly endpointUrl?: string | undefined;
  readonly region?: string | undefined;
  readonly requestTimeoutMs: number;
  readonly maxAttempts: number;
}

/** Short: an opt-out waits for the answer. */
const CONNECTION_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 3_000;
const MAX_ATTEMPTS = 2;

/** A client with limits for every wait; what is left out comes from the SDK's own configuration. */
export const openSageMaker = ({
  endpointUrl,
  region,
  requestTimeoutMs,
  maxAttempts,
}: SageMakerConnection): SageMakerClient =>
  new SageMakerClient({
    maxAttempts,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...defined({ endpoint: endpointUrl, region }),
  });

/** Opens a client for look-ups; region, endpoint and credentials come from the SDK's own configuration. */
export async function connectSageMaker(): Promise<SageMaker> {
  const client = openSageMaker({ requestTimeoutMs: REQUEST_TIMEOUT_MS, maxAttempts: MAX_ATTEMPTS });
  return {
    region: await client.config.region(),
    describeProcessingJob: async (name) => {
      const job = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
      return { arn: job.ProcessingJobArn, trainingJobArn: job.TrainingJobArn };
    },
    describeTrainingJob: (name) => describeTrainingJob(client, name),
  };
}

/** Describes a training job. @throws the SDK's error */
export async function describeTrainingJob(client: SageMakerClient, name: string): Promise<JobDescription> {
  const job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  return {
    arn: job.TrainingJobArn,
    name: job.TrainingJobName,
    status: job.TrainingJobStatus,
    createdAt: job.CreationTime,
    tuningJobArn: job.TuningJobArn,
    rules: job.ProfilerRuleConfigurations ?? [],
    evaluations: job.ProfilerRuleEvaluationStatuses ?? [],
  };
}
