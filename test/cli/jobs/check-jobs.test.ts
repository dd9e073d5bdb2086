/** `training-job check --jobs` through its real door, against a server that speaks SageMaker's protocol. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { recordsOf, runCli, temporaryFolder } from '../../support/cli.ts';
import { reportRule } from '../../support/job-records.ts';
import {
  DENIED,
  type Failure,
  type SageMakerCall,
  SECRET,
  type ServedJob,
  servedArn,
  startSageMaker,
  THROTTLED,
} from '../../support/servers/sagemaker-server.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const job = (name: string, minute: number, ...rules: object[]): ServedJob => ({
  name,
  createdAt: at(minute),
  rules,
});
const JOBS: readonly ServedJob[] = [
  job('train-a', 1, reportRule('True')),
  job('train-b', 2, reportRule()),
  job('other-train', 3, reportRule()),
  job('train-c', 4),
  {
    ...job('train-d', 5),
    tuningJobArn: 'arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/t',
  },
  job('train-e', 6, reportRule('true')),
];

beforeEach(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});

/** Starts a server with these jobs; the run answers the calls as well, and shows no secret. */
async function serve(
  jobs: readonly ServedJob[],
  fail?: (call: SageMakerCall, index: number) => Failure | undefined,
) {
  const server = await startSageMaker(() => jobs, fail);
  onTestFinished(server.stop);
  const folder = temporaryFolder();
  const check = async (words: readonly string[], io: Partial<Io> = {}) => {
    server.calls.length = 0;
    const all = [
      'training-job',
      'check',
      '--jobs',
      ...words,
      '--endpoint-url',
      server.url,
      '--region',
      'us-east-1',
    ];
    const ran = await runCli(folder, all, io);
    expect(ran.out + ran.error).not.toContain(SECRET);
    const described = server.calls.flatMap(({ operation, input }) =>
      operation === 'DescribeTrainingJob' ? [input['TrainingJobName']] : [],
    );
    return { ...ran, error: ran.error.replaceAll(server.url, 'URL'), described, calls: [...server.calls] };
  };
  return { folder, check };
}

/** A clock whose time passes only while somebody waits. */
function clockOf() {
  const slept: number[] = [];
  let now = 0;
  const clock = {
    now: () => new Date(now),
    sleep: async (delayMs: number) => {
      slept.push(delayMs);
      now += delayMs;
    },
    random: () => 0.5,
  };
  return { clock, slept };
}

