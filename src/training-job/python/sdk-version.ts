/** What the file tells of the version of SageMaker's SDK, and what that version does for a job that names no rule. */
import type { PythonUnit } from './python-unit.ts';

const PIN = /(?<![\w.-])sagemaker(?:\[[\w,\s-]*\])?\s*(==|~=|===)\s*(\d+(?:\.\d+)*)/g;
const INSTALL = /\bpip3?\b[^\n]*\binstall\b[^\n]*(?<![\w./-])sagemaker(?:\[[\w,\s-]*\])?(?=["'\s]|$)/m;

/** "sagemaker 2.35.0 attaches...": what is done for a job without rules. */
export function describeDefault(units: readonly PythonUnit[]): string {
  const pins = new Set(
    units.flatMap(({ text }) => [...text.matchAll(PIN)].map(([, , version = '']) => version)),
  );
  const [version] = pins;
  if (pins.size === 1 && version !== undefined)
    return `sagemaker ${version}, which the file pins, ${effectOf(version)}`;
  if (units.some(({ text }) => INSTALL.test(text)))
    return `the file installs the newest SDK, which attaches no rule; ${DEPENDS}`;
  return `it depends on the SDK's version: ${DEPENDS}`;
}

const DEPENDS =
  'sagemaker 2.19.0 to 2.123.0 attaches a ProfilerReport rule with telemetry on, later ones attach none';

function effectOf(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 2 && minor >= 19 && minor <= 123)
    return 'attaches a ProfilerReport rule of its own, with telemetry on: name the rule yourself to opt out';
  return 'attaches no profiler rule';
}
