import { describe, expect, test } from 'vitest';
import { renderRecord } from '../../src/audit/record.ts';
import { sha256 } from '../../src/report/findings.ts';
import { MAX_ATTEMPTS, optOutReport, type ReportTarget } from '../../src/report/opt-out.ts';
import type { Finding } from '../../src/report/outcome.ts';
import type { Policy } from '../../src/report/policy.ts';
import { software } from '../../src/report/software.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { writeNotebook } from '../support/notebook.ts';
import { generateReport } from '../support/report-generator.ts';
import { expectValidRecord } from '../support/validate-record.ts';

const report = generateReport({ outputBytes: 2000 });
const NOTEBOOK = { bucket: 'b', key: `${report.folder}profiler-report.ipynb` };
const HTML = { bucket: 'b', key: `${report.folder}profiler-report.html` };
const BOTH: ReportTarget = {
  bucket: 'b',
  objects: [
    { kind: 'html', key: HTML.key, presence: 'optional' },
    { kind: 'notebook', key: NOTEBOOK.key, presence: 'expected' },
  ],
};
const RECORD: Policy = { mode: 'enforce', html: 'record', sizeLimitBytes: 1e6 };
const SILENCE: Policy = { ...RECORD, html: 'silence' };

function storeOf(options: ConstructorParameters<typeof MemoryStore>[0] = {}, made = report): MemoryStore {
  const store = new MemoryStore(options);
  store.put(NOTEBOOK, made.notebook);
  store.put(HTML, made.html);
  return store;
}

/** Runs the use case; every finding must be on the trail, in order, and its record valid. */
async function run(store: MemoryStore, policy: Policy, target = BOTH) {
  const trail: Finding[] = [];
  const sleeps: number[] = [];
  let seconds = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 5, 1, 0, 0, seconds++)),
    sleep: async (delayMs: number) => {
      sleeps.push(delayMs);
    },
    random: () => 0.5,
  };
  const append = async (finding: Finding) => {
    trail.push(finding);
    store.log.push(`record ${finding.outcome}`);
    expectValidRecord(renderRecord(finding, { trigger: { source: 'cli' }, software }));
  };
  const findings = await optOutReport(target, policy, {
    store,
    trail: { append },
    clock,
    software: 'profiler-opt-out/test',
  });
  return { findings, trail, sleeps, outcomes: findings.map(({ outcome }) => outcome) };
}

describe('a fresh report', () => {
  test('is opted out, its HTML report recorded, the notebook first', async () => {
    const store = storeOf();
    const { findings, trail } = await run(store, RECORD);
    expect(findings).toEqual(trail);
    expect(findings).toMatchObject([
      {
        outcome: 'opted-out',
        kind: 'notebook',
        processingJobArn: report.processingJobArn,
        edits: [{ cell: 5 }],
      },
      {
        outcome: 'reports-usage',
        kind: 'html',
        html: {
          usageReporting: 'reports',
          generatedBeforeOptOut: true,
          optedOutAt: findings[0]?.at,
          beacon: { region: 'us-east-1' },
        },
      },
    ]);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(report.notebook.length + 14);
    expect(store.peek(HTML).bytes).toBe(report.html);
    const writing = `replace ${NOTEBOOK.key} replaced`;
    expect(store.log).toEqual([
      `read ${NOTEBOOK.key} found`,
      writing,
      'record opted-out',
      `read ${HTML.key} found`,
      'record reports-usage',
    ]);
  });

  test('carries the provenance that its record is made of', async () => {
    const store = storeOf({ isVersioned: true });
    const [finding] = (await run(store, SILENCE)).findings;
    const { provenance, versionId, etag } = store.peek(NOTEBOOK);
    expect(provenance).toMatchObject({
      outcome: 'opted-out',
      at: finding?.at,
      software: 'profiler-opt-out/test',
      before: { sha256: sha256(report.notebook), sizeBytes: report.notebook.length, versionId: 'v1' },
      edits: [
        {
          cell: 5,
          at: finding?.edits?.[0]?.start,
          removed: Buffer.from(''),
          inserted: Buffer.from(', opt_out=True'),
        },
      ],
    });
    expect(finding).toMatchObject({
      isLatest: true,
      before: { versionId: 'v1' },
      after: { versionId, etag },
    });
    expect(store.peek(HTML).provenance).toMatchObject({ outcome: 'silenced' });
  });

  test('is silenced when asked, and is left alone the second time', async () => {
    const store = storeOf();
    expect((await run(store, SILENCE)).outcomes).toEqual(['opted-out', 'silenced']);
    const [notebook, html] = [store.peek(NOTEBOOK), store.peek(HTML)];
    const { findings, outcomes } = await run(store, SILENCE);
    expect(outcomes).toEqual(['already-opted-out', 'silent']);
    expect(findings[1]?.html).toMatchObject({
      usageReporting: 'silent',
      generatedBeforeOptOut: true,
      generatedAt: html.provenance?.before.lastModified,
      optedOutAt: notebook.provenance?.at,
    });
    expect([store.peek(NOTEBOOK), store.peek(HTML)]).toEqual([notebook, html]);
  });

  test('is only told about in a dry run', async () => {
    const store = storeOf();
    expect((await run(store, { ...SILENCE, mode: 'dry-run' })).findings).toMatchObject([
      { outcome: 'would-opt-out', edits: [{ cell: 5 }] },
      { outcome: 'would-silence', edits: [{ content: new Uint8Array() }] },
    ]);
    expect((await run(store, { ...RECORD, mode: 'dry-run' })).outcomes).toEqual([
      'would-opt-out',
      'reports-usage',
    ]);
    expect(store.log.some((line) => line.startsWith('replace'))).toBe(false);
  });
});

