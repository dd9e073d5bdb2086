import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../../support/cli.ts';

describe('replay', () => {
  const files = { 'event.json': '{"a": 1}', 'broken.json': '{' };

  test('hands the event and the connection to the handler and shows the answer', async () => {
    const given: unknown[] = [];
    const replay = async (...call: unknown[]) => {
      given.push(call);
      return { batchItemFailures: [] };
    };
    const ran = await runCli(
      temporaryFolder(files),
      ['replay', 'event.json', '--endpoint-url', 'http://x:1', '--region', 'eu-central-1'],
      { replay },
    );
    expect(given).toEqual([[{ a: 1 }, { endpointUrl: 'http://x:1', region: 'eu-central-1' }]]);
    expect(ran).toEqual({ exitCode: 0, out: '', error: '{"batchItemFailures":[]}\n' });
  });

  test('is 3 when the handler would have the event again', async () => {
    const folder = temporaryFolder(files);
    const partly = async () => ({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    expect((await runCli(folder, ['replay', 'event.json'], { replay: partly })).exitCode).toBe(3);
    const failing = async () => {
      throw new Error('no\u001b access');
    };
    expect(await runCli(folder, ['replay', 'event.json'], { replay: failing })).toMatchObject({
      exitCode: 3,
      error: 'no\\u{1b} access\n',
    });
    expect((await runCli(folder, ['replay', 'event.json'])).error).toBe('null\n');
  });

  test('names the file that is missing or not JSON', async () => {
    const folder = temporaryFolder(files);
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
