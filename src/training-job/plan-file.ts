/** Chooses by a file's name what reads it. */
import { planJsonFile, planYamlFile } from './documents/plan-document.ts';
import type { FilePlan } from './finding.ts';

type PlanBytes = (bytes: Uint8Array) => FilePlan;

const PLANS: ReadonlyMap<string, PlanBytes> = new Map<string, PlanBytes>([
  ['json', planJsonFile],
  ['jsonc', planJsonFile],
  ['asl', planJsonFile],
  ['yaml', planYamlFile],
  ['yml', planYamlFile],
  // Of CloudFormation, which takes both.
  ['template', (bytes) => (isJson(bytes) ? planJsonFile(bytes) : planYamlFile(bytes))],
]);

/** The kinds that are looked into, for a person. */
export const REQUEST_FILES = [...PLANS.keys()].map((extension) => `.${extension}`).join(', ');

/** ASCII that every file with a training job holds, so that others need not be read as what they are. */
export const MENTIONS: readonly string[] = [
  'TrainingJob',
  'rofilerRuleConfigurations',
  'rule_to_invoke',
  'lgorithmSpecification',
];

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
