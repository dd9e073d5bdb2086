/** Opens the look-up of Option 1: the one file to import when it is needed, as it brings the SageMaker client. */
import type { Clock, OptionOneSource } from '../../report/ports.ts';
import { connectSageMaker } from './connect-sagemaker.ts';
import { TrainingJobLookup } from './training-job-lookup.ts';

/** A look-up over SageMaker, in the region and with the credentials of the SDK's own configuration. */
export const openTrainingJobLookup = (clock: Clock): OptionOneSource =>
  new TrainingJobLookup(connectSageMaker, clock);
