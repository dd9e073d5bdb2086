/** Calls of SageMaker's Python SDK, each by its name. */
import type { SdkName } from '../sdk-names.ts';
import { type CallArguments, keywordEntries } from './arguments.ts';
import type { Run } from './run.ts';
import { makeEstimator, makeTrainer, makeTuner, sendRequest } from './sdk-requests.ts';
import {
  makeBuiltInRule,
  makeDebugRule,
  makeOtherConfig,
  makeReportConfig,
  ruleMaker,
  type SdkCall,
} from './sdk-rules.ts';
import type { DictValue, Site, Value } from './values.ts';

/** The value of a call of the SDK. */
export const callSdk = (run: Run, site: Site, name: SdkName, path: string, given: CallArguments): Value =>
  SDK_CALLS[name](run, site, given, path);

const SDK_CALLS: Readonly<Record<SdkName, SdkCall>> = {
  'report-config': makeReportConfig,
  'other-config': makeOtherConfig,
  'rule-sagemaker': makeBuiltInRule,
  'rule-custom': ruleMaker(8, true),
  rule: ruleMaker(6, false),
  'debug-rule-sagemaker': makeDebugRule,
  estimator: makeEstimator,
  tuner: makeTuner,
  trainer: makeTrainer,
  shape: (run, site, given) => {
    const dict: DictValue = { ...run.newDict(site, keywordEntries(run, site, given)), isShape: true };
    dict.isOpen = given.isOpen;
    return dict;
  },
  create: (run, site, given) => sendRequest(run, site, 'create', given),
};