describe('results', () => {
  test('as a table are those that do not opt out, with the figures of all', async () => {
    const { check } = await serve(JOBS);
    const { out, error, exitCode } = await check([]);
    expect([exitCode, error]).toEqual([2, '']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^absent {4}2026-01-01 {2}train-b {2}rule ProfilerReport has no opt_out_telemetry: /,
      ),
      expect.stringMatching(/^absent {4}2026-01-01 {2}other-train {2}rule/),
      expect.stringMatching(
        /^refused {3}2026-01-01 {2}train-e {2}rule ProfilerReport has opt_out_telemetry "true": only/,
      ),
      '6 training jobs: 1 refused, 2 absent, 1 in-force, 2 no-rule',
      '',
    ]);
  });

  test('fit a terminal, and --all shows every job', async () => {
    const { out } = await (await serve(JOBS)).check(['--all'], { columns: 60 });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(out).toMatch(/^in-force {2}2026-01-01 {2}train-a\nabsent {4}2026-01-01 {2}train-b\n {2}rule /);
    expect(out).toContain('no-rule   2026-01-01  train-d\n  a hyperparameter tuning job started the job');
  });

  test('as ndjson are one object for each job, in the order of creation', async () => {
    const { out, error } = await (await serve(JOBS)).check(['--format', 'ndjson']);
    const results = recordsOf(out);
    expect(results.map(({ job: name, verdict, reason }) => [name, verdict, reason])).toEqual([
      ['train-a', 'in-force', undefined],
      ['train-b', 'absent', undefined],
      ['other-train', 'absent', undefined],
      ['train-c', 'no-rule', 'no-profiler-report-rule'],
      ['train-d', 'no-rule', 'tuning-job'],
      ['train-e', 'refused', 'unrecognised-value'],
    ]);
    expect(results[0]).toEqual({
      job: 'train-a',
      arn: servedArn('train-a'),
      createdAt: at(1).toISOString(),
      verdict: 'in-force',
      rules: [{ name: 'ProfilerReport', state: 'in-force', value: 'True' }],
    });
    expect(error).toBe('6 training jobs: 1 refused, 2 absent, 1 in-force, 2 no-rule\n');
  });

  test('as csv have a line of names; nothing in them acts', async () => {
    const hostile = job('x', 1, reportRule('\u001b[2J', '=1+1'));
    const { out } = await (await serve([hostile])).check(['--format', 'csv']);
    expect(out).toMatch(/^job,arn,createdAt,verdict,reason,detail\nx,arn:aws:/);
    expect(out).not.toContain('\u001b');
  });

  test.each<[number, readonly ServedJob[], string]>([
    [0, [job('a', 1, reportRule('True')), job('b', 2)], '2 training jobs: 1 in-force, 1 no-rule\n'],
    [1, [job('a', 1, reportRule())], /* what is absent */ ''],
    [0, [], '0 training jobs\n'],
  ])('end with %i', async (exitCode, jobs, out) => {
    const ran = await (await serve(jobs)).check([]);
    expect(ran.exitCode).toBe(exitCode);
    if (out !== '') expect(ran.out).toBe(out);
    expect(ran.error !== '').toBe(jobs.length === 0);
  });

  test('of a job that is deleted meanwhile say so', async () => {
    const gone = { name: 'ValidationException', message: 'Requested resource not found.' };
    const { check } = await serve([job('a', 1)], ({ operation }) =>
      operation === 'ListTrainingJobs' ? undefined : gone,
    );
    const { out, exitCode } = await check(['--format', 'ndjson']);
    expect([exitCode, recordsOf(out)]).toMatchObject([0, [{ verdict: 'no-rule', reason: 'gone' }]]);
  });
});

describe('jobs', () => {
  test('are those whose names begin so, over all pages, an empty one among them', async () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      job(`${index >= 100 && index < 200 ? 'x-' : ''}job-${index}`, index),
    );
    const { described, calls, out } = await (await serve(many)).check(['job-', '--format', 'ndjson']);
    expect(described.length).toBe(150);
    expect(recordsOf(out).map(({ job: name }) => name)).toEqual(
      many.map(({ name }) => name).filter((name) => name.startsWith('job-')),
    );
    const lists = calls.filter(({ operation }) => operation === 'ListTrainingJobs').map(({ input }) => input);
    expect(lists).toEqual([
      { MaxResults: 100, SortBy: 'CreationTime', SortOrder: 'Ascending', NameContains: 'job-' },
      expect.objectContaining({ NextToken: '100' }),
      expect.objectContaining({ NextToken: '200' }),
    ]);
    expect((await (await serve(many)).check(['x-job-1', '--format', 'ndjson'])).described).toHaveLength(100);
  });

  test('are those since a day, and that instant itself', async () => {
    const { described, calls } = await (await serve(JOBS)).check(['--since', at(4).toISOString()]);
    expect(described).toEqual(['train-c', 'train-d', 'train-e']);
    expect(calls[0]?.input).toMatchObject({ CreationTimeAfter: at(4).getTime() / 1000 - 1 });
  });

  test('a list that does not end is given up', async () => {
    const page = {
      body: JSON.stringify({ TrainingJobSummaries: [{ TrainingJobName: 'x' }], NextToken: 'same' }),
    };
    const { error, exitCode } = await (await serve([], () => page)).check([]);
    expect([exitCode, error]).toEqual([3, expect.stringContaining('answers the same page again')]);
  });
});

