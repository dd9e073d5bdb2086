/** `restore`: puts back what reports were before they were rewritten, exactly, and keeps a record of that. */
import { recordTrail } from '../../audit/record/record-trail.ts';
import type { AuditRecord } from '../../audit/record/schema.ts';
import { DirectoryStore } from '../../files/directory-store.ts';
import { Fault } from '../../report/fault.ts';
import type { ReportStore } from '../../report/ports.ts';
import { restoreObject } from '../../report/restore.ts';
import { software } from '../../report/software.ts';
import { showSafely } from '../../text/safe-text.ts';
import { DEFAULT_SIZE_LIMIT_BYTES } from '../../verdict.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { withLedger } from '../open-ledger.ts';
import { type Command, DEFAULT_LEDGER } from '../options.ts';
import { LedgerProblems } from '../output/ledger-problems.ts';
import { type Dealt, Results } from '../output/results.ts';
import { inOrder } from '../targets/in-order.ts';
import { atMost, SINGLE } from '../targets/limit.ts';
import { type RestoreTask, restoreTasks, tellSources } from '../targets/restore-sources.ts';
import { untilAborted } from '../targets/until-aborted.ts';
import type { KeepRecord } from './for-each-object.ts';

type RestoreCommand = Extract<Command, { name: 'restore' }>;

/** Answers the exit code. @throws TargetError; Fault when a ledger or target cannot be used. */
export async function restore(command: RestoreCommand, io: Io): Promise<number> {
  const s3 = lazyS3(command.endpointUrl);
  const sources = await tellSources(
    command.targets,
    io.cwd,
    async (bucket, prefix) => (await s3()).hasLedger(bucket, prefix),
    ([first]) => command.ledger ?? first ?? DEFAULT_LEDGER,
  );
  const results = new Results(command, io);
  const tasks = restoreTasks(sources, {
    cwd: io.cwd,
    endpointUrl: command.endpointUrl,
    listBucket: async function* (bucket, prefix) {
      yield* (await s3()).list(bucket, prefix);
    },
    notices: Object.assign(new LedgerProblems(io), results.notices),
  });
  const run = async (keepRecord: KeepRecord): Promise<number> => {
    const folders = new DirectoryStore();
    const deal = async (task: RestoreTask): Promise<Dealt> =>
      task.place.bucket.startsWith('file:')
        ? dealWith(task, command, folders, keepRecord, io)
        : dealWith(task, command, (await s3()).store, keepRecord, io);
    const all = atMost<RestoreTask>(untilAborted(tasks, io.signal), command.maxObjects, SINGLE, () =>
      results.say(`stopped: --max-objects ${command.maxObjects} is reached, and more remain`),
    );
    for await (const dealt of inOrder(all, command.concurrency, deal)) await results.show(dealt);
    return exitCodeOf(await results.end('nothing to restore'));
  };
  if (command.isDryRun || !command.keepsRecords) return run(async () => {});
  return withLedger(sources.ledger, command.endpointUrl, io.cwd, async (opened) => {
    const exitCode = await run((record) => opened.append(record));
    if (command.format === 'table') await io.writeError(`records: ${showSafely(opened.name)}\n`);
    return exitCode;
  });
}

async function dealWith(
  { place, known }: RestoreTask,
  { isDryRun }: RestoreCommand,
  store: ReportStore,
  keepRecord: KeepRecord,
  { clock }: Io,
): Promise<Dealt> {
  const records: AuditRecord[] = [];
  const trail = recordTrail({ trigger: { source: 'cli' }, software }, keepRecord, (record) => {
    records.push(record);
  });
  const policy = {
    mode: isDryRun ? 'dry-run' : 'enforce',
    sizeLimitBytes: DEFAULT_SIZE_LIMIT_BYTES,
  } as const;
  try {
    await restoreObject(place, known, policy, { store, trail, clock });
    return { records };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { records, fault: error };
  }
}

/** The AWS SDK is loaded when S3 is first asked for. */
function lazyS3(endpointUrl: string | undefined) {
  let opened: ReturnType<typeof openS3> | undefined;
  return () => {
    opened ??= openS3(endpointUrl);
    return opened;
  };
}

async function openS3(endpointUrl: string | undefined) {
  const [{ connectS3 }, { listReportObjects }, { S3ReportStore }, { hasLedgerObjects }] = await Promise.all([
    import('../../aws/connect.ts'),
    import('../../aws/list-report-objects.ts'),
    import('../../aws/s3-report-store.ts'),
    import('../../aws/read-s3-ledger.ts'),
  ]);
  const client = connectS3(endpointUrl === undefined ? {} : { endpointUrl });
  return {
    store: new S3ReportStore(client),
    list: (bucket: string, prefix: string) => listReportObjects(client, bucket, prefix),
    hasLedger: (bucket: string, prefix: string) => hasLedgerObjects(client, bucket, prefix),
  };
}
