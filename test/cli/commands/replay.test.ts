import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionOf } from '../../../src/cli/commands/replayed-function.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';

const EVENTS = new URL('../../../events/', import.meta.url).pathname;
const eventOf = (path: string) => readFileSync(join(EVENTS, path), 'utf8');
const ENDPOINT = ['--endpoint-url', 'http://127.0.0.1:9'];

/** Runs `replay` on an event; `answer` stands for the function, which needs AWS. */
const replay = (event: string, answer: (event: unknown) => unknown, ...words: string[]) =>
  runCli(temporaryFolder({ 'event.json': event }), ['replay', 'event.json', ...words], {
    replay: async (_name, given) => answer(given),
  });

describe('replay', () => {
  test('hands event and connection to the function that the event is for', async () => {
    const given: unknown[] = [];
    const words = ['replay', 'event.json', '--endpoint-url', 'http://x:1', '--region', 'eu-central-1'];
    await runCli(temporaryFolder({ 'event.json': '{"a": 1}' }), words, {
      replay: async (...call) => given.push(call),
    });
    expect(given).toEqual([
      ['on-report-created', { a: 1 }, { endpointUrl: 'http://x:1', region: 'eu-central-1' }],
    ]);
  });

  test('knows the function of each example event', () => {
    const files = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.json'),
    );
    const expected = files.map((path) => (path.includes('/') ? path.split('/')[0] : 'on-report-created'));
    expect(files.map((path) => functionOf(JSON.parse(eventOf(path))))).toEqual(expected);
    expect(new Set(expected).size).toBe(5);
  });

  test.each([
    [
      's3-put.json',
      undefined,
      0,
      'on-report-created: the event was processed; it is answered with nothing\n',
    ],
    ['sqs-s3.json', [], 0, 'on-report-created: 1 message processed, none to be delivered again\n'],
    [
      'sqs-partly-malformed.json',
      [{ itemIdentifier: 'm' }, { itemIdentifier: 'n\u001b' }],
      3,
      'on-report-created: 2 of 4 messages to be delivered again: m, n\\u{1b}\n',
    ],
  ])('says what the answer to %s means', async (path, batchItemFailures, exitCode, error) => {
    const answer = batchItemFailures && { batchItemFailures };
    expect(await replay(eventOf(path), () => answer)).toEqual({ exitCode, out: '', error });
  });

  test.each([
    [['Succeeded'], 0],
    [['PermanentFailure', 'Succeeded'], 2],
    [['TemporaryFailure', 'PermanentFailure'], 3],
  ])('says how tasks of S3 Batch Operations end: %j', async (codes, exitCode) => {
    const results = codes.map((resultCode) => ({
      taskId: 't',
      resultCode,
      resultString: 'notebook opted-out',
    }));
    expect(await replay(eventOf('on-batch-task/html.json'), () => ({ results }))).toEqual({
      exitCode,
      out: '',
      error: codes.map((code) => `on-batch-task: task t: ${code}: notebook opted-out\n`).join(''),
    });
  });

  test.each([
    [{ Status: 'SUCCESS', Data: { Buckets: 'b on' } }, 0, 'SUCCESS: Buckets: b on'],
    [{ Status: 'FAILED', Reason: 'access denied' }, 3, 'FAILED: access denied'],
  ])('keeps the response to CloudFormation on this machine: %j', async (response, exitCode, text) => {
    const put = async (event: unknown) => {
      const { ResponseURL } = event as { ResponseURL: string };
      expect(ResponseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(response) });
    };
    expect(await replay(eventOf('on-deploy/create.json'), put, ...ENDPOINT)).toEqual({
      exitCode,
      out: '',
      error: `on-deploy: CloudFormation is answered ${text}\n`,
    });
  });

  test('does not touch real buckets for a request of CloudFormation', async () => {
    const ran = await replay(eventOf('on-deploy/create.json'), () => expect.unreachable());
    expect(ran).toMatchObject({
      exitCode: 64,
      error: expect.stringContaining('event.json is an event of on-deploy, which would change'),
    });
  });

  test.each(['schedule', 'completion-report', 'drain'])(
    'creates and cancels no jobs of a real stack for %s',
    async (name) => {
      const ran = await replay(eventOf(`on-jobs/${name}.json`), () => expect.unreachable());
      expect(ran).toMatchObject({ exitCode: 64, error: expect.stringContaining('jobs of a real stack') });
    },
  );

  test.each(['schedule', 'completion-report'])('hands %s to on-jobs', async (name) => {
    expect(await replay(eventOf(`on-jobs/${name}.json`), () => undefined, ...ENDPOINT)).toEqual({
      exitCode: 0,
      out: '',
      error: 'on-jobs: the event was processed; it is answered with nothing\n',
    });
  });

  test('hands the request to cancel jobs to on-jobs, and shows its response', async () => {
    const put = async (event: unknown) => {
      const { ResponseURL } = event as { ResponseURL: string };
      await fetch(ResponseURL, { method: 'PUT', body: '{"Status":"SUCCESS","Data":{"Jobs":"2 cancelled"}}' });
    };
    expect(await replay(eventOf('on-jobs/drain.json'), put, ...ENDPOINT)).toMatchObject({
      exitCode: 0,
      error: 'on-jobs: CloudFormation is answered SUCCESS: Jobs: 2 cancelled\n',
    });
  });

  test('says what a function throws, and ends with 3', async () => {
    const fail = () => {
      throw new Error('no\u001b access');
    };
    expect(await replay('{}', fail)).toEqual({
      exitCode: 3,
      out: '',
      error: 'on-report-created: no\\u{1b} access\n',
    });
  });

  test('names the file that is missing or not JSON', async () => {
    const folder = temporaryFolder({ 'broken.json': '{' });
    expect(await runCli(folder, ['replay', 'none.json'])).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(/cannot read .*none\.json/),
    });
    expect(await runCli(folder, ['replay', 'broken.json'])).toMatchObject({
      exitCode: 3,
      error: expect.stringMatching(/broken\.json is not JSON/),
    });
  });
});