describe('the rate', () => {
  test('is low at first, halves when a call is throttled, and the calls are made again', async () => {
    const many = Array.from({ length: 40 }, (_, index) => job(`job-${index}`, index));
    let throttled = 0;
    const { check } = await serve(many, ({ operation }, index) => {
      if (operation === 'ListTrainingJobs' || index < 20 || index >= 26) return undefined;
      throttled += 1;
      return THROTTLED;
    });
    const { clock, slept } = clockOf();
    const { exitCode, out } = await check(['--all'], { clock });
    expect([exitCode, throttled]).toEqual([0, 6]);
    expect(out).toContain('40 training jobs: 40 no-rule');
    expect(Math.max(...slept.slice(0, 10))).toBeLessThanOrEqual(250);
    expect(Math.max(...slept)).toBeGreaterThan(400);
  });

  test('that is not let through at all ends the run, and says how to go on', async () => {
    const { check, folder } = await serve(JOBS, ({ operation, input }) =>
      operation === 'DescribeTrainingJob' && input['TrainingJobName'] !== 'train-a' ? THROTTLED : undefined,
    );
    const { clock } = clockOf();
    const { exitCode, error, out } = await check([], { clock });
    expect([exitCode, out]).toEqual([3, '1 training job: 1 in-force\n']);
    expect(error).toBe(
      'cannot describe the training job train-b: throttled: SageMaker limits the calls of an account and region; run again later (ThrottlingException, HTTP status 400)\n' +
        `go on with: profiler-opt-out training-job check --jobs --since ${at(1).toISOString()} --endpoint-url URL --region us-east-1\n`,
    );
    expect(folder).toBeTruthy();
  });

  test('a server that fails for a moment is asked again', async () => {
    const { check } = await serve(JOBS, (_call, index) =>
      index % 3 === 1 ? { name: 'InternalFailure', message: 'x', status: 500 } : undefined,
    );
    expect((await check([], { clock: clockOf().clock })).exitCode).toBe(2);
  });
});

describe('faults', () => {
  test.each<[string, Failure, RegExp]>([
    [
      'denied access',
      DENIED,
      /^cannot list training jobs: access denied: log in, and grant sagemaker:ListTrainingJobs/,
    ],
    [
      'a page in place of an answer',
      { body: `<html>${SECRET}` },
      /^cannot list training jobs: SageMaker is unavailable or its answer/,
    ],
  ])('%s ends with 3', async (_what, failure, message) => {
    const { exitCode, error } = await (await serve(JOBS, () => failure)).check([]);
    expect([exitCode, error]).toEqual([3, expect.stringMatching(message)]);
    expect(error).toMatch(/go on with: profiler-opt-out training-job check --jobs --endpoint-url/);
  });

  test('of one job leave the others alone; of three in a row they end the run', async () => {
    const odd = (names: readonly string[]) =>
      serve(JOBS, ({ input }) =>
        names.includes(String(input['TrainingJobName'])) ? { name: 'OddException', message: 'x' } : undefined,
      );
    const one = await (await odd(['train-b'])).check([]);
    expect(one).toMatchObject({ exitCode: 3, out: expect.stringContaining('5 training jobs: ') });
    expect(one.error).toMatch(
      /train-b: SageMaker is unavailable.*\(OddException, HTTP status 400\)\ngo on with/,
    );
    expect(one.error).toContain(`--since ${at(1).toISOString()}`);
    const all = await (await odd(JOBS.map(({ name }) => name))).check([]);
    expect(all.error.match(/cannot describe/g)).toHaveLength(3);
  });

  test('nobody who listens, and no region, are told', async () => {
    const words = [
      'training-job',
      'check',
      '--jobs',
      '--endpoint-url',
      'http://127.0.0.1:9',
      '--region',
      'us-east-1',
    ];
    const { exitCode, error } = await runCli(temporaryFolder(), words);
    expect([exitCode, error]).toEqual([
      3,
      expect.stringMatching(/refuses the connection \(ECONNREFUSED\).*\ngo on/),
    ]);
  });
});

