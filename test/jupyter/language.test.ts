/** Which notebooks are read as Python, by what they say of their language. */
import { expect, test } from 'vitest';
import { languageOf } from '../../src/jupyter/language.ts';
import { planAndCheck } from '../support/plan-contract.ts';

const CALL = 'setup_profiler_report(arn)';

function verdictOf(metadata: unknown, source = CALL): string {
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source };
  const { verdict } = planAndCheck(
    Buffer.from(JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 4 })),
  );
  return verdict.kind === 'refused' ? verdict.reason : verdict.kind;
}

test.each<[languages: unknown[], kernelName: unknown, language: string]>([
  [[], undefined, 'python'],
  [['', ' ', null, {}, 3], undefined, 'python'],
  [[''], 'x', 'python'],
  [[''], 'python3', 'python'],
  [[''], 'ir', 'other'],
  [[''], 'julia-1.9', 'other'],
  [['python'], 'ir', 'python'],
  [['Python 3'], undefined, 'python'],
  [['ipython3', 'python'], undefined, 'python'],
  [['xpython'], undefined, 'python'],
  [['PySpark'], undefined, 'python'],
  [['sage'], 'sagemath-9', 'python'],
  [['R'], 'python3', 'other'],
  [['C++17'], undefined, 'other'],
  [['julia 1.10', 'julia'], undefined, 'other'],
  [['Wolfram Language'], undefined, 'other'],
  [['python', 'R'], undefined, 'unknown'],
  [['sos'], 'sos', 'unknown'],
  [['scala'], undefined, 'unknown'],
  [['polyglot-notebook', 'C#'], undefined, 'unknown'],
])('%j with the kernel %j is %s', (languages, kernelName, language) => {
  expect(languageOf({ languages, kernelName })).toBe(language);
  expect(languageOf({ languages: languages.toReversed(), kernelName })).toBe(language);
});

test.each<[metadata: unknown, verdict: string]>([
  [{}, 'patchable'],
  [{ kernelspec: { language: '' } }, 'patchable'],
  [{ kernelspec: { language: 'sage' }, language_info: { name: 'python' } }, 'patchable'],
  [{ language_info: { name: '' }, kernelspec: { language: 'python', name: 'python3' } }, 'patchable'],
  [{ language: 'en', kernelspec: { language: 'python' } }, 'patchable'],
  [{ kernelspec: { language: 'R' } }, 'no-setup-call'],
  [{ language_info: { name: 'julia' } }, 'no-setup-call'],
  [{ kernelspec: { language: 'R' }, language_info: { name: {} } }, 'no-setup-call'],
  [{ kernelspec: { name: 'ir', language: '' } }, 'no-setup-call'],
  [{ kernelspec: { language: 'python' }, language_info: { name: 'R' } }, 'unknown-language'],
  [{ language_info: { name: 'R' }, kernelspec: { language: 'python' } }, 'unknown-language'],
  [{ kernelspec: { language: 'sos', name: 'sos' } }, 'unknown-language'],
])('a notebook that says %j is %s', (metadata, verdict) => {
  expect(verdictOf(metadata)).toBe(verdict);
});

test('a notebook of an unknown language that never mentions the function has no setup call', () => {
  expect(verdictOf({ kernelspec: { language: 'sos' } }, 'x = 1')).toBe('no-setup-call');
});

test.each<[metadata: unknown, language: string, verdict: string]>([
  [{ name: '' }, 'python', 'patchable'],
  [{ name: '' }, '', 'patchable'],
  [{ name: '' }, 'ruby', 'no-setup-call'],
  [{ language: 'Julia' }, 'julia', 'no-setup-call'],
  [{ language: 'Julia' }, 'python', 'unknown-language'],
])('a cell of nbformat 3 in a notebook that says %j, itself %j, is %s', (metadata, language, verdict) => {
  const worksheets = [{ cells: [{ cell_type: 'code', language, input: CALL }] }];
  const { verdict: said } = planAndCheck(Buffer.from(JSON.stringify({ metadata, nbformat: 3, worksheets })));
  expect(said.kind === 'refused' ? said.reason : said.kind).toBe(verdict);
});
