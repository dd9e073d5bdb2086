/** When a report was generated, in the records of real runs: the same when a record is made again. */
import { describe, expect, test } from 'vitest';
import { renderRecord } from '../../../src/audit/record/render-record.ts';
import { rebuiltFinding } from '../../../src/report/rebuild.ts';
import { software } from '../../../src/report/software.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import {
  type BOTH,
  HTML,
  NOTEBOOK,
  RECORD,
  report,
  runOptOut,
  SILENCE,
  TRIGGER,
} from '../../support/opt-out-runs.ts';
import type { AnyFinding } from '../../support/reports/finding-fields.ts';
import { LOCATIONS, runRestore } from '../../support/restore-runs.ts';

/** When papermill made the notebook of these tests; the store's objects are some days younger. */
const PAPERMILL_DAY = '2023-12-28';
const oldNotebook = Buffer.from(
  report.notebook.toString().replaceAll('2026-01-02T04', `${PAPERMILL_DAY}T04`),
);
/** Where no name holds a time. */
const folder = 'reports/profiler-output/';
const PAGE = { bucket: 'b', key: `${folder}profiler-report.html` };
const PAGE_ONLY: typeof BOTH = {
  bucket: 'b',
  objects: [{ kind: 'html', key: PAGE.key, presence: 'expected' }],
};
const WITH_NOTEBOOK: typeof BOTH = {
  bucket: 'b',
  objects: [
    ...PAGE_ONLY.objects,
    { kind: 'notebook', key: `${folder}profiler-report.ipynb`, presence: 'expected' },
  ],
};

function storeOf(options: ConstructorParameters<typeof MemoryStore>[0] = {}): MemoryStore {
  const store = new MemoryStore(options);
  store.put(NOTEBOOK, oldNotebook);
  store.put(HTML, report.html);
  store.put(PAGE, report.html);
  return store;
}

const recordOf = (finding: AnyFinding) =>
  renderRecord(finding, { trigger: TRIGGER, software: { name: 'profiler-opt-out', version: 'test' } });
const generatedOf = (finding: AnyFinding | undefined): string => {
  if (finding === undefined) throw new Error('no finding');
  const { generatedAt, generatedAtSource } = recordOf(finding).report;
  return `${generatedAtSource} ${generatedAt?.slice(0, 10)}`;
};

describe('a report was generated', () => {
  test('when papermill made its notebook, the page that is examined with it too', async () => {
    for (const policy of [RECORD, SILENCE]) {
      const { findings } = await runOptOut(storeOf(), policy);
      expect(findings.map(generatedOf)).toEqual(Array(2).fill(`papermill ${PAPERMILL_DAY}`));
    }
  });

  test('when papermill made its notebook, also when that is refused', async () => {
    const store = storeOf();
    store.put(NOTEBOOK, Buffer.from(oldNotebook.toString().replace('(processing_job_arn)', '(*all)')));
    const { findings } = await runOptOut(store, RECORD);
    expect(findings[0]?.outcome).toBe('refused');
    expect(generatedOf(findings[0])).toBe(`papermill ${PAPERMILL_DAY}`);
  });

  test('when the object was written, for a page that is examined alone', async () => {
    const { findings } = await runOptOut(storeOf(), RECORD, PAGE_ONLY);
    expect(findings.map(generatedOf)).toEqual(['object 2024-01-01']);
  });

  test('when its end was read, as when it was read whole', async () => {
    const store = storeOf({ isVersioned: true });
    store.endBytes = 600;
    const { findings } = await runOptOut(store, RECORD);
    expect(findings[1]?.detail).toMatch(/only these were read/);
    expect(generatedOf(findings[1])).toBe(`papermill ${PAPERMILL_DAY}`);
  });

  test('before its notebook, where the version of the page is older', async () => {
    const store = storeOf();
    store.put({ bucket: 'b', key: `${folder}profiler-report.ipynb` }, report.notebook);
    const { findings } = await runOptOut(store, RECORD, WITH_NOTEBOOK);
    expect(findings.map(generatedOf)).toEqual(['papermill 2026-01-02', 'object 2024-01-01']);
  });

  test('when the version before was written, after it was rewritten', async () => {
    const store = storeOf();
    const written = store.peek(PAGE).lastModified.toISOString();
    await runOptOut(store, SILENCE, PAGE_ONLY);
    const { findings } = await runOptOut(store, SILENCE, PAGE_ONLY);
    const [record] = findings.map(recordOf);
    expect(record?.outcome).toBe('silent');
    expect(record?.report).toMatchObject({ generatedAt: written, generatedAtSource: 'object' });
    expect(record?.object.lastModified).not.toBe(written);
  });

  test('when it was, when it is restored', async () => {
    const store = storeOf();
    await runOptOut(store, SILENCE);
    for (const kind of ['notebook', 'html'] as const)
      expect(generatedOf((await runRestore(store, kind)).finding)).toBe(`papermill ${PAPERMILL_DAY}`);
  });
});

test.each([true, false])(
  'a record made again is the same to the byte, digest included; versions: %s',
  async (isVersioned) => {
    const store = storeOf({ isVersioned });
    const { findings } = await runOptOut(store, SILENCE);
    expect(findings.map(({ outcome }) => outcome)).toEqual(['opted-out', 'silenced']);
    for (const [index, kind] of (['notebook', 'html'] as const).entries()) {
      const again = rebuiltFinding(LOCATIONS[kind], store.peek(kind === 'notebook' ? NOTEBOOK : HTML));
      const first = findings[index];
      if (first === undefined || again === undefined) throw new Error('no finding');
      expect(recordOf(first).digest).toBe(
        renderRecord(again, { trigger: { source: 's3' }, software }).digest,
      );
      expect(JSON.stringify(renderRecord(again, { trigger: { source: 's3' }, software }))).toBe(
        JSON.stringify(recordOf(first)),
      );
    }
  },
);
