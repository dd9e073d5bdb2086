/** The entry of the package on Nodes of other versions. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { engines, version } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'));

/** Runs the entry as if this Node were another one. */
function runOn(nodeVersion: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${nodeVersion}' } })`;
  const words = [
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    pathOf('src/cli/launch.ts'),
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...words, '--version'], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each(['12.22.12', '20.20.2', '21.7.3', '22.17.1'])(
  'Node %s is told which Node is needed',
  (nodeVersion) => {
    const needed = /^>=(\d+\.\d+)$/.exec(engines.node)?.[1];
    expect(runOn(nodeVersion)).toEqual({
      status: 64,
      stdout: '',
      stderr: `profiler-opt-out needs Node ${needed} or later; this is Node ${nodeVersion} (${process.execPath})\n`,
    });
  },
);

test.each(['22.18.0', '22.23.3', '24.0.0', '100.1.0'])('Node %s runs the program', (nodeVersion) => {
  expect(runOn(nodeVersion)).toEqual({ status: 0, stdout: `profiler-opt-out ${version}\n`, stderr: '' });
});
