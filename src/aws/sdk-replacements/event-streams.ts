/**
 * Takes the place of `@smithy/core/event-streams` in the bundles of the functions (`Alias` in template.yaml). Of S3's
 * calls only SelectObjectContent answers with an event stream, and none of SageMaker's does that is made here; but the
 * S3 client asks for what reads them whenever it is made.
 */

const refuse = (): never => {
  throw new Error('the functions are bundled without event streams: see src/aws/sdk-replacements/');
};

/** The part of a client that would write and read event streams. @throws Error when it is used */
export const eventStreamSerdeProvider = () => ({ serialize: refuse, deserialize: refuse });

/** What the SDK calls for a request or an answer that is an event stream. @throws Error always */
export class EventStreamSerde {
  constructor() {
    refuse();
  }
}

/** Puts the part into a client's configuration, as the SDK does. */
export const resolveEventStreamSerdeConfig = <Config extends object>(
  config: Config & { readonly eventStreamSerdeProvider: (config: Config) => unknown },
): Config & { readonly eventStreamMarshaller: unknown } =>
  Object.assign(config, { eventStreamMarshaller: config.eventStreamSerdeProvider(config) });
