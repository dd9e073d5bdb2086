/** One run's own bucket on moto's server, reached without the proxy and without the SDK: made, filled, looked at. */
import { type Answer, ask } from './plain-http.ts';

/** One version as it lies in the bucket. */
export interface StoredVersion {
  readonly key: string;
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  /** MD5 of the bytes, hex. */
  readonly md5: string;
}

/** What an object has beside its bytes. */
export interface Properties {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType: string;
}

/** An object as it is now. */
export interface CurrentObject extends Properties {
  readonly bytes: Buffer;
}

const VERSIONING =
  '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>';

/** A bucket of its own, so that listing it stays fast. */
export class BucketUnderTest {
  readonly name: string;
  readonly isVersioned: boolean;
  readonly #origin: URL;

  private constructor(origin: URL, name: string, isVersioned: boolean) {
    this.#origin = origin;
    this.name = name;
    this.isVersioned = isVersioned;
  }

  static async make(origin: URL, name: string, isVersioned: boolean): Promise<BucketUnderTest> {
    const bucket = new BucketUnderTest(origin, name, isVersioned);
    await bucket.#ask('PUT', '');
    if (isVersioned) await bucket.#ask('PUT', '?versioning', {}, Buffer.from(VERSIONING));
    return bucket;
  }

  async put(key: string, bytes: Buffer, { metadata, tags, contentType }: Properties): Promise<void> {
    const tagging = new URLSearchParams(tags).toString();
    await this.#ask(
      'PUT',
      encodeKey(key),
      { ...headersOf(metadata, contentType), ...(tagging === '' ? {} : { 'x-amz-tagging': tagging }) },
      bytes,
    );
  }

  async read(key: string): Promise<CurrentObject> {
    const { headers, body } = await this.#ask('GET', encodeKey(key));
    const hasTags = headers['x-amz-tagging-count'] !== undefined;
    const metadata = Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)] as const] : [],
    );
    return {
      bytes: body,
      metadata: Object.fromEntries(metadata),
      tags: hasTags ? await this.#tagsOf(key) : {},
      contentType: String(headers['content-type']),
    };
  }

  /** Every version, oldest first by key; deletions are not expected and not looked for. */
  async versions(): Promise<StoredVersion[]> {
    const { body } = await this.#ask('GET', '?versions');
    const versions = elements(body.toString(), 'Version').map((version) => {
      const [versionId = 'null'] = elements(version, 'VersionId');
      return {
        key: elements(version, 'Key').map(unescapeXml)[0] ?? '',
        ...(versionId === 'null' ? {} : { versionId }),
        md5: /[0-9a-f]{32}/.exec(elements(version, 'ETag')[0] ?? '')?.[0] ?? '',
      };
    });
    return versions.reverse();
  }

  async #tagsOf(key: string): Promise<Record<string, string>> {
    const { body } = await this.#ask('GET', `${encodeKey(key)}?tagging`);
    const pairs = elements(body.toString(), 'Tag').map((tag) =>
      ['Key', 'Value'].map((name) => unescapeXml(elements(tag, name)[0] ?? '')),
    );
    return Object.fromEntries(pairs);
  }

  /** @throws Error when the server does not do as told */
  async #ask(method: string, path: string, headers = {}, body?: Buffer): Promise<Answer> {
    const question = {
      method,
      path: `/${this.name}/${path}`,
      headers,
      ...(body === undefined ? {} : { body }),
    };
    const answer = await ask(this.#origin, question);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer;
  }
}

/** A key as it stands in a path. */
export const encodeKey = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/** The headers that give an object its type and its user metadata. */
export const headersOf = (metadata: Properties['metadata'], contentType: string): Record<string, string> => ({
  'content-type': contentType,
  ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map((match) => match[1] ?? '');

const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
