/** The next command of each group of what needs attention: as a shell and the program take it. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { nextCommand } from '../../../src/audit/ledger/next-command.ts';
import { summarizeHistory } from '../../../src/audit/ledger/object-history.ts';
import type { AuditRecord } from '../../../src/audit/record/schema.ts';
import { byteOffset } from '../../../src/bytes/edit.ts';
import { parseWords } from '../../../src/cli/program.ts';
import { ALL, ARN, contradiction, embedding, groupsOf, page } from '../../support/audit/attention.ts';
import { day, historiesIn, PAGE } from '../../support/histories.ts';
import { keyOf, recordOf, stateOf } from '../../support/records.ts';

/** The words that a shell hands to the program, the program's name left out. */
function wordsOf(command: string): readonly string[] {
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${command.replace(/^(profiler-opt-out|aws)/, "printf '%s\\0'")}`],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

describe('the next command', () => {
  test('of each group is one that the program, or the AWS CLI, takes', async () => {
    const commands = (await groupsOf(ALL)).map((group) => nextCommand(group, { ledger: 'ledger.ndjson' }));
    expect(commands).toEqual([
      `profiler-opt-out apply s3://b/${page('job-1')} --html silence --ledger ledger.ndjson`,
      `profiler-opt-out apply s3://b/${keyOf('job-2')} --ledger ledger.ndjson`,
      `profiler-opt-out apply s3://b/${keyOf('job-10')} --html silence --ledger ledger.ndjson`,
      `profiler-opt-out apply s3://b/${keyOf('job-3')} --ledger ledger.ndjson`,
      `profiler-opt-out apply s3://b/${keyOf('job-4', 'copy.html')} s3://b/${keyOf('job-4', 'copy.ipynb')} --html silence --ledger ledger.ndjson`,
      `aws s3api delete-object --bucket b --key ${page('job-5')} --version-id v1`,
      'aws sagemaker describe-training-job --training-job-name job-6',
      `profiler-opt-out scan s3://b/${keyOf('job-7')}`,
      `profiler-opt-out apply s3://b/${page('job-8')} --html silence --ledger ledger.ndjson`,
    ]);
    for (const command of commands) {
      if (command?.startsWith('profiler-opt-out'))
        expect(() => parseWords(wordsOf(command), 80)).not.toThrow();
    }
  });

  test('reaches S3 as the one before, under the name that the program was called by', async () => {
    const context = {
      programName: 'npm run -s opt-out --',
      endpointUrl: 'http://127.0.0.1:9000',
      region: 'eu-west-1',
    };
    const commands = (await groupsOf(ALL)).map((group) => nextCommand(group, context));
    const connection = '--endpoint-url http://127.0.0.1:9000 --region eu-west-1';
    expect(commands.slice(0, 6)).toEqual([
      `npm run -s opt-out -- apply s3://b/${page('job-1')} --html silence ${connection}`,
      `npm run -s opt-out -- apply s3://b/${keyOf('job-2')} ${connection}`,
      `npm run -s opt-out -- apply s3://b/${keyOf('job-10')} --html silence ${connection}`,
      `npm run -s opt-out -- apply s3://b/${keyOf('job-3')} ${connection}`,
      `npm run -s opt-out -- apply s3://b/${keyOf('job-4', 'copy.html')} s3://b/${keyOf('job-4', 'copy.ipynb')} --html silence ${connection}`,
      `aws s3api delete-object --bucket b --key ${page('job-5')} --version-id v1 ${connection}`,
    ]);
    expect(commands.at(-2)).toBe(`npm run -s opt-out -- scan s3://b/${keyOf('job-7')} ${connection}`);
  });

  test('names the training job that SageMaker knows, and its region; without one it looks again', async () => {
    const known = recordOf({
      outcome: 'reports-usage',
      key: PAGE,
      processingJobArn: ARN,
      optionOne: { ...contradiction, trainingJobName: 'the-job' },
    });
    const unknown = recordOf({
      outcome: 'reports-usage',
      key: 'x/profiler-output/profiler-report.html',
      optionOne: contradiction,
    });
    const commandOf = async (record: AuditRecord) => {
      const group = (await groupsOf([record])).find(({ kind }) => kind === 'contradictions');
      return group && nextCommand(group, { ledger: 'l' });
    };
    expect(await commandOf(known)).toBe(
      'aws sagemaker describe-training-job --training-job-name the-job --region eu-west-1',
    );
    expect(await commandOf(unknown)).toBe(
      'profiler-opt-out scan s3://b/x/profiler-output/profiler-report.html',
    );
  });

  test('names a few copies, and asks for many where they lie', async () => {
    const copies = Array.from({ length: 11 }, (_, index) =>
      recordOf({ outcome: 'would-opt-out', key: `team/${keyOf(`job-${index}`, 'a.ipynb')}`, isCopy: true }),
    );
    const [few] = await groupsOf(copies.slice(1));
    expect((few && nextCommand(few, { ledger: 'l' }))?.match(/ s3:/g)).toHaveLength(10);
    const [many] = await groupsOf(copies);
    const command = (many && nextCommand(many, { ledger: 'l' })) ?? '';
    expect(command).toBe('profiler-opt-out apply s3://b/team/ --copies --ledger l');
    expect(() => parseWords(wordsOf(command), 80)).not.toThrow();
  });

  test('names folders by their path', async () => {
    const [group] = await groupsOf([
      recordOf({
        outcome: 'would-opt-out',
        bucket: 'file:///data/all%20reports',
        before: { ...stateOf('x'), etag: stateOf('x').sha256 },
      }),
    ]);
    expect(group && nextCommand(group, { ledger: 'my ledger.ndjson' })).toBe(
      `profiler-opt-out apply '/data/all reports/${keyOf('job-1')}' --ledger 'my ledger.ndjson'`,
    );
  });

  test('clears the outputs of a notebook where it is not known whether they report, if it has a name', async () => {
    const embedding = { embedded: [{ cell: 7, usageReporting: 'unknown' }] } as const;
    const connection = '--region eu-west-1';
    const [object] = await groupsOf([recordOf({ outcome: 'no-setup-call', ...embedding })]);
    expect(object && nextCommand(object, { region: 'eu-west-1' })).toBe(
      `aws s3 cp s3://b/${keyOf('job-1')} ./profiler-report.ipynb ${connection} && jupyter nbconvert --clear-output --inplace ./profiler-report.ipynb && aws s3 cp ./profiler-report.ipynb s3://b/${keyOf('job-1')} ${connection}`,
    );
    const file = recordOf({
      outcome: 'already-opted-out',
      bucket: 'file:///data/all%20reports',
      before: { ...stateOf('x'), etag: stateOf('x').sha256 },
      ...embedding,
    });
    const [group] = await groupsOf([file]);
    expect(group && nextCommand(group, {})).toBe(
      `jupyter nbconvert --clear-output --inplace '/data/all reports/${keyOf('job-1')}'`,
    );
    const key = 'a\0b/profiler-output/profiler-report.ipynb';
    const [nameless] = await groupsOf([
      recordOf({ outcome: 'opted-out', after: stateOf('a'), key, ...embedding }),
    ]);
    expect(nameless?.kind).toBe('embedding');
    expect(nameless && nextCommand(nameless, {})).toBeUndefined();
  });

  test('silences what notebooks hold beside what they call, and what was put back', async () => {
    const edits = [{ start: byteOffset(0), removed: new Uint8Array(), inserted: Buffer.from('x'), cell: 1 }];
    const restored = { outcome: 'restored', edits, after: { ...stateOf('a'), sizeBytes: 2 } } as const;
    const copied = { isCopy: true, key: keyOf('job-1', 'copy.ipynb') } as const;
    for (const [kind, record] of [
      ['notebooks', recordOf({ outcome: 'would-opt-out', ...embedding })],
      ['embedding', recordOf({ outcome: 'would-silence', kind: 'notebook', ...embedding })],
      ['restored', recordOf(restored)],
      ['copies', recordOf({ outcome: 'no-setup-call', ...copied, ...embedding })],
    ] as const) {
      const [group] = await groupsOf([record]);
      expect(group?.kind).toBe(kind);
      expect(group && nextCommand(group, {})).toMatch(/^profiler-opt-out apply s3:.* --html silence$/);
    }
  });

  test('is none for an earlier version of which it is not known', async () => {
    const unknown = { embedded: [{ cell: 7, usageReporting: 'unknown' }] } as const;
    const [first, second] = ['v1', 'v2'].map((id, index) =>
      recordOf({
        outcome: 'no-setup-call',
        before: stateOf(id, id),
        isLatest: index === 1,
        at: day(5 + index),
        ...unknown,
      }),
    );
    if (first === undefined || second === undefined) throw new Error('two');
    expect((await groupsOf([first, second])).map(({ kind, count }) => [kind, count])).toEqual([
      ['embedding', 1],
    ]);
  });

  test('of a notebook that was opted out, then silenced, is none', async () => {
    const optedOut = recordOf({ outcome: 'opted-out', after: stateOf('2'), ...embedding });
    const silenced = recordOf({
      outcome: 'silenced',
      kind: 'notebook',
      before: stateOf('2'),
      after: stateOf('3'),
      at: day(4),
    });
    const [history] = await historiesIn([optedOut, silenced]);
    expect(history && summarizeHistory(history)).toMatchObject({ state: 'opted-out', reporting: 'no' });
  });

  test('names hostile keys so that a shell and the program get them as they are', async () => {
    const key = `$(touch x)'"\u001b[2J\u202e;%s &\n/rule-output/r/profiler-output/profiler-report.ipynb`;
    const [group] = await groupsOf([recordOf({ outcome: 'would-opt-out', key })]);
    const command = (group && nextCommand(group, { ledger: "it's" })) ?? '';
    expect(wordsOf(command)).toEqual(['apply', `s3://b/${key}`, '--ledger', "it's"]);
    expect(command).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('does not exist where a name cannot stand on a command line', async () => {
    const key = 'a\0b/profiler-output/profiler-report.ipynb';
    const [group] = await groupsOf([recordOf({ outcome: 'would-opt-out', key })]);
    expect(group && nextCommand(group, { ledger: 'l' })).toBeUndefined();
    const [earlier] = await groupsOf([
      recordOf({ outcome: 'silenced', key: PAGE, before: stateOf('1', 'v1'), after: stateOf('2', 'v2') }),
    ]);
    expect(earlier && nextCommand({ ...earlier, entries: [] }, { ledger: 'l' })).toBeUndefined();
    const [first] = earlier?.entries ?? [];
    if (earlier === undefined || first === undefined) throw new Error('none');
    const { versionId: _versionId, ...unversioned } = first;
    expect(nextCommand({ ...earlier, entries: [unversioned] }, { ledger: 'l' })).toMatch(
      / --version-id null$/,
    );
  });
});
