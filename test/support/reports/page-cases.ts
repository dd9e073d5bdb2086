/** Ledgers for the checks of the audit page: the examples', a hostile one, a large one, an empty one. */
import { cpSync, globSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { renderRecord } from '../../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { systemClock } from '../../../src/aws/system-clock.ts';
import type { Io } from '../../../src/cli/io.ts';
import { main } from '../../../src/cli/main.ts';
import type { Finding } from '../../../src/report/finding.ts';
import { software } from '../../../src/report/software.ts';
import { renderJsonLine } from '../../../src/text/safe-text.ts';
import type { FindingFields } from './finding-fields.ts';

const EXAMPLES = new URL('../../../examples', import.meta.url).pathname;
const JOB_COUNT = 400;

/** Runs one command in a folder; answers what it wrote to stderr. @throws Error when it fails */
export async function runCommand(
  cwd: string,
  words: readonly string[],
  allowed: readonly number[] = [0],
): Promise<string> {
  let error = '';
  const io: Io = {
    writeOut: async () => {},
    writeError: async (text) => {
      error += text;
    },
    programName: 'profiler-opt-out',
    cwd,
    columns: undefined,
    isErrorTerminal: false,
    clock: systemClock,
    signal: new AbortController().signal,
    replay: async () => undefined,
  };
  const exitCode = await main(words, io);
  if (!allowed.includes(exitCode)) throw new Error(`${words.join(' ')}: ${exitCode}\n${error}`);
  return error;
}

/** Works in a new folder that goes afterwards. */
export async function inNewFolder<Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-page-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page of the examples: recorded, some silenced, as a user would do it. */
export async function makeExamplesPage(folder: string): Promise<string> {
  const reports = join(folder, 'reports');
  cpSync(EXAMPLES, reports, { recursive: true });
  for (const file of globSync('*/**/profiler-report.*', { cwd: reports })) {
    utimesSync(join(reports, file), generatedAt(file), generatedAt(file));
  }
  await runCommand(folder, ['apply', 'reports', '--ledger', 'ledger.ndjson'], [0, 2]);
  await runCommand(folder, [
    'apply',
    'reports/as-generated-2026-01-05-08-00-00-001',
    '--html',
    'silence',
    '--ledger',
    'ledger.ndjson',
  ]);
  return makePage(folder, 'ledger.ndjson');
}

/** When a report was generated, as the name of its training job says: `...-2026-01-05-08-00-00-001/...`. */
function generatedAt(file: string): Date {
  const [, day] = /-([0-9]{4}-[0-9]{2}-[0-9]{2})-/.exec(file) ?? [];
  return new Date(`${day}T08:00:00Z`);
}

/** The page of records. */
export async function makePageOf(folder: string, records: readonly AuditRecord[]): Promise<string> {
  writeFileSync(
    join(folder, 'records.ndjson'),
    records.map((record) => `${renderJsonLine(record)}\n`).join(''),
  );
  return makePage(folder, 'records.ndjson');
}

async function makePage(folder: string, ledger: string): Promise<string> {
  await runCommand(folder, ['audit', ledger, '--page', 'page.html']);
  return join(folder, 'page.html');
}

/** Text that would do something if it were let. */
const HOSTILE = [
  '<script>globalThis.hacked=1</script>',
  '</script><img src=x onerror=globalThis.hacked=1>',
  '" onmouseover="globalThis.hacked=1',
  "'><svg/onload=globalThis.hacked=1>",
  '\u202egnp.exe\u0000\u001b[2J\u2028',
  '{{constructor.constructor("globalThis.hacked=1")()}}',
  'javascript:globalThis.hacked=1',
  // In the order of code points, not of code units; and what JSON writers escape each in their own way.
  '\u{1f600}\u{10ffff}',
  '\uffee\u007f\u0080\u2029\b\f\\u001b/',
  'x'.repeat(900),
  '=HYPERLINK("https://example.invalid")',
];

/** Records in which every text is hostile. */
export const hostileRecords = (): AuditRecord[] =>
  HOSTILE.flatMap((text, index) => {
    const folder = `${text.replaceAll('/', '∕').slice(0, 900)}/rule-output/${text.replaceAll('/', '∕').slice(0, 60)}/profiler-output/`;
    const arn = `arn:aws:sagemaker:us-east-1:1:processing-job/${text}`;
    return [
      record({
        key: `${folder}profiler-report.ipynb`,
        outcome: 'refused',
        reason: text,
        detail: text,
        at: day(index),
      }),
      record({
        key: `${folder}profiler-report.html`,
        kind: 'html',
        outcome: 'reports-usage',
        processingJobArn: arn,
        before: { etag: text, sizeBytes: 1, sha256: '0'.repeat(64), versionId: text },
        html: {
          usageReporting: 'reports',
          generatedBeforeOptOut: true,
          beacon: { url: `https://x/${text}`, processingJobArn: arn, region: text },
        },
        optionOne: {
          state: 'in-force',
          value: text,
          trainingJobName: text,
          contradiction: 'in-force-but-reports',
        },
        at: day(index),
      }),
    ];
  });

/** So many records, of some hundred training jobs over four years; the names of these end in `team`. */
export const manyRecords = (count: number, team = ''): AuditRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const job = `training-${String(index % JOB_COUNT).padStart(4, '0')}-${index >> 1}${team}`;
    const isHtml = index % 2 === 1;
    const key = `${job}/rule-output/ProfilerReport-1/profiler-output/profiler-report.${isHtml ? 'html' : 'ipynb'}`;
    const at = day(index % 1_400);
    const after = { etag: 'e', sizeBytes: 2, sha256: '1'.repeat(64) };
    if (!isHtml)
      return record({
        key,
        outcome: index % 97 === 0 ? 'refused' : 'opted-out',
        at,
        ...(index % 97 === 0 ? REFUSED : { after }),
      });
    const html = { usageReporting: 'reports', generatedBeforeOptOut: true } as const;
    return record({
      key,
      kind: 'html',
      ...(index % 3 === 0 ? { outcome: 'reports-usage' } : { outcome: 'silenced', after }),
      html,
      at,
    });
  });

const REFUSED = {
  reason: 'unpacked-arguments',
  detail: 'code cell 5, line 1: unpacked arguments hide what is passed',
};
const day = (number: number): Date => new Date(Date.UTC(2022, 0, 1 + number, 12));

const record = (finding: FindingFields & Pick<Finding, 'key' | 'outcome' | 'at'>): AuditRecord =>
  renderRecord(
    {
      kind: 'notebook',
      bucket: 'sagemaker-us-east-1-111122223333',
      lastModified: finding.at,
      before: { etag: 'e', sizeBytes: 1, sha256: '0'.repeat(64) },
      ...finding,
    } as Finding,
    { trigger: { source: 'eventbridge', eventId: 'event-1' }, software },
  );
