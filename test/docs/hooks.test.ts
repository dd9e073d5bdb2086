/** `.pre-commit-hooks.yaml`: the program takes what the hooks run, and they are given the files that it looks into. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../src/cli/option-values.ts';
import { parseWords } from '../../src/cli/program.ts';
import { REQUEST_FILES } from '../../src/training-job/plan-file.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
}

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const hooks: readonly Hook[] = parse(textOf('.pre-commit-hooks.yaml'));
/** pre-commit takes Python's patterns: there the flag stands in the pattern itself. */
const filesOf = (id: string): RegExp => {
  const pattern = hooks.find((hook) => hook.id === id)?.files ?? 'none';
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice('(?i)'.length), 'i') : new RegExp(pattern);
};
const FOLDER = 'job/rule-output/ProfilerReport-1/profiler-output/';

describe('hooks of pre-commit', () => {
  test.each(hooks)('$id runs the program on files', ({ entry, language }) => {
    const [program, ...words] = entry.split(' ');
    expect([program, language]).toEqual(['profiler-opt-out', 'node']);
    expect(() => parseWords([...words, 'file.ipynb'], undefined)).not.toThrow();
    expect(() => parseWords([...words, '--wrong', 'file.ipynb'], undefined)).toThrow(UsageError);
  });

  test('reports are found by their names', () => {
    const names = [
      'profiler-report.ipynb',
      'profiler-report (1).ipynb',
      'Profiler-Report.IPYNB',
      'profiler-report.html',
      'notes.ipynb',
    ];
    const takenBy = (id: string) => names.filter((name) => filesOf(id).test(FOLDER + name));
    expect(takenBy('profiler-opt-out')).toEqual(names.slice(0, 3));
    expect(takenBy('profiler-opt-out-html')).toEqual(['profiler-report.html']);
  });

  test('the gate is given every kind of file that may hold a training job, in upper case as well', () => {
    const kinds = REQUEST_FILES.split(', ');
    expect(kinds).toContain('.py');
    expect(
      kinds.filter((kind) => !filesOf('profiler-opt-out-training-job').test(`a/b${kind.toUpperCase()}`)),
    ).toEqual([]);
  });

  test('the document names every hook', () => {
    const document = textOf('docs/OPTION-ONE.md');
    expect(hooks.filter(({ id }) => !document.includes(`- id: ${id}\n`))).toEqual([]);
  });
});