describe('what is not a fresh report', () => {
  test('no telemetry, Option 1, opted out by hand', async () => {
    const none = generateReport({ hasTelemetry: false, outputBytes: 2000 });
    const { findings, outcomes } = await run(storeOf({}, none), SILENCE);
    expect(outcomes).toEqual(['no-setup-call', 'silent']);
    expect(findings[1]?.html).toMatchObject({ generatedBeforeOptOut: false });
    expect(findings[1]).not.toHaveProperty('processingJobArn');
    const optionOne = generateReport({ hasBeacon: false, outputBytes: 2000 });
    const silent = (await run(storeOf({}, optionOne), RECORD)).findings[1];
    expect(silent).toMatchObject({ outcome: 'silent', processingJobArn: optionOne.processingJobArn });
  });

  test('refused ones are left as they are, with the reason on record', async () => {
    const store = storeOf();
    store.put(NOTEBOOK, writeNotebook(['setup_profiler_report(*a)']));
    store.put(HTML, Buffer.from(''));
    const { findings } = await run(store, SILENCE);
    expect(findings).toMatchObject([
      {
        outcome: 'refused',
        reason: 'unpacked-arguments',
        detail: expect.stringMatching(/^code cell 1, line 1/),
      },
      {
        outcome: 'refused',
        reason: 'empty',
        html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
      },
    ]);
    store.put(HTML, Buffer.concat([report.html, report.html]));
    expect((await run(store, SILENCE)).findings[1]).toMatchObject({
      outcome: 'refused',
      reason: 'several-beacons',
      html: { usageReporting: 'reports', generatedBeforeOptOut: true },
    });
  });

  test('objects that the store refuses to read are on record with what the store tells', async () => {
    const store = storeOf();
    const { findings } = await run(store, { ...RECORD, sizeLimitBytes: 10 });
    expect(findings).toMatchObject([
      { outcome: 'refused', reason: 'too-large', before: { sizeBytes: report.notebook.length } },
      { outcome: 'refused', reason: 'too-large', html: { usageReporting: 'unknown' } },
    ]);
    store.read = async () => ({
      kind: 'refused',
      refusal: { kind: 'refused', reason: 'archived', detail: 'archived' },
    });
    const [bare] = (await run(store, RECORD)).findings;
    expect(bare).toMatchObject({ outcome: 'refused', reason: 'archived' });
    expect(bare).not.toHaveProperty('before');
  });

  test('objects that the store refuses to replace stay as they are', async () => {
    const store = storeOf();
    store.refusesToReplace = {
      kind: 'refused',
      refusal: { kind: 'refused', reason: 'no-room-for-provenance', detail: 'full' },
    };
    const [finding] = (await run(store, RECORD)).findings;
    expect(finding).toMatchObject({ outcome: 'refused', reason: 'no-room-for-provenance', detail: 'full' });
    expect(finding).not.toHaveProperty('edits');
    expect(store.peek(NOTEBOOK).bytes).toBe(report.notebook);
  });

  test('an expected object that is gone is missing, an optional one no matter', async () => {
    const store = new MemoryStore();
    expect((await run(store, RECORD)).findings).toMatchObject([{ outcome: 'missing', key: NOTEBOOK.key }]);
  });
});

