/** From targets to reports: puts the objects of each report together, and counts what was left out. */
import { join } from 'node:path';
import { countReportFiles } from '../../files/count-report-files.ts';
import { folderOfBucket } from '../../files/directory-store.ts';
import type { WalkNotices } from '../../files/walk.ts';
import { Fault } from '../../report/fault.ts';
import { type ObjectKind, parseReportFile } from '../../report/key.ts';
import type { ReportTarget, TargetObject } from '../../report/report-target.ts';
import { quantity } from '../../results/quantity.ts';
import type { ListedState, RecordedObjects } from '../../run/recorded-objects.ts';
import { isOfEarlierRun } from './earlier-run.ts';
import { type Finding, type FoundObject, findReports } from './find-reports.ts';
import { modifiedWithin, type OutsidePeriod, type Period } from './period.ts';
import { holds, type Target } from './target.ts';

/** Takes reports of what a listing leaves out. */
export interface ListingNotices extends Required<WalkNotices> {
  /** Takes a sentence for a person. */
  readonly onMessage: (text: string) => Promise<void>;
}

/** How reports are found and treated. */
export interface Listing extends Omit<Finding, 'notices' | 'onPassed'> {
  readonly notices: ListingNotices;
  /** True when copies are changed, too. */
  readonly withCopies: boolean;
  /** Without it, objects of any time. */
  readonly period?: Period | undefined;
  /** What is on record is left out. */
  readonly recorded?: RecordedObjects | undefined;
  /** Called when the listing of a bucket broke off. */
  readonly onBroken?: () => void;
  /** Takes the word of a target in which nothing was found. */
  readonly onEmpty?: (word: string) => Promise<void>;
}

/** The reports of all targets, each target's in key order. What cannot be listed is left out, the rest goes on. */
export async function* listReports(
  targets: readonly Target[],
  listing: Listing,
): AsyncGenerator<ReportTarget> {
  const { stores, notices, withCopies, period, recorded } = listing;
  const passed = { notebook: 0, html: 0 };
  let outside = 0;
  const outsidePeriod: OutsidePeriod = {
    onLeftOut: () => {
      outside += 1;
    },
    isOfRun: recorded && ((object) => isOfEarlierRun(object, recorded, stores)),
  };
  for (const target of targets) {
    const found = new FoundWords(target);
    let [hasFault, hasBegun] = [false, false];
    const onFault = async (fault: Fault) => {
      hasFault = true;
      await notices.onFault(fault);
    };
    const finding: Finding = {
      ...listing,
      listsVersions: (bucket) => recorded?.hasVersions(bucket) ?? false,
      notices: { ...notices, onFault },
      onPassed: (kind) => {
        passed[kind] += 1;
      },
    };
    try {
      const all = found.observe(findReports(target, finding));
      for await (const { report, states } of joinReports(
        period === undefined ? all : modifiedWithin(all, period, outsidePeriod),
        withCopies,
      )) {
        hasBegun = true;
        if (!recorded?.leaveOut(report.objects, states)) yield report;
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await onFault(error);
      if (target.kind === 's3' && hasBegun) {
        listing.onBroken?.();
        await notices.onMessage(`the listing of ${target.word} broke off: what comes after was not reached`);
      }
    }
    if (!hasFault) for (const word of found.emptyWords) await listing.onEmpty?.(word);
  }
  if (outside > 0)
    await notices.onMessage(`left out, last modified outside of the period: ${quantity(outside, 'object')}`);
  if (passed.notebook + passed.html > 0) await notices.onMessage(describePassed(passed));
}

/** The number of report objects; undefined where they are not known by name, or when aborted. In S3 that is a listing. */
export async function countObjects(
  targets: readonly Target[],
  { stores, base, by }: Pick<Finding, 'stores' | 'base' | 'by'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  let count = 0;
  for (const target of targets) {
    if (by !== 'name') return undefined;
    const own = await countIn(target, { stores, base }, signal);
    if (own === undefined) return undefined;
    count += own;
  }
  return count;
}

async function countIn(
  target: Target,
  { stores, base }: Pick<Finding, 'stores' | 'base'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (target.kind === 'file') return 1;
  if (target.kind === 'folder') return countReportFiles({ start: target.path, base }, signal);
  let count = 0;
  const { bucket, prefix } = target;
  for await (const { key, deletedVersionId } of stores.listWithDeleted(bucket, prefix, false)) {
    if (signal.aborted) return undefined;
    const facts = parseReportFile({ bucket, key });
    if (facts?.isNamed && (facts.kind === 'html' || deletedVersionId === undefined)) count += 1;
  }
  return count;
}

/** Which of the words that a target stands for led to an object. */
class FoundWords {
  readonly #left: Set<Target | Target['inner'][number]>;

  constructor(target: Target) {
    this.#left = new Set([target, ...target.inner]);
  }

  async *observe(objects: AsyncIterable<FoundObject>): AsyncGenerator<FoundObject> {
    for await (const object of objects) {
      for (const place of this.#left) if (holds(place, pathOf(object))) this.#left.delete(place);
      yield object;
    }
  }

  get emptyWords(): readonly string[] {
    return [...this.#left].map(({ word }) => word);
  }
}

/** A path on disk, or a key. */
function pathOf({ bucket, key }: FoundObject): string {
  const folder = folderOfBucket(bucket);
  return folder === undefined ? key : join(folder, ...key.split('/'));
}

/** A notebook and a page with the same name, and the copies before and between them, are one report. */
async function* joinReports(
  found: AsyncIterable<FoundObject>,
  withCopies: boolean,
): AsyncGenerator<{ readonly report: ReportTarget; readonly states: readonly ListedState[] }> {
  let [bucket, folder] = ['', ''];
  let stem: string | undefined;
  let objects: TargetObject[] = [];
  let states: ListedState[] = [];
  for await (const { facts, isNamed, deletedVersionId, ...place } of found) {
    const isSameFolder = place.bucket === bucket && facts.folder === folder;
    const isSame = isSameFolder && (facts.isCopy || stem === undefined || stem === facts.stem);
    if (!isSame && objects.length > 0) {
      yield { report: { bucket, objects }, states };
      [objects, states] = [[], []];
    }
    if (!isSame) stem = undefined;
    [bucket, folder] = [place.bucket, facts.folder];
    if (!facts.isCopy) stem = facts.stem;
    states.push(place);
    objects.push({
      kind: facts.kind,
      key: place.key,
      presence: deletedVersionId === undefined ? 'expected' : 'deleted',
      versions: 'all',
      ...(facts.isCopy ? { isCopy: true } : {}),
      ...(facts.isCopy && (withCopies || isNamed) ? { isChangeRequested: true } : {}),
    });
  }
  if (objects.length > 0) yield { report: { bucket, objects }, states };
}

/** Such as `12 other notebooks and 3 HTML pages were not looked at: ...`. */
function describePassed({ notebook, html }: Readonly<Record<ObjectKind, number>>): string {
  const counts = [
    ...(notebook === 0 ? [] : [quantity(notebook, 'other notebook')]),
    ...(html === 0 ? [] : [quantity(html, notebook === 0 ? 'other HTML page' : 'HTML page')]),
  ];
  const verb = notebook + html === 1 ? 'was' : 'were';
  return `${counts.join(' and ')} ${verb} not looked at: --by-content finds reports under other names`;
}
