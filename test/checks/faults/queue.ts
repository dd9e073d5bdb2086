/** Plays SQS: delivers messages, again when they fail, and sets them aside after too many times. */

/** After that many deliveries a message goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

/** One message and what became of it. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receives: number;
  state: 'waiting' | 'done' | 'dead';
}

/** A queue and its dead-letter queue. */
export class Queue {
  readonly messages: QueuedMessage[] = [];

  add(body: string): QueuedMessage {
    const message: QueuedMessage = { id: `m${this.messages.length}`, body, receives: 0, state: 'waiting' };
    this.messages.push(message);
    return message;
  }

  /** Takes up to `most` messages for one delivery. */
  receive(most: number): QueuedMessage[] {
    const batch = this.messages.filter(({ state }) => state === 'waiting').slice(0, most);
    for (const message of batch) message.receives += 1;
    return batch;
  }

  /** Settles a delivery: `failedIds` come again or are set aside, the others are done. */
  settle(batch: readonly QueuedMessage[], failedIds: ReadonlySet<string>): void {
    for (const message of batch) {
      if (!failedIds.has(message.id)) message.state = 'done';
      else if (message.receives >= MAX_RECEIVES) message.state = 'dead';
    }
  }

  /** Moves the dead letters back, and answers how many there were. */
  redrive(): number {
    const dead = this.messages.filter(({ state }) => state === 'dead');
    for (const message of dead) {
      message.state = 'waiting';
      message.receives = 0;
    }
    return dead.length;
  }
}

/** The event that a function gets for a batch of messages. */
export const queueEvent = (batch: readonly QueuedMessage[]) => ({
  Records: batch.map(({ id, body }) => ({ eventSource: 'aws:sqs', messageId: id, body })),
});
