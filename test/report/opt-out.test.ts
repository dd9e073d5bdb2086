import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/bytes/sha256.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { writeNotebook } from '../support/notebook.ts';
import {
  BOTH,
  HTML,
  NOTEBOOK,
  RECORD,
  report,
  runOptOut as run,
  SILENCE,
  storeOf,
} from '../support/opt-out-runs.ts';
import { generateReport } from '../support/reports/report-generator.ts';

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
      `read the end of ${HTML.key} found`,
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
          start: finding?.edits?.[0]?.start,
          removed: new Uint8Array(),
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
      optedOutAt: notebook.provenance?.at,
    });
    expect([store.peek(NOTEBOOK), store.peek(HTML)]).toEqual([notebook, html]);
  });

  test('is only examined in a dry run', async () => {
    const store = storeOf();
    expect((await run(store, { ...SILENCE, mode: 'dry-run' })).findings).toMatchObject([
      { outcome: 'would-opt-out', edits: [{ cell: 5 }] },
      { outcome: 'would-silence', edits: [{ inserted: new Uint8Array() }] },
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

  test('a page that a browser saved is silent, but was generated before opting out', async () => {
    const store = storeOf();
    store.put(HTML, Buffer.from('<img id="profiler-telemetry" src="./profiler-report_files/saved">'));
    expect((await run(store, SILENCE)).findings[1]).toMatchObject({
      outcome: 'silent',
      detail: expect.stringContaining('./profiler-report_files/saved'),
      html: { usageReporting: 'silent', generatedBeforeOptOut: true, savedByBrowser: true },
    });
  });

  test('of an object that holds no HTML nothing is said', async () => {
    const store = storeOf();
    store.put(HTML, Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'));
    expect((await run(store, SILENCE)).findings[1]).toMatchObject({
      outcome: 'refused',
      reason: 'not-html',
      detail: expect.stringContaining('git lfs pull'),
      html: { usageReporting: 'unknown', generatedBeforeOptOut: null },
    });
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

  test('objects that the store refuses to read are on record with the state that the store gives', async () => {
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

  test('an expected object that is gone is missing, an optional one is not', async () => {
    const store = new MemoryStore();
    expect((await run(store, RECORD)).findings).toMatchObject([{ outcome: 'missing', key: NOTEBOOK.key }]);
  });
});

test('the record says that the metadata had no room for the edits', async () => {
  const store = storeOf();
  const replace = store.replace.bind(store);
  store.replace = async (...call) =>
    ({ ...(await replace(...call)), isUndoByVersionOnly: true }) as Awaited<ReturnType<typeof replace>>;
  const { findings } = await run(store, SILENCE);
  expect(findings[0]?.detail).toBe(
    "the edits did not fit into the object's metadata: restoring it needs the earlier version",
  );
  expect(findings[1]?.detail).toMatch(/public CDNs.*; the edits did not fit/);
});

describe('reading ahead', () => {
  const ahead = (store: MemoryStore) => run(store, SILENCE, BOTH, undefined, { readsAhead: true });

  test('reads the next object before this one is written, and finds the same', async () => {
    const [store, other] = [storeOf(), storeOf()];
    expect((await ahead(store)).findings).toEqual((await run(other, SILENCE)).findings);
    expect(store.log.slice(0, 2)).toEqual([`read ${NOTEBOOK.key} found`, `read ${HTML.key} found`]);
    expect(store.peek(HTML)).toEqual(other.peek(HTML));
  });
});

test('what was read ahead and failed is met in its turn, if that comes', async () => {
  const store = storeOf();
  const broken = new Error('broken');
  const breakReading = (key: string) => {
    const read = store.read.bind(store);
    store.read = async (ref, limit) => {
      if (ref.key === key) throw broken;
      return read(ref, limit);
    };
  };
  breakReading(HTML.key);
  const ahead = () => run(store, SILENCE, BOTH, undefined, { readsAhead: true });
  await expect(ahead()).rejects.toBe(broken);
  expect(store.log).toContain('record opted-out');
  breakReading(NOTEBOOK.key);
  await expect(ahead()).rejects.toBe(broken);
});

describe('a run that goes on after an interrupted one', () => {
  const goOn = (store: MemoryStore, continuesSince: Date) =>
    run(store, SILENCE, BOTH, undefined, { continuesSince });

  test('puts the rewritings of that one on record, and nothing else', async () => {
    const store = storeOf();
    const [first] = (await run(store, SILENCE)).findings;
    const { outcomes, trail } = await goOn(store, first?.at ?? new Date(0));
    expect(outcomes).toEqual(['opted-out', 'silenced']);
    expect(trail.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  test('examines what was rewritten before that one', async () => {
    const store = storeOf();
    await run(store, SILENCE);
    const { outcomes } = await goOn(store, new Date(Date.UTC(2026, 6, 1)));
    expect(outcomes).toEqual(['already-opted-out', 'silent']);
  });
});
