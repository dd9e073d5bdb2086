/** Somebody else who writes the same notebook at the same time, each in a manner of their own. */
import { encodeKey, headersOf } from './bucket-under-test.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { type Answer, ask } from './plain-http.ts';

/**
 * `blind`: writes a new notebook over whatever is there. `polite`: the same, if nothing changed since it looked,
 * else it looks again. `editing`: reads, changes a byte, writes it back with its metadata on the same condition.
 * `opted-out`: writes blindly a notebook that is opted out already.
 */
export const MANNERS = ['blind', 'polite', 'editing', 'opted-out'] as const;
export type Manner = (typeof MANNERS)[number];

/** Where it writes, and what, unless it edits. */
export interface OtherWrite {
  readonly bucket: string;
  readonly key: string;
  readonly manner: Manner;
  readonly bytes: Buffer;
}

/** Somebody with an address of their own at the proxy. */
export class OtherWriter {
  readonly id: string;
  readonly #endpoint: URL;

  constructor(proxy: FaultProxy) {
    const { id, endpointUrl } = proxy.open({ decide: () => undefined, kill: () => {}, isDead: () => false });
    this.id = id;
    this.#endpoint = new URL(endpointUrl);
  }

  /** Writes, and does not rest before it is written. @throws Error when the server refuses for another reason */
  async write(write: OtherWrite): Promise<void> {
    const isConditional = write.manner === 'polite' || write.manner === 'editing';
    for (;;) {
      const seen = isConditional ? await this.#ask('GET', write) : undefined;
      const isEdit = write.manner === 'editing' && seen !== undefined;
      const bytes = isEdit ? Buffer.concat([seen.body, Buffer.from('\n')]) : write.bytes;
      const condition = seen === undefined ? {} : { 'if-match': String(seen.headers['etag']) };
      const kept = isEdit ? metadataOf(seen) : {};
      const { status } = await this.#ask(
        'PUT',
        write,
        { ...headersOf(kept, 'text/plain'), ...condition },
        bytes,
      );
      if (status === 200) return;
      if (status !== 412) throw new Error(`the other writer was answered ${status}`);
    }
  }

  #ask(method: string, { bucket, key }: OtherWrite, headers = {}, body?: Buffer): Promise<Answer> {
    const path = `${this.#endpoint.pathname}/${bucket}/${encodeKey(key)}`;
    return ask(this.#endpoint, { method, path, headers, ...(body === undefined ? {} : { body }) });
  }
}

const metadataOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]),
  );
