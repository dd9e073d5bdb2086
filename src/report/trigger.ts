/** The triggers that make this software examine an object: an event, a task of a job, or a person's command. */

/** The trigger of an examination. */
export interface Trigger {
  readonly source: 's3' | 'eventbridge' | 'batch-operations' | 'cli';
  readonly eventId?: string;
  readonly requestId?: string;
  /** ISO 8601, UTC. */
  readonly eventTime?: string;
}
