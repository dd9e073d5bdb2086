/** The bundle of a function loads at its start only what every event needs. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { functionOptions } from '../../tools/bundle-options.ts';

/** What a bundle imports at once, and all of its files. */
async function packagesOf(entryPoint: string) {
  const { metafile } = await build({
    ...functionOptions,
    sourcemap: false,
    entryPoints: [entryPoint],
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  );
  const inputsOf = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})).join('\n');
  const [entry = ''] = Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint === entryPoint)
    .map(([path]) => path);
  const atStart = new Set([entry]);
  for (const path of atStart) {
    for (const { kind, path: imported } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') atStart.add(imported);
    }
  }
  return { atStart: inputsOf(atStart), all: inputsOf(Object.keys(metafile.outputs)), outside };
}

const FUNCTIONS = ['on-report-created', 'on-batch-task', 'on-training-job', 'on-jobs', 'on-deploy'].map(
  (name) => `src/lambda/${name}.ts`,
);

test.each(FUNCTIONS)(
  '%s has nothing of profiles, SSO, EC2 and event streams, and nothing twice',
  async (entryPoint) => {
    const { atStart, all } = await packagesOf(entryPoint);
    expect(all).not.toMatch(
      /credential-provider-(?:node|ini|sso|process|login|imds)\/|nested-clients|token-providers/,
    );
    expect(all).not.toMatch(/@smithy\/core\/.*\/event-streams\//);
    for (const name of ['credential-provider-node', 'event-streams'])
      expect(atStart).toContain(`src/aws/sdk-replacements/${name}.ts`);
    // Another version of what the SDK depends on would be a second copy.
    const folders = new Set(all.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/gm));
    const names = [...folders].map((folder) => folder.replace(/^.*node_modules\//, ''));
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  },
);

test.each(FUNCTIONS)(
  '%s imports no module of Node that loads what a start does not need',
  async (entryPoint) => {
    const { outside } = await packagesOf(entryPoint);
    const builtins = outside.map(({ path }) => path);
    const replaced = Object.keys(functionOptions.alias).filter((name) => name.startsWith('node:'));
    expect(replaced).toContain('node:crypto');
    expect(builtins).toContain('node:https');
    expect(builtins.filter((name) => replaced.includes(name))).toEqual([]);
    // The bundles have no require, which ES modules would have to be given.
    expect(outside.filter(({ kind }) => kind === 'require-call')).toEqual([]);
  },
);

test('the function that watches training jobs has no parser and no validator', async () => {
  const { all } = await packagesOf('src/lambda/on-training-job.ts');
  expect(all).not.toMatch(/node_modules\/(?:ajv|parse5|@lezer)|src\/(?:notebook|html)\//);
  expect(all).toContain('node_modules/@aws-sdk/client-sagemaker/');
});

test.each(['src/lambda/on-report-created.ts', 'src/lambda/on-batch-task.ts'])(
  '%s loads parsers and the SageMaker client only when they are needed, and no validator at all',
  async (entryPoint) => {
    const { atStart, all } = await packagesOf(entryPoint);
    const later = ['parse5', '@lezer/python', '@aws-sdk/client-sagemaker'];
    expect(later.filter((name) => atStart.includes(`node_modules/${name}/`))).toEqual([]);
    expect(later.filter((name) => !all.includes(`node_modules/${name}/`))).toEqual([]);
    expect(all).not.toMatch(/node_modules\/ajv/);
    expect(atStart).toContain('node_modules/@aws-sdk/client-s3/');
  },
);
