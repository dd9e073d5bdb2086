/** The words of `backfill`: what is named wrongly is refused before AWS is asked. */
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';

test.each([
  [[], 'backfill: name s3://bucket or s3://bucket/prefix'],
  [['s3://reports'], 'backfill: name the deployed stack with --stack'],
  [['examples', '--stack', 's'], 'backfill: examples: write s3://bucket'],
  [['report', '--stack', 's'], 'backfill report: name s3://bucket'],
  [['status', 'examples', '--stack', 's'], 'backfill status: examples: write s3://bucket'],
  [['status', '--stack', 's', '--format', 'xml'], 'Allowed choices are table, ndjson, csv'],
  [['cancel', '--stack', 's', '--format', 'csv'], "unknown option '--format'"],
  [['cancel'], 'backfill cancel: name the deployed stack with --stack'],
  [['confirm'], 'backfill confirm: name the deployed stack with --stack'],
  [['s3://reports', '--stack', 's', '--canary', '0'], 'Write a whole number from 1 to 100000'],
  [['s3://reports', '--stack', 's', '--yse'], "unknown option '--yse'; did you mean '--yes'?"],
  [
    ['s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/point', '--stack', 's'],
    'name the bucket; jobs take no access point',
  ],
])('%j is refused', async (words, message) => {
  const { exitCode, error } = await runCli(temporaryFolder(), ['backfill', ...words]);
  expect(exitCode).toBe(64);
  expect(error).toContain(message);
});

test('help tells of all options, and a command of its own', async () => {
  const help = async (...words: string[]) => (await runCli(temporaryFolder(), ['backfill', ...words])).out;
  const options = ['--stack', '--prefix', '--created-before', '--limit', '--canary', '--yes', '--dry-run'];
  for (const option of [...options, '--endpoint-url', '--region', '--help'])
    expect(await help('--help')).toMatch(new RegExp(`^ .*${option}\\b`, 'm'));
  expect(await help('status', '--help')).not.toContain('--canary');
  for (const name of ['status', 'report']) expect(await help(name, '--help')).toContain('--format <format>');
});

test('help tells of all its commands', async () => {
  const { out } = await runCli(temporaryFolder(), ['backfill', '--help']);
  for (const name of ['status', 'confirm', 'cancel', 'report', '--canary']) expect(out).toContain(name);
});
