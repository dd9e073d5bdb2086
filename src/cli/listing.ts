/** From targets to reports: lists objects in key order and puts the two objects of each report together. */
import { relative, sep } from 'node:path';
import { parseReportKey } from '../report/key.ts';
import type { ReportTarget, TargetObject } from '../report/opt-out.ts';
import { bucketOfFolder } from './directory-store.ts';
import type { Target } from './targets.ts';
import { walkReportKeys } from './walk.ts';

/** Lists the report objects of a bucket below a prefix, in key order. */
export type ListBucket = (bucket: string, prefix: string) => AsyncIterable<{ readonly key: string }>;

/** The reports of one target, in key order. @throws Fault */
export async function* listReports(
  target: Target,
  listBucket: ListBucket,
  onSkippedLink: (path: string) => Promise<void>,
): AsyncGenerator<ReportTarget> {
  switch (target.kind) {
    case 'file': {
      const key = relative(target.root, target.path).split(sep).join('/');
      yield {
        bucket: bucketOfFolder(target.root),
        objects: [{ kind: target.object, key, presence: 'expected' }],
      };
      return;
    }
    case 'folder': {
      const keys = walkReportKeys(target.root, target.start, onSkippedLink);
      yield* joinReports(bucketOfFolder(target.root), keys);
      return;
    }
    case 's3':
      yield* joinReports(target.bucket, keysOf(listBucket(target.bucket, target.prefix)));
  }
}

async function* keysOf(objects: AsyncIterable<{ readonly key: string }>): AsyncGenerator<string> {
  for await (const { key } of objects) yield key;
}

/** In key order the HTML report of a folder stands right before its notebook. */
async function* joinReports(bucket: string, keys: AsyncIterable<string>): AsyncGenerator<ReportTarget> {
  let folder = '';
  let objects: TargetObject[] = [];
  for await (const key of keys) {
    const parsed = parseReportKey(key);
    if (parsed === undefined) continue;
    if (parsed.folder !== folder && objects.length > 0) {
      yield { bucket, objects };
      objects = [];
    }
    folder = parsed.folder;
    objects.push({ kind: parsed.kind, key, presence: 'expected' });
  }
  if (objects.length > 0) yield { bucket, objects };
}

/** At most `maxObjects` objects; `onCut` is called when more are there. */
export async function* atMost(
  reports: AsyncIterable<ReportTarget>,
  maxObjects: number,
  onCut: () => Promise<void>,
): AsyncGenerator<ReportTarget> {
  let left = maxObjects;
  for await (const report of reports) {
    if (report.objects.length > left) {
      if (left > 0) yield { ...report, objects: report.objects.slice(0, left) };
      await onCut();
      return;
    }
    left -= report.objects.length;
    yield report;
  }
}

/**
 * Works on several items at once, at most `concurrency`, and yields the answers in the order of the items; no
 * more than that many answers wait to be read. When the items fail, the answers to those before come first.
 */
export async function* inOrder<Item, Answer>(
  items: AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const underWay: Promise<Answer>[] = [];
  let failure: { readonly error: unknown } | undefined;
  const source = items[Symbol.asyncIterator]();
  for (;;) {
    const next = await source.next().catch((error: unknown) => {
      failure = { error };
      return { done: true } as const;
    });
    if (next.done) break;
    const answer = work(next.value);
    // Its failure is thrown where the answer is read.
    answer.catch(() => {});
    underWay.push(answer);
    const first = underWay.length >= concurrency ? underWay.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const answer of underWay) yield await answer;
  if (failure !== undefined) throw failure.error;
}
