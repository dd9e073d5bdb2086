/** Chooses by a file's name what reads it. */
import { planJsonFile, planYamlFile } from './documents/plan-document.ts';
import type { FilePlan } from './finding.ts';
import { NOTEBOOK_MENTIONS, SCRIPT_MENTIONS } from './python/mentions.ts';
import { planNotebookFile } from './python/plan-notebook-file.ts';
import { planPythonFile } from './python/plan-python-file.ts';

/** What reads the files of one kind. */
interface Kind {
  readonly plan: (bytes: Uint8Array) => FilePlan;
  /** ASCII of which every file with a training job holds one, so that others need not be parsed. */
  readonly mentions: readonly string[];
}

const DOCUMENT_MENTIONS = [
  'TrainingJob',
  'rofilerRuleConfigurations',
  'uleConfigurationName',
  'rule_to_invoke',
  'lgorithmSpecification',
];
const JSON_FILE: Kind = { plan: planJsonFile, mentions: DOCUMENT_MENTIONS };
const YAML_FILE: Kind = { plan: planYamlFile, mentions: DOCUMENT_MENTIONS };

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['json', JSON_FILE],
  ['jsonc', JSON_FILE],
  ['asl', JSON_FILE],
  ['yaml', YAML_FILE],
  ['yml', YAML_FILE],
  // Of CloudFormation, which takes both.
  [
    'template',
    {
      plan: (bytes) => (isJson(bytes) ? planJsonFile(bytes) : planYamlFile(bytes)),
      mentions: DOCUMENT_MENTIONS,
    },
  ],
  ['py', { plan: planPythonFile, mentions: SCRIPT_MENTIONS }],
  ['ipynb', { plan: planNotebookFile, mentions: NOTEBOOK_MENTIONS }],
]);

/** True for Terraform's files, which are not looked into. */
export const isTerraform = (name: string): boolean => /\.(?:tf|tfvars|hcl|tf\.json)$/i.test(name);

/** ASCII of which a Terraform file with rules for a training job's profiler holds one. */
export const TERRAFORM_MENTIONS: readonly string[] = ['profiler_rule_configurations'];

/** What is said of them. */
export const NO_TERRAFORM =
  'Terraform\'s language (HCL) is not looked into: set opt_out_telemetry = "True" in rule_parameters by hand';

/** The kinds that are looked into, for a person. */
export const REQUEST_FILES = [...KINDS.keys()].map((extension) => `.${extension}`).join(', ');

/** The mentions of files of this name; none where it is not looked into. */
export const mentionsIn = (name: string): readonly string[] => KINDS.get(extensionOf(name))?.mentions ?? [];

/** True for a file whose name says that it may hold a request. */
export const mayHoldRequest = (name: string): boolean => KINDS.has(extensionOf(name));

/** The plan of a file that `mayHoldRequest`. Never throws, whatever the bytes are. */
export const planFile = (name: string, bytes: Uint8Array): FilePlan =>
  KINDS.get(extensionOf(name))?.plan(bytes) ?? { kind: 'no-training-job' };

const extensionOf = (name: string): string => /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

const isJson = (bytes: Uint8Array): boolean =>
  /^(?:\ufeff|\xef\xbb\xbf)?\s*[{[]/.test(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'));
