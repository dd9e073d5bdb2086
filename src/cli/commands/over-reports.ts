/** What `scan` and `apply` share: go over every report of the targets, and show what came of it, in key order. */
import { renderRecord } from '../../audit/record.ts';
import { showSafely } from '../../audit/safe-text.ts';
import type { AuditRecord } from '../../audit/schema.ts';
import { Fault } from '../../report/fault.ts';
import { optOutReport, type ReportTarget } from '../../report/opt-out.ts';
import type { Policy } from '../../report/policy.ts';
import type { AuditTrail, ReportStore, StoredObject } from '../../report/ports.ts';
import { software } from '../../report/software.ts';
import { DirectoryStore } from '../directory-store.ts';
import { type Renderer, rendererOf } from '../formats.ts';
import type { Io } from '../io.ts';
import { atMost, inOrder, type ListBucket, listReports } from '../listing.ts';
import type { ReportOptions } from '../options.ts';
import { Progress } from '../progress.ts';
import { resolveTargets, type Target } from '../targets.ts';

/** What came of all reports. */
export interface Tally {
  readonly counts: ReadonlyMap<AuditRecord['outcome'], number>;
  readonly faults: number;
}

/** Keeps records before anything is acknowledged. */
export type KeepRecord = (record: AuditRecord) => Promise<void>;

/** The records of one report, and the fault that ended it early. */
interface Dealt {
  readonly records: readonly AuditRecord[];
  readonly fault?: Fault;
}

const DEFAULT_COLUMNS = 120;

/**
 * Goes over the reports. A fault of one report is said and counted, and the others go on.
 * @throws TargetError for a word that is no target.
 */
export async function overReports(
  options: ReportOptions,
  policy: Policy,
  keepRecord: KeepRecord,
  io: Io,
): Promise<Tally> {
  const results = new Results(options, io);
  try {
    const targets = await resolveTargets(options.targets, io.cwd);
    const deal = await dealer(targets, options, policy, keepRecord, io);
    const all = untilAborted(
      deal.listAll((text) => results.say(text)),
      io.signal,
    );
    const reports = atMost(all, options.maxObjects, () =>
      results.say(`stopped after ${options.maxObjects} objects (--max-objects): more remain`),
    );
    for await (const dealt of inOrder(reports, options.concurrency, deal.deal)) await results.show(dealt);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    await results.show({ records: [], fault: error });
  }
  return results.end();
}

/** Shows results as they come, and counts them. */
class Results {
  readonly #options: ReportOptions;
  readonly #io: Io;
  readonly #renderer: Renderer;
  readonly #progress: Progress;
  readonly #counts = new Map<AuditRecord['outcome'], number>();
  #faults = 0;
  #objects = 0;

  constructor(options: ReportOptions, io: Io) {
    this.#options = options;
    this.#io = io;
    this.#renderer = rendererOf(options.format, io.columns ?? DEFAULT_COLUMNS);
    this.#progress = new Progress(io);
  }

  async show({ records, fault }: Dealt): Promise<void> {
    await this.#progress.clear();
    if (this.#objects === 0 && records.length > 0) await this.#io.writeOut(this.#renderer.head);
    await this.#io.writeOut(this.#renderer.renderRecords(records));
    for (const { outcome } of records) this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    this.#objects += records.length;
    if (fault !== undefined) {
      this.#faults += 1;
      await this.say(fault.message);
    }
    await this.#progress.show(this.#objects);
  }

  /** A message for a person, not a result. */
  async say(text: string): Promise<void> {
    await this.#progress.clear();
    await this.#io.writeError(`${showSafely(text)}\n`);
  }

  async end(): Promise<Tally> {
    await this.#progress.clear();
    await this.#io.writeOut(this.#renderer.renderTail(this.#counts));
    if (this.#objects + this.#faults === 0)
      await this.say(`no profiling reports in ${this.#options.targets.join(', ')}`);
    return { counts: this.#counts, faults: this.#faults };
  }
}

interface Dealer {
  readonly listAll: (say: (text: string) => Promise<void>) => AsyncGenerator<ReportTarget>;
  readonly deal: (report: ReportTarget) => Promise<Dealt>;
}

/** Opens the stores that the targets need; the AWS SDK is loaded only for S3. */
async function dealer(
  targets: readonly Target[],
  options: ReportOptions,
  policy: Policy,
  keepRecord: KeepRecord,
  io: Io,
): Promise<Dealer> {
  const folders = new DirectoryStore();
  const s3 = targets.some(({ kind }) => kind === 's3') ? await openS3(options.endpointUrl) : undefined;
  const listBucket: ListBucket = (bucket, prefix) =>
    s3 === undefined ? noObjects() : s3.list(bucket, prefix);
  return {
    listAll: async function* (say) {
      for (const target of targets) {
        yield* listReports(target, listBucket, (path) => say(`not followed, a link to a folder: ${path}`));
      }
    },
    deal: (report) =>
      s3 === undefined || report.bucket.startsWith('file:')
        ? dealWith(report, policy, folders, keepRecord, io)
        : dealWith(report, policy, s3.store, keepRecord, io),
  };
}

async function* noObjects(): AsyncGenerator<never> {}

async function openS3(endpointUrl: string | undefined) {
  const [{ connectS3 }, { listReportObjects }, { S3ReportStore }] = await Promise.all([
    import('../../aws/connect.ts'),
    import('../../aws/list-report-objects.ts'),
    import('../../aws/s3-report-store.ts'),
  ]);
  const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
  return {
    store: new S3ReportStore(client),
    list: (bucket: string, prefix: string) => listReportObjects(client, bucket, prefix),
  };
}

async function dealWith<Stored extends StoredObject>(
  report: ReportTarget,
  policy: Policy,
  store: ReportStore<Stored>,
  keepRecord: KeepRecord,
  { clock }: Io,
): Promise<Dealt> {
  const records: AuditRecord[] = [];
  const trail: AuditTrail = {
    append: async (finding) => {
      const record = renderRecord(finding, { trigger: { source: 'cli' }, software });
      await keepRecord(record);
      records.push(record);
    },
  };
  try {
    await optOutReport(report, policy, {
      store,
      trail,
      clock,
      software: `${software.name}/${software.version}`,
    });
    return { records: inKeyOrder(records) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { records: inKeyOrder(records), fault: error };
  }
}

const inKeyOrder = (records: readonly AuditRecord[]): AuditRecord[] =>
  records.toSorted((a, b) => (a.object.key < b.object.key ? -1 : 1));

async function* untilAborted<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}
