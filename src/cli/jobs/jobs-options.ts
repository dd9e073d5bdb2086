/** The options of `training-job check --jobs`, apart from its work, which is loaded only when it is asked for. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Format } from '../../results/format.ts';
import type { ConnectionOptions } from '../io.ts';
import { parseEndpointUrl, parseInstant, parseName, parseRegion } from '../option-values.ts';

/** The options of the command. */
export interface JobsOptions extends ConnectionOptions {
  readonly format: Format;
  readonly all?: true;
  /** ISO 8601. */
  readonly since?: string;
  readonly resume?: string;
}

/** Adds the options but `--format`, which the command has for its other results, too. */
export const addJobsOptions = (command: Command): Command =>
  command
    .option(
      '--jobs [prefix]',
      'check the training jobs of the account and region, of which names begin so',
      parsePrefix,
    )
    .option('--all', 'show every job; the table shows those that do not opt out')
    .option('--since <day>', 'only jobs that were created from this day on (UTC)', parseInstant)
    .option(
      '--resume <file>',
      'keep the results in this file (ndjson), and do not ask again about jobs that are in it',
      parseName,
    )
    .option('--endpoint-url <url>', 'ask SageMaker at this URL', parseEndpointUrl)
    .option('--region <region>', 'use this AWS region instead of the configured one', parseRegion);

/** The beginning of a training job's name. Source: Amazon SageMaker API Reference, TrainingJobName. @throws InvalidArgumentError */
function parsePrefix(value: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/.test(value))
    throw new InvalidArgumentError('Write letters, digits and hyphens, as names of training jobs have.');
  return value;
}