describe('--resume', () => {
  const words = ['--resume', 'jobs.ndjson'];

  test('keeps the results in a file, and asks about no job twice', async () => {
    const { folder, check } = await serve(JOBS);
    const first = await check(words);
    expect(first.described).toHaveLength(JOBS.length);
    const kept = readFileSync(join(folder, 'jobs.ndjson'), 'utf8');
    expect(recordsOf(kept)).toHaveLength(JOBS.length);
    const again = await check(words);
    expect(again).toMatchObject({ described: [], out: first.out, exitCode: 2 });
    expect(readFileSync(join(folder, 'jobs.ndjson'), 'utf8')).toBe(kept);
    expect(await check(['train-b', ...words, '--format', 'ndjson'])).toMatchObject({
      described: [],
      out: `${kept.split('\n')[1]}\n`,
    });
  });

  test('goes on after what a crash cut off, and asks again about a job under a name that was used before', async () => {
    const { folder, check } = await serve(JOBS);
    await check(words);
    const path = join(folder, 'jobs.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n');
    const [older = ''] = lines;
    writeFileSync(path, `${older.replace('00:01:00', '00:00:30')}\n${lines[1]}\n${lines[2]?.slice(0, 20)}`);
    const { described } = await check(words);
    expect(described).toEqual(['train-a', 'other-train', 'train-c', 'train-d', 'train-e']);
    expect((await check(words)).described).toEqual([]);
    appendFileSync(path, '\n');
    expect((await check(words)).described).toEqual([]);
  });

  test.each(['no json\n', '{"schema":"profiler-opt-out/audit/v1"}\n', '[]\n', 'null\n'])(
    'a file of something else stays as it is: %j',
    async (text) => {
      const { folder, check } = await serve(JOBS);
      writeFileSync(join(folder, 'jobs.ndjson'), text);
      const { exitCode, error, calls } = await check(words);
      expect([exitCode, calls]).toEqual([3, []]);
      expect(error).toMatch(
        /jobs\.ndjson, line 1: not a result of training-job check --jobs; name another file/,
      );
      expect(readFileSync(join(folder, 'jobs.ndjson'), 'utf8')).toBe(text);
    },
  );

  test('a file that cannot be used ends with 3', async () => {
    const { check } = await serve(JOBS);
    expect(await check(['--resume', '.'])).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('cannot open'),
    });
  });
});

describe('an interruption', () => {
  const many = Array.from({ length: 300 }, (_, index) => job(`job-${index}`, index));

  test.each<[string, string[], RegExp]>([
    [
      'with a file',
      ['--resume', 'my jobs.ndjson'],
      /go on with: .* --jobs --resume 'my jobs\.ndjson' --endpoint/,
    ],
    [
      'without one',
      ['job-', '--format', 'csv', '--all'],
      /go on with: .* --jobs job- --since 2026-01-01T\S+ --format csv --all --endpoint/,
    ],
  ])('%s finishes what is in progress, and says how to go on', async (_what, words, message) => {
    const interruption = new AbortController();
    const { check } = await serve(many, (_call, index) => {
      if (index === 50) interruption.abort();
      return undefined;
    });
    const ran = await check(words, { signal: interruption.signal });
    expect(ran.exitCode).toBe(130);
    expect(ran.error).toMatch(message);
    expect(ran.described.length).toBeLessThan(100);
    const rest = await check(
      words[0] === 'job-' ? ['--since', /--since (\S+)/.exec(ran.error)?.[1] ?? ''] : words,
    );
    // Nothing is left out between the two.
    const done = new Set([...ran.described, ...rest.described]);
    expect(done.size).toBe(300);
  });

  test('does not wait for a call that is held back', async () => {
    const interruption = new AbortController();
    const { check } = await serve(many, () => THROTTLED);
    const clock = {
      now: () => new Date(0),
      sleep: () => {
        interruption.abort();
        return new Promise<never>(() => {});
      },
      random: () => 0,
    };
    expect(await check([], { signal: interruption.signal, clock })).toMatchObject({
      exitCode: 130,
      error: expect.stringMatching(/^go on with/),
    });
  });
});

test('progress is shown on a terminal, by jobs', async () => {
  const { clock } = clockOf();
  const { error } = await (await serve(JOBS)).check([], { isErrorTerminal: true, columns: 80, clock });
  expect(error).toMatch(/\d jobs?, [\d.]+\/s/);
});
