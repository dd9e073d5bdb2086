import { expect, test } from 'vitest';
import { readTree, runCli, temporaryFolder } from '../support/cli.ts';

test('targets that are not there are a fault, and a folder without reports is told', async () => {
  const folder = temporaryFolder({ 'empty/x.txt': '' });
  const gone = await runCli(folder, ['scan', 'nowhere']);
  expect(gone).toMatchObject({
    exitCode: 3,
    out: '',
    error: expect.stringMatching(/cannot read .*nowhere: there is no such file or folder/),
  });
  await runCli(folder, ['apply', 'empty', 'nowhere']);
  expect([...readTree(folder).keys()]).toEqual(['empty/x.txt']);
  expect(await runCli(folder, ['scan', 'empty'])).toEqual({
    exitCode: 1,
    out: '',
    error: 'no profiling reports in empty\n',
  });
  expect((await runCli(folder, ['scan', 'empty', '--format', 'csv'])).out).toMatch(
    /^recordedAt,[^\n]*,id,digest\n$/,
  );
});
