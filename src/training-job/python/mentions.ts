/** Whether bytes may hold a training job at all: a cheap look before anything is parsed. */
import { isUtf16, withoutZeros } from '../read-text.ts';

const SIGNS = [
  'ProfilerReport',
  'ProfilerRule',
  'opt_out_telemetry',
  'create_training_job',
  'update_training_job',
];
const SDK_SIGNS = (
  'Estimator ModelTrainer HyperparameterTuner TrainingJob enable_default_profiling update_profiler PyTorch TensorFlow ' +
  'HuggingFace XGBoost SKLearn MXNet Chainer KMeans PCA LinearLearner FactorizationMachines RandomCutForest KNN NTM LDA ' +
  'Object2Vec IPInsights'
).split(' ');

/** Escapes of letters, which no program writes that has no reason to hide them. */
const ESCAPED_LETTERS = ['\\u004', '\\u005', '\\u006', '\\u007'];

/** The same of a notebook, whose JSON may escape any letter. */
export function mayNotebookHoldTrainingJob(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return mayHoldTrainingJob(bytes) || ESCAPED_LETTERS.some((letter) => buffer.includes(letter));
}

/** True for text in UTF-16, which neither Python nor Jupyter reads, that mentions a training job. */
export const isInUtf16 = (bytes: Uint8Array): boolean =>
  isUtf16(bytes) && mayNotebookHoldTrainingJob(Buffer.from(withoutZeros(bytes), 'latin1'));

/** ASCII of which every script, and every notebook, with a training job holds one. */
export const SCRIPT_MENTIONS: readonly string[] = [...SIGNS, 'sagemaker'];
export const NOTEBOOK_MENTIONS: readonly string[] = [...SCRIPT_MENTIONS, ...ESCAPED_LETTERS];

/** False when the bytes certainly hold no training job. */
export function mayHoldTrainingJob(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (SIGNS.some((sign) => buffer.includes(sign))) return true;
  return buffer.includes('sagemaker') && SDK_SIGNS.some((sign) => buffer.includes(sign));
}

/** What names a rule or a request; in paths and ARNs a report's name goes on. */
const NAMED = /ProfilerReport(?![-\w/])|ProfilerRule|opt_out_telemetry|(?:create|update)_training_job/;
const USES_SDK = /\b(?:import|from)\b[^\n]*\bsagemaker|\bsagemaker\s*\.\s*\w/;
const SDK_NAME = new RegExp(SDK_SIGNS.join('|'));

/** The same of the sources of one file, decoded: false when nothing in them is worth parsing. */
export const maySourcesHoldTrainingJob = (texts: readonly string[]): boolean =>
  texts.some((text) => NAMED.test(text)) ||
  (texts.some((text) => USES_SDK.test(text)) && texts.some((text) => SDK_NAME.test(text)));
