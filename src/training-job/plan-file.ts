/** Chooses by a file's name what reads it. */
import { planJsonFile, planYamlFile } from './documents/plan-document.ts';
import type { FilePlan } from './finding.ts';
import { NOTEBOOK_MENTIONS, SCRIPT_MENTIONS } from './python/mentions.ts';
import { planNotebookFile } from './python/plan-notebook-file.ts';
import { planPythonFile } from './python/plan-python-file.ts';

type PlanBytes = (bytes: Uint8Array) => FilePlan;

const PLANS: ReadonlyMap<string, PlanBytes> = new Map<string, PlanBytes>([
  ['json', planJsonFile],
  ['jsonc', planJsonFile],
  ['asl', planJsonFile],
  ['yaml', planYamlFile],
  ['yml', planYamlFile],
  // Of CloudFormation, which takes both.
  ['template', (bytes) => (isJson(bytes) ? planJsonFile(bytes) : planYamlFile(bytes))],
  ['py', planPythonFile],
  ['ipynb', planNotebookFile],
]);

/** The kinds that are looked into, for a person. */
export const REQUEST_FILES = [...PLANS.keys()].map((extension) => `.${extension}`).join(', ');

/** ASCII of which every document with a training job holds one. */
const DOCUMENT_MENTIONS: readonly string[] = [
  'TrainingJob',
  'rofilerRuleConfigurations',
  'rule_to_invoke',
  'lgorithmSpecification',
];

/** ASCII of which every file of this name with a training job holds one, so that others need not be parsed. */
export function mentionsIn(name: string): readonly string[] {
  const extension = extensionOf(name);
  if (extension === 'py') return SCRIPT_MENTIONS;
  return extension === 'ipynb' ? NOTEBOOK_MENTIONS : DOCUMENT_MENTIONS;
}

/** True for a file whose name says that it may hold a request. */
export const mayHoldRequest = (name: string): boolean => PLANS.has(extensionOf(name));

/** The plan of a file that `mayHoldRequest`. Never throws, whatever the bytes are. */
export function planFile(name: string, bytes: Uint8Array): FilePlan {
  const plan = PLANS.get(extensionOf(name));
  return plan === undefined ? { kind: 'no-training-job' } : plan(bytes);
}

const extensionOf = (name: string): string => /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

const isJson = (bytes: Uint8Array): boolean =>
  /^(?:\ufeff|\xef\xbb\xbf)?\s*[{[]/.test(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'));
