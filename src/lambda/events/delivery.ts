/** The contents of an event, in the same form for every envelope it can arrive in. */
import type { Trigger } from '../../report/trigger.ts';

/** One object's creation. */
export interface CreatedDelivery {
  readonly kind: 'created';
  readonly bucket: string;
  readonly key: string;
  /** The key if it were URL-encoded after all: AWS does not say whether EventBridge's keys are. */
  readonly decodedKey?: string;
  /** The version that was created, in versioned buckets. */
  readonly versionId?: string;
  readonly trigger: Trigger;
}

/** Why there is nothing to do, or why the event cannot be understood. */
export type Unprocessed =
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string };

/** A delivery about reports. */
export type Delivery = CreatedDelivery | Unprocessed;

/** One SQS message; its deliveries fail and succeed together. */
export interface Message<Content = Delivery> {
  readonly messageId: string;
  readonly deliveries: readonly Content[];
}

/** An event taken out of its envelopes: by message when it came from a queue. */
export type DecodedEvent<Content = Delivery> =
  | { readonly kind: 'queue'; readonly messages: readonly Message<Content>[] }
  | { readonly kind: 'direct'; readonly deliveries: readonly Content[] };
