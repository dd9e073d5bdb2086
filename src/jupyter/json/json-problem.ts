/** What is wrong with bytes that should be JSON. */

/** The bytes are no JSON that can be relied on; caught where cells are located, never seen outside. */
export class JsonProblem extends Error {
  readonly reason: 'not-json' | 'duplicate-keys' | 'nested-too-deep';
  /** The byte where it is. */
  readonly at: number;

  /** `message` says what is wrong and at which byte. */
  constructor(reason: JsonProblem['reason'], at: number, message: string) {
    super(message);
    this.reason = reason;
    this.at = at;
  }
}

/** @throws JsonProblem that names the byte. */
export function failAt(bytes: Uint8Array, at: number, what: string): never {
  const cut = at >= bytes.length ? 'the end of the file: the JSON is cut off' : what;
  throw new JsonProblem('not-json', at, `byte ${at} is ${cut}`);
}
