import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
const names = globSync('*/run', { cwd: join(ROOT, 'test/checks') })
  .map(dirname)
  .sort();
const verify = (...words: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'tools/verify.ts'), ...words], { encoding: 'utf8' });

test('without a name, every check is listed with the one line of its README', () => {
  const { stdout, status } = verify();
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(names);
  for (const line of lines) expect(line).toMatch(/^[a-z-]+ {2,}\S.*\.$/);
});

test.each([['nope'], ['--lane', 'oracle 3; nope']])(
  'a check that is not there is wrong usage: %s',
  (...words) => {
    const { stderr, status } = verify(...words);
    expect(status).toBe(64);
    expect(stderr).toContain('There is no check "nope"');
  },
);

test.each(names)('%s can be executed, and is named in .ci/run and docs/CHECKS.md', (name) => {
  accessSync(join(ROOT, 'test/checks', name, 'run'), constants.X_OK);
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(new RegExp(`[ ;'"]${name}[ ;'"\n]`));
  expect(readFileSync(join(ROOT, 'docs/CHECKS.md'), 'utf8')).toContain(`](../test/checks/${name}/README.md)`);
});
