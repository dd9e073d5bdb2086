/** The beacon of the HTML tests, as reports hold it. */

export const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:processing-job/job-ProfilerReport-1a2b3c4d';
export const URL_TEXT = `https://sm-profiler-report-eu-west-1.s3.eu-west-1.amazonaws.com/?x-artifact-id=profiler_report_v1&x-arn=${ARN}`;
export const SRC = URL_TEXT.replace('&', '&amp;');
export const BEACON = `<img id="profiler-telemetry" src="${SRC}"/>`;