describe('somebody else writes at the same time', () => {
  const other = generateReport({ seed: 2, outputBytes: 2000 });

  test('the other write stays, and is opted out itself', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded) => {
      intruded.beforeReplace = () => {};
      intruded.put(NOTEBOOK, other.notebook);
    };
    const { outcomes, sleeps, trail } = await run(store, RECORD);
    expect(outcomes).toEqual(['opted-out', 'reports-usage']);
    expect(trail).toHaveLength(2);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(other.notebook.length + 14);
    expect(sleeps).toEqual([100]);
  });

  test('again and again: contended, after growing delays, nothing written', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded, ref) =>
      intruded.put(ref, Buffer.concat([intruded.peek(ref).bytes, Buffer.from('\n')]));
    const { findings, sleeps } = await run(store, RECORD);
    expect(findings[0]).toMatchObject({
      outcome: 'contended',
      detail: expect.stringContaining('5 attempts'),
    });
    expect(findings[0]).not.toHaveProperty('edits');
    expect(sleeps).toEqual([100, 200, 400, 800]);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(report.notebook.length + MAX_ATTEMPTS);
  });

  test('the object goes: missing', async () => {
    const store = storeOf();
    store.beforeReplace = (intruded, ref) => intruded.remove(ref);
    expect((await run(store, RECORD)).outcomes).toEqual(['missing', 'reports-usage']);
  });

  test('our own write, its answer lost, is known again and recorded once', async () => {
    const store = storeOf({ isVersioned: true });
    store.losesAnswers = true;
    const { findings, trail } = await run(store, SILENCE);
    expect(trail).toHaveLength(2);
    expect(findings).toMatchObject([
      { outcome: 'opted-out', before: { versionId: 'v1' }, after: { versionId: 'v3' } },
      { outcome: 'silenced', before: { versionId: 'v2' }, after: { versionId: 'v4' } },
    ]);
    expect(store.log.filter((line) => line.startsWith('replace'))).toHaveLength(2);
  });
});

describe('a store that keeps no provenance', () => {
  test('has the record on the trail before the bytes are replaced', async () => {
    const store = storeOf({ keepsProvenance: false });
    const { findings } = await run(store, SILENCE);
    expect(findings).toMatchObject([
      { outcome: 'opted-out', after: { etag: sha256(store.peek(NOTEBOOK).bytes) } },
      { outcome: 'silenced', after: { sha256: sha256(store.peek(HTML).bytes) } },
    ]);
    expect(store.log.slice(0, 3)).toEqual([
      `read ${NOTEBOOK.key} found`,
      'record opted-out',
      `replace ${NOTEBOOK.key} replaced`,
    ]);
  });

  test('sets the trail right when the rewriting on record was not made after all', async () => {
    const store = storeOf({ keepsProvenance: false });
    const other = generateReport({ seed: 2, outputBytes: 2000 });
    store.afterRecord = (intruded) => {
      intruded.afterRecord = () => {};
      intruded.put(NOTEBOOK, other.notebook);
    };
    const { trail, outcomes } = await run(store, RECORD);
    expect(outcomes).toEqual(['opted-out', 'reports-usage']);
    expect(trail.map(({ outcome, before }) => [outcome, before?.sha256])).toEqual([
      ['opted-out', sha256(report.notebook)],
      ['contended', sha256(report.notebook)],
      ['opted-out', sha256(other.notebook)],
      ['reports-usage', sha256(report.html)],
    ]);
    expect(trail[1]?.detail).toMatch(/right after opted-out was put on record: that rewriting was not made/);
    expect(store.peek(NOTEBOOK).bytes.length).toBe(other.notebook.length + 14);
  });

  test('stays as it is when the record cannot be kept', async () => {
    const store = storeOf({ keepsProvenance: false });
    const clock = { now: () => new Date(0), sleep: async () => {}, random: () => 0 };
    const append = async () => {
      throw new Error('disk full');
    };
    await expect(
      optOutReport(BOTH, RECORD, { store, trail: { append }, clock, software: 'x' }),
    ).rejects.toThrow('disk full');
    expect(store.peek(NOTEBOOK).bytes).toBe(report.notebook);
  });
});

test('metadata without room for the edits is said in the record', async () => {
  const store = storeOf();
  const replace = store.replace.bind(store);
  store.replace = async (...call) =>
    ({ ...(await replace(...call)), isUndoByVersionOnly: true }) as Awaited<ReturnType<typeof replace>>;
  const { findings } = await run(store, SILENCE);
  expect(findings[0]?.detail).toBe(
    "the object's metadata had no room for the edits: undo needs the earlier version",
  );
  expect(findings[1]?.detail).toMatch(/public CDNs.*; the object's metadata/);
});
