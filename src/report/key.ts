/** Parses the object keys of profiling reports. Pure; keys are decoded text. */

/** The two objects of a report that matter here. */
export type ObjectKind = 'notebook' | 'html';

/** The facts in a report object's key; `folder` ends in `profiler-output/`. */
export interface ReportKey {
  readonly kind: ObjectKind;
  readonly folder: string;
  /** The path segment above `profiler-output`, such as `ProfilerReport-1234567890`; absent at the bucket root. */
  readonly ruleName?: string;
  /** The segment above `rule-output`, where the layout is SageMaker's. */
  readonly trainingJobName?: string;
}

const OUTPUT_FOLDER = 'profiler-output';
const FILE_NAMES: Readonly<Record<ObjectKind, string>> = {
  notebook: 'profiler-report.ipynb',
  html: 'profiler-report.html',
};

const KIND_BY_ENDING = { '.ipynb': 'notebook', '.html': 'html' } as const;

/** The key of one of a report's objects. */
export const reportObjectKey = (folder: string, kind: ObjectKind): string => folder + FILE_NAMES[kind];

/**
 * The facts in the key of a report object, or undefined for every other key. Only whole path segments match:
 * `x-profiler-output/profiler-report.ipynb` is no report object.
 */
export function parseReportKey(key: string): ReportKey | undefined {
  const segments = key.split('/');
  const fileName = segments.pop();
  if (segments.at(-1) !== OUTPUT_FOLDER) return undefined;
  const kind =
    fileName === FILE_NAMES.notebook ? 'notebook' : fileName === FILE_NAMES.html ? 'html' : undefined;
  if (kind === undefined) return undefined;
  return { kind, ...reportOf(segments) };
}

/**
 * The facts in the key of a copy of a report object: a notebook or an HTML page somewhere below the report's folder,
 * such as `.ipynb_checkpoints/profiler-report-checkpoint.html`, that is not the report's own. Undefined for others.
 */
export function parseCopyKey(key: string): ReportKey | undefined {
  if (parseReportKey(key) !== undefined) return undefined;
  const ending = /\.(?:ipynb|html)$/.exec(key)?.[0] as keyof typeof KIND_BY_ENDING | undefined;
  const segments = key.split('/').slice(0, -1);
  const depth = segments.lastIndexOf(OUTPUT_FOLDER);
  if (ending === undefined || depth === -1) return undefined;
  return { kind: KIND_BY_ENDING[ending], ...reportOf(segments.slice(0, depth + 1)) };
}

/** The facts in the segments up to `profiler-output`. */
function reportOf(segments: readonly string[]): Omit<ReportKey, 'kind'> {
  const [trainingJobName, ruleOutput, ruleName] = [segments.at(-4), segments.at(-3), segments.at(-2)];
  return {
    folder: `${segments.join('/')}/`,
    ...(ruleName ? { ruleName } : {}),
    ...(ruleOutput === 'rule-output' && trainingJobName ? { trainingJobName } : {}),
  };
}
