/** Finds the notebooks and pages of reports in one target: by name and place, and by their content when asked. */
import { bucketOfFolder } from '../../files/directory-store.ts';
import { keyBelow, rootOf } from '../../files/root-folder.ts';
import { type WalkNotices, walkFiles } from '../../files/walk.ts';
import { mayBeReport } from '../../report/content/report-content.ts';
import { Fault } from '../../report/fault.ts';
import { parseReportFile, type ReportFile } from '../../report/key.ts';
import { defined } from '../../text/defined.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import type { Stores } from '../stores.ts';
import { inOrder } from './in-order.ts';
import { isNamedBy, type Target } from './target.ts';

/** How files are found; `base` is the folder that keys are relative to where it holds the file. */
export interface Finding {
  readonly stores: Stores;
  readonly base: string | undefined;
  /** `name`: by name and place; `content`: others are looked into; `any`: every notebook and page. */
  readonly by: 'name' | 'content' | 'any';
  readonly notices: WalkNotices;
  /** True for a bucket whose versions are to be listed, too. */
  readonly listsVersions?: (bucket: string) => boolean;
  /** True to find HTML reports in S3 that were deleted, and of which earlier versions are left. */
  readonly findsDeleted?: boolean;
  /** Takes each notebook and page that was not looked at. */
  readonly onPassed?: (kind: ReportFile['kind']) => void;
}

/** A notebook or page of a target. */
export interface FoundObject {
  readonly bucket: string;
  readonly key: string;
  readonly facts: ReportFile;
  /** True when a word names this very object. */
  readonly isNamed: boolean;
  /** True when only a link to it has the name of a report: then it comes out of order. */
  readonly isLinked?: true;
  /** In S3, where listings have them; of a deleted one when that was. */
  readonly lastModified?: Date;
  readonly etag?: string;
  /** Of all versions, the newest first; only when versions were listed. */
  readonly versionIds?: readonly string[];
  /** Of an HTML report that was deleted: the newest version that is left. */
  readonly deletedVersionId?: string;
}

type Candidate = FoundObject & { readonly isRegular: boolean };

const CONCURRENT_READS = 8;

/** The notebooks and pages of a target, in key order, each once. @throws Fault */
export async function* findReports(target: Target, finding: Finding): AsyncGenerator<FoundObject> {
  const { by, onPassed } = finding;
  const candidates = listCandidates(target, finding);
  const looked =
    by === 'content'
      ? inOrder(candidates, CONCURRENT_READS, (candidate) => lookInto(candidate, finding))
      : candidates;
  /** Those found by links or by their content may come a second time. */
  const known = new Set<string>();
  for await (const candidate of looked) {
    if (candidate === undefined) continue;
    const { bucket, key, facts, isNamed, isLinked, deletedVersionId } = candidate;
    const isCertain = isNamed || facts.isNamed;
    if (by === 'name' && !isCertain) {
      if (deletedVersionId === undefined) onPassed?.(facts.kind);
      continue;
    }
    const name = `${bucket}\n${key}`;
    if (known.has(name)) continue;
    if (by !== 'any' && (isLinked || !isCertain)) known.add(name);
    yield candidate;
  }
}

/** The candidate when it may be of a report, or cannot be read, which has to be told. */
async function lookInto(candidate: Candidate, { stores, notices }: Finding): Promise<Candidate | undefined> {
  const { bucket, key, facts, isNamed, isRegular, deletedVersionId: versionId } = candidate;
  if (isNamed || facts.isNamed) return candidate;
  if (!isRegular) return undefined;
  try {
    const ref = { bucket, key, ...defined({ versionId }) };
    const answer = await (await stores.storeOf(bucket)).read(ref, DEFAULT_SIZE_LIMIT_BYTES);
    if (answer.kind === 'missing') return undefined;
    return answer.kind === 'refused' || mayBeReport(facts.kind, answer.object.bytes) ? candidate : undefined;
  } catch (error) {
    if (!(error instanceof Fault) || notices.onFault === undefined) throw error;
    await notices.onFault(error);
    return undefined;
  }
}

/** Every notebook and page in a target. */
async function* listCandidates(target: Target, finding: Finding): AsyncGenerator<Candidate> {
  const { base, notices } = finding;
  const isNamed = (at: string): boolean => [target, ...target.inner].some((place) => isNamedBy(place, at));
  switch (target.kind) {
    case 'file': {
      const { path, object } = target;
      const root = rootOf(path, base);
      const [bucket, key] = [bucketOfFolder(root), keyBelow(root, path)];
      const facts = parseReportFile({ bucket, key }) ?? factsOfOther(key, object);
      yield { bucket, key, facts, isNamed: true, isRegular: true };
      return;
    }
    case 'folder':
      for await (const { path, ...found } of walkFiles({ start: target.path, base }, notices)) {
        yield { ...found, isNamed: isNamed(path) };
      }
      return;
    case 's3':
      for await (const { key, ...listed } of listBucket(target, finding)) {
        const { bucket } = target;
        const facts = parseReportFile({ bucket, key });
        if (facts === undefined || (facts.kind === 'notebook' && listed.deletedVersionId !== undefined))
          continue;
        yield { bucket, key, facts, isNamed: isNamed(key), isRegular: true, ...listed };
      }
  }
}

type ListedObject = Omit<FoundObject, 'bucket' | 'facts' | 'isNamed' | 'isLinked'>;

/** The objects of a bucket, those that were deleted and the ids of all versions where these are asked for. */
async function* listBucket(
  { bucket, prefix }: Extract<Target, { kind: 's3' }>,
  { stores, listsVersions, findsDeleted = false }: Finding,
): AsyncGenerator<ListedObject> {
  const needsVersions = listsVersions?.(bucket) ?? false;
  if (!needsVersions && !findsDeleted) {
    for await (const { key, lastModified, etag } of stores.listObjects(bucket, prefix))
      yield { key, ...defined({ lastModified, etag }) };
    return;
  }
  for await (const object of stores.listWithDeleted(bucket, prefix, needsVersions))
    if (findsDeleted || object.deletedVersionId === undefined) yield object;
}

/** The facts of a file that only its word on the command line calls a report. */
const factsOfOther = (key: string, kind: ReportFile['kind']): ReportFile => ({
  kind,
  folder: key.slice(0, key.lastIndexOf('/') + 1),
  isNamed: true,
  stem: '',
});
