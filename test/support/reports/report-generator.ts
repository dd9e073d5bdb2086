/**
 * Makes profiling reports in the shape of SageMaker Debugger's: a notebook and an HTML report, of any size, with
 * this project's own words, numbers and plots. The same options give the same bytes.
 */
import { randomOf } from './random.ts';
import { renderHtmlReport } from './report-html.ts';
import { type GeneratedCell, renderNotebook } from './report-notebook.ts';
import { reportSections } from './report-sections.ts';

/** What a report shall be like; all that is left out is as SageMaker makes it. */
export interface ReportOptions {
  readonly seed?: number;
  readonly trainingJobName?: string;
  readonly ruleName?: string;
  readonly region?: string;
  /** False for the rule image without telemetry: no ARN, no call, no beacon. */
  readonly hasTelemetry?: boolean;
  /** False when Option 1 was in force: the HTML report has no beacon. */
  readonly hasBeacon?: boolean;
  readonly importSource?: string;
  readonly callSource?: string;
  /** Code cells that somebody added at the start. */
  readonly addedCells?: readonly string[];
  /** About how large the plots in the outputs are, all together. */
  readonly outputBytes?: number;
  readonly finalNewline?: boolean;
}

/** A report as it would lie in a bucket; `folder` ends in `profiler-output/`. */
export interface GeneratedReport {
  readonly folder: string;
  readonly notebook: Buffer;
  readonly html: Buffer;
  readonly processingJobArn: string;
}

const ACCOUNT = '123456789012';
const REAL_OUTPUT_BYTES = 190_000;

/** Makes one report. */
export function generateReport(options: ReportOptions = {}): GeneratedReport {
  const random = randomOf(options.seed ?? 1);
  const { trainingJobName = 'pytorch-training-2026-01-02-03-04-05-678', region = 'us-east-1' } = options;
  const ruleName = options.ruleName ?? `ProfilerReport-${1_600_000_000 + Math.floor(random() * 99_999_999)}`;
  const jobName = `${trainingJobName.slice(0, 26)}-ProfilerReport-${Math.floor(random() * 0xffffffff)
    .toString(16)
    .padStart(8, '0')}`;
  const processingJobArn = `arn:aws:sagemaker:${region}:${ACCOUNT}:processing-job/${jobName}`;
  const sections = reportSections(random, options.outputBytes ?? REAL_OUTPUT_BYTES);
  const cells = [
    ...(options.addedCells ?? []).map(codeCell),
    ...introduction(options, processingJobArn),
    ...sections,
  ];
  const hasBeacon = options.hasBeacon ?? options.hasTelemetry ?? true;
  return {
    folder: `${trainingJobName}/rule-output/${ruleName}/profiler-output/`,
    notebook: Buffer.from(renderNotebook(cells, random) + (options.finalNewline ? '\n' : '')),
    html: Buffer.from(
      renderHtmlReport(trainingJobName, sections, hasBeacon ? { region, processingJobArn } : undefined),
    ),
    processingJobArn,
  };
}

const codeCell = (source: string): GeneratedCell => ({ kind: 'code', source });

function introduction(options: ReportOptions, arn: string): GeneratedCell[] {
  const hasTelemetry = options.hasTelemetry ?? true;
  const name = hasTelemetry ? 'from smdebug.core.utils import setup_profiler_report' : 'import os';
  const importSource = `import json\nimport pathlib\nimport statistics\n${options.importSource ?? name}\n`;
  const title =
    '# Profiling report\n\nMade when the training job ended. Run `setup_profiler_report(arn)` is what cell 5 does.\n';
  const call = [
    { kind: 'code', source: 'processing_job_arn = ""', tags: ['parameters'] },
    { kind: 'code', source: `# Parameters\nprocessing_job_arn = "${arn}"\n`, tags: ['injected-parameters'] },
    { kind: 'code', source: options.callSource ?? 'setup_profiler_report(processing_job_arn)' },
  ] as const satisfies readonly GeneratedCell[];
  return [
    { kind: 'markdown', source: title },
    { kind: 'code', source: importSource, tags: ['hide-input'] },
    {
      kind: 'code',
      source: 'folder = pathlib.Path("profiler-reports")\nrules = sorted(folder.glob("*.json"))',
    },
    ...(hasTelemetry ? call : []),
  ];
}
