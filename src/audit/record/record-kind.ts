/** Tells the kinds of records apart. It knows only the schema's types: the functions do not load the schema. */
import type { LedgerRecord, TrainingJobRecord } from './schema.ts';

/** True for a record of a training job. */
export const isOfTrainingJob = (record: LedgerRecord): record is TrainingJobRecord =>
  record.object.kind === 'training-job';
