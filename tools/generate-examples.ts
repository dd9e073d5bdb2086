/** Writes examples/ with the project's own generator, or with --check says whether it holds just that. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateReport, type ReportOptions } from '../test/support/reports/report-generator.ts';

interface Example {
  readonly shows: string;
  readonly options: ReportOptions;
}

const OUTPUT_BYTES = 24_000;
const ALIAS = 'from smdebug.core.utils import setup_profiler_report as spr';
const SPLIT = `setup_profiler_report(\n    # größer → später: the job's ARN\n    processing_job_arn,  # (über Zeilen)\n)`;

const EXAMPLES: Readonly<Record<string, Example>> = {
  'as-generated-2026-01-05-08-00-00-001': { shows: 'as SageMaker Debugger makes it', options: {} },
  're-saved-2026-01-06-08-00-00-002': {
    shows: 're-saved in Jupyter: more cells, an alias, a final newline',
    options: {
      importSource: ALIAS,
      callSource: '%time spr(processing_job_arn)',
      addedCells: ['%matplotlib inline\n!pip list', 'print("setup_profiler_report(arn) is below")'],
      finalNewline: true,
    },
  },
  'opt-out-false-2026-01-07-08-00-00-003': {
    shows: '`opt_out=False` is replaced',
    options: { callSource: 'setup_profiler_report(processing_job_arn, opt_out=False)', region: 'eu-west-1' },
  },
  'opted-out-2026-01-08-08-00-00-004': {
    shows: 'opted out by hand; the HTML report was generated before and still reports',
    options: { callSource: 'setup_profiler_report(processing_job_arn, opt_out=True)' },
  },
  'no-telemetry-2026-01-09-08-00-00-005': { shows: 'no call, no beacon', options: { hasTelemetry: false } },
  'over-lines-2026-01-10-08-00-00-006': {
    shows: 'a call over lines, with comments and Unicode',
    options: { callSource: SPLIT },
  },
  'unpacked-2026-01-11-08-00-00-007': {
    shows: 'refused: nobody can tell what `*arguments` passes',
    options: { callSource: 'setup_profiler_report(*arguments)' },
  },
  'option-one-2026-01-12-08-00-00-008': {
    shows: 'Option 1 was in force: the HTML report is silent',
    options: { hasBeacon: false },
  },
};

const TRAINING_SCRIPT = `"""A training job whose profiling report reports usage: \`training-job fix\` opts it out (Option 1)."""
from sagemaker.debugger import ProfilerRule, rule_configs
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="model.py",
    role="arn:aws:iam::111122223333:role/training",
    framework_version="1.12.0",
    py_version="py38",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    rules=[ProfilerRule.sagemaker(rule_configs.ProfilerReport())],
)
estimator.fit("s3://bucket/data/")
`;

/** A request of CreateTrainingJob, of which only the part with the rules is of interest here. */
const REQUEST = {
  TrainingJobName: 'opted-out-before-training',
  ProfilerRuleConfigurations: [
    {
      RuleConfigurationName: 'ProfilerReport',
      RuleEvaluatorImage: '503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest',
      RuleParameters: { rule_to_invoke: 'ProfilerReport', opt_out_telemetry: 'True' },
    },
  ],
};

/** What `training-job check` finds beside the reports. */
const TRAINING_JOBS: Readonly<Record<string, { readonly shows: string; readonly text: string }>> = {
  'training-jobs/train.py': { shows: 'a rule without the opt-out parameter', text: TRAINING_SCRIPT },
  'training-jobs/request.json': {
    shows: 'Option 1 in a request',
    text: `${JSON.stringify(REQUEST, undefined, 2)}\n`,
  },
};

const FOLDER = new URL('../examples/', import.meta.url).pathname;

/** Every file of examples/ by its path. */
function exampleFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const rows: string[] = [];
  for (const [index, [trainingJobName, { shows, options }]] of Object.entries(EXAMPLES).entries()) {
    const report = generateReport({
      seed: index + 1,
      trainingJobName,
      outputBytes: OUTPUT_BYTES,
      ...options,
    });
    files.set(`${report.folder}profiler-report.ipynb`, report.notebook);
    files.set(`${report.folder}profiler-report.html`, report.html);
    rows.push(`| \`${trainingJobName}\` | ${shows} |`);
  }
  const jobRows = Object.entries(TRAINING_JOBS).map(([path, { shows, text }]) => {
    files.set(path, Buffer.from(text));
    return `| \`${path}\` | ${shows} |`;
  });
  const head =
    '# Examples\n\nMade by `node tools/generate-examples.ts`; `npm start` runs on a copy of the reports.\n\n| training job | what its report shows |\n|---|---|\n';
  const jobsHead = '\n| file | what `training-job check examples` shows |\n|---|---|\n';
  const text = `${head}${rows.join('\n')}\n${jobsHead}${jobRows.join('\n')}\n`;
  return files.set('README.md', Buffer.from(text));
}

if (process.argv.includes('--check')) {
  const differing = [...exampleFiles()].filter(
    ([path, bytes]) => !readFileSync(join(FOLDER, path)).equals(bytes),
  );
  for (const [path] of differing)
    console.error(`examples/${path} is not what the generator makes: run node tools/generate-examples.ts`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} else {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [path, bytes] of exampleFiles()) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), bytes);
  }
}
