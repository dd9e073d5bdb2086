/** The records of real runs in a store in memory: of every outcome, as the program makes them. */
import { renderRecord } from '../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import type { Finding, OptionOne } from '../../src/report/finding.ts';
import type { OptionOneSource } from '../../src/report/ports.ts';
import { software } from '../../src/report/software.ts';
import type { MemoryStore } from './memory-store.ts';
import {
  BOTH,
  HTML,
  NOTEBOOK,
  RECORD,
  report,
  runOptOut,
  SILENCE,
  storeOf,
  TRIGGER,
} from './opt-out-runs.ts';
import { rewritten, runRestore } from './restore-runs.ts';

const ALL_VERSIONS: typeof BOTH = {
  ...BOTH,
  objects: BOTH.objects.map((object) => (object.kind === 'html' ? { ...object, versions: 'all' } : object)),
};
const WITH_COPIES: typeof BOTH = {
  ...BOTH,
  objects: [
    ...BOTH.objects,
    { kind: 'html', key: `${report.folder}.ipynb_checkpoints/copy.html`, presence: 'expected', isCopy: true },
    {
      kind: 'notebook',
      key: `${report.folder}.ipynb_checkpoints/copy.ipynb`,
      presence: 'expected',
      isCopy: true,
    },
  ],
};
const answering = (found: OptionOne): OptionOneSource => ({ find: async () => found });
const IN_FORCE = answering({ state: 'in-force', trainingJobName: 'job', value: 'True' });
const ABSENT = answering({ state: 'absent', trainingJobName: 'job' });
const UNKNOWN = answering({ state: 'unknown', reason: 'access-denied' });

/** A report whose notebook is gone, with copies of both. */
function withCopies(): MemoryStore {
  const store = storeOf();
  store.remove(NOTEBOOK);
  for (const { kind, key } of WITH_COPIES.objects.filter(({ isCopy }) => isCopy))
    store.put({ bucket: 'b', key }, report[kind]);
  return store;
}

/** A report that somebody else changes before each replacement. */
function changing(): MemoryStore {
  const store = storeOf();
  store.beforeReplace = (intruded, ref) =>
    intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from('\n')]));
  return store;
}

/** A folder whose report somebody else changes after the record and before the replacement. */
function changingAfterRecord(): MemoryStore {
  const store = storeOf({ keepsProvenance: false });
  store.afterRecord = (intruded, ref) => intruded.put(ref, Buffer.from('{}'));
  return store;
}

/** A report that is read at its end only. */
function readAtTheEnd(): MemoryStore {
  const store = storeOf({ isVersioned: true });
  store.endBytes = 600;
  return store;
}

/** Objects that cannot be understood, or report nothing. */
function odd(notebook: string, html: string): MemoryStore {
  const store = storeOf();
  store.put(NOTEBOOK, Buffer.from(notebook));
  store.put(HTML, Buffer.from(html));
  return store;
}

const EMPTY_NOTEBOOK = '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":4}';
const twice = Buffer.concat([report.html, report.html]).toString();

/** The records of many runs, in their order; findings that were put on the trail again are there again. */
export async function recordsOfRuns(): Promise<AuditRecord[]> {
  const findings: Finding[] = [];
  const optOut = async (...run: Parameters<typeof runOptOut>) => {
    findings.push(...(await runOptOut(...run)).trail);
  };
  const restore = async (...run: Parameters<typeof runRestore>) => {
    findings.push(...(await runRestore(...run)).trail);
  };
  for (const options of [{}, { isVersioned: true }, { keepsProvenance: false }]) {
    const store = storeOf(options);
    await optOut(store, { ...SILENCE, mode: 'dry-run' }, ALL_VERSIONS);
    await optOut(store, RECORD, ALL_VERSIONS, IN_FORCE);
    await optOut(store, SILENCE, ALL_VERSIONS, ABSENT);
    await optOut(store, SILENCE, ALL_VERSIONS, UNKNOWN);
    for (const kind of ['notebook', 'html'] as const) {
      await restore(store, kind, [], 'dry-run');
      await restore(store, kind);
    }
    const { store: made, known } = await rewritten(options);
    for (const kind of ['notebook', 'html'] as const) {
      await restore(made, kind, known[kind], 'dry-run');
      await restore(made, kind, known[kind]);
      await restore(made, kind, known[kind]);
    }
  }
  await optOut(withCopies(), SILENCE, WITH_COPIES);
  await optOut(storeOf(), { ...SILENCE, sizeLimitBytes: 10 });
  await optOut(storeOf(), { ...RECORD, sizeLimitBytes: 10 });
  await optOut(changing(), SILENCE);
  await optOut(changingAfterRecord(), SILENCE);
  await optOut(readAtTheEnd(), RECORD, ALL_VERSIONS);
  await optOut(odd(EMPTY_NOTEBOOK, '<html><body></body></html>'), SILENCE, BOTH, ABSENT);
  await optOut(odd(EMPTY_NOTEBOOK, '<html><body></body></html>'), RECORD, BOTH, IN_FORCE);
  await optOut(odd('[]', twice), SILENCE);
  await optOut(odd('[]', 'version https://git-lfs.github.com/spec/v1\n'), RECORD);
  return findings.map((finding) => renderRecord(finding, { trigger: TRIGGER, software }));
}
