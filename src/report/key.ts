/** Parses the object keys of profiling reports. Pure; keys are decoded text. */
import { catchError } from '../text/catch-error.ts';

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
  return { kind, ...factsAbove(segments) };
}

/** A notebook or an HTML page, wherever it lies, and how it belongs to a report. */
export interface ReportFile extends ReportKey {
  /** True when its name or its folder says that it belongs to a report; of others only the content can tell. */
  readonly isNamed: boolean;
  /** Set on a checkpoint of Jupyter's, and on a file in a report's folder that has another name. */
  readonly isCopy?: true;
  /** The name without its ending, in lower case: a report's notebook and page have the same one. */
  readonly stem: string;
}

const CHECKPOINTS_FOLDER = '.ipynb_checkpoints';
/** Kept by Jupyter's language servers: plain text under the names of notebooks. */
const VIRTUAL_FOLDER = '.virtual_documents';
/** Begins the names in which macOS keeps the attributes of other files, on file systems that cannot. */
const APPLE_DOUBLE = '._';
const REPORT_STEM = 'profiler-report';
const FILE_NAME = /^(.*)\.(ipynb|html?)$/is;
const CHECKPOINT_STEM = /-checkpoint$/;

/** The kind that the ending of a file's name tells, or undefined for every other ending. */
export function kindOfFileName(name: string): ObjectKind | undefined {
  const ending = FILE_NAME.exec(name)?.[2]?.toLowerCase();
  return ending === undefined ? undefined : ending === 'ipynb' ? 'notebook' : 'html';
}

/**
 * The facts in the key of a notebook or page: undefined for every other object, and for what other programs keep under
 * such names. In a folder, all of the path counts, also what lies above the folder.
 */
export function parseReportFile({ bucket, key }: ObjectPlace): ReportFile | undefined {
  const above = pathAbove(bucket);
  const path = above + key;
  const segments = path.split('/').slice(0, -1);
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const kind = kindOfFileName(fileName);
  if (kind === undefined || fileName.startsWith(APPLE_DOUBLE) || segments.includes(VIRTUAL_FOLDER))
    return undefined;
  const name = fileName.slice(0, fileName.lastIndexOf('.')).toLowerCase();
  const isCheckpoint = segments.includes(CHECKPOINTS_FOLDER) || CHECKPOINT_STEM.test(name);
  const stem = isCheckpoint ? name.replace(CHECKPOINT_STEM, '') : name;
  const hasReportName = stem.startsWith(REPORT_STEM);
  const isInReport = segments.includes(OUTPUT_FOLDER);
  const isCopy = isCheckpoint || (isInReport && !hasReportName);
  const { folder, ...facts } = reportOf(segments, isCopy);
  return {
    kind,
    // A folder that is named as a target may lie inside of the report's.
    folder: folder.startsWith(above) ? folder.slice(above.length) : '',
    ...facts,
    isNamed: hasReportName || isInReport,
    ...(isCopy ? { isCopy } : {}),
    stem,
  };
}

/** An object's place: a bucket or a folder's file URL, and the key in it. */
interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** True for a folder, or the folder part of a prefix, that lies inside of a report's, or holds checkpoints. */
export function isInsideReport(folder: string): boolean {
  const segments = folder.split('/').slice(0, folder.endsWith('/') ? -1 : undefined);
  return segments.includes(CHECKPOINTS_FOLDER) || segments.slice(0, -1).includes(OUTPUT_FOLDER);
}

/** The path of a folder that stands for a bucket, with a slash at its end; empty for a bucket in S3. */
export function pathAbove(bucket: string): string {
  if (!bucket.startsWith('file:') || !URL.canParse(bucket)) return '';
  const { pathname } = new URL(bucket);
  const path = catchError(URIError, () => decodeURIComponent(pathname));
  return typeof path === 'string' ? path.replace(/\/*$/, '/') : '';
}

/** The facts in the folders of a file. A copy belongs to the report that its folder lies in. */
function reportOf(segments: readonly string[], isCopy: boolean): Omit<ReportKey, 'kind'> {
  const output = segments.lastIndexOf(OUTPUT_FOLDER) + 1;
  const checkpoints = segments.indexOf(CHECKPOINTS_FOLDER);
  if (output > 0) {
    const facts = factsAbove(segments.slice(0, output));
    return isCopy ? facts : { ...facts, folder: folderOf(segments) };
  }
  return { folder: folderOf(checkpoints === -1 ? segments : segments.slice(0, checkpoints)) };
}

const folderOf = (segments: readonly string[]): string => segments.map((segment) => `${segment}/`).join('');

/** The facts in the segments up to `profiler-output`. */
function factsAbove(segments: readonly string[]): Omit<ReportKey, 'kind'> {
  const [trainingJobName, ruleOutput, ruleName] = [segments.at(-4), segments.at(-3), segments.at(-2)];
  return {
    folder: folderOf(segments),
    ...(ruleName ? { ruleName } : {}),
    ...(ruleOutput === 'rule-output' && trainingJobName ? { trainingJobName } : {}),
  };
}
