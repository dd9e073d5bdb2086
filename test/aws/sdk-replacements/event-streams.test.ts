/** The functions' clients are made without event streams; whoever asks one for a stream is told so. */
import { expect, test } from 'vitest';
import * as replacement from '../../../src/aws/sdk-replacements/event-streams.ts';

const WITHOUT = 'the functions are bundled without event streams: see src/aws/sdk-replacements/';

test('a client is made as with the SDK, and refuses event streams when one is used', () => {
  const { eventStreamSerdeProvider, resolveEventStreamSerdeConfig } = replacement;
  const config = { region: 'us-east-1', eventStreamSerdeProvider };
  const resolved = resolveEventStreamSerdeConfig(config);
  // The SDK changes the object it is given.
  expect(resolved).toBe(config);
  const { serialize, deserialize } = resolved.eventStreamMarshaller as ReturnType<
    typeof eventStreamSerdeProvider
  >;
  for (const use of [serialize, deserialize, () => new replacement.EventStreamSerde()])
    expect(use).toThrow(WITHOUT);
});
