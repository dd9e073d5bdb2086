/** Jobs of which somebody confirms one elsewhere, such as in the console: all of them run, or none goes on. */
import { describe, expect, test } from 'vitest';
import { answer, REPORTS, startBatchRuns } from '../../support/batch/batch-runs.ts';

const bucket = `s3://${REPORTS}`;
type Runs = Awaited<ReturnType<typeof startBatchRuns>>;
const statuses = ({ jobs }: Runs) => jobs.map(({ status }) => status);

/** Jobs that somebody else brings into these statuses once they wait; they stay so. */
async function startChanged(...changed: (string | undefined)[]): Promise<Runs> {
  const runs = await startBatchRuns(1);
  runs.world.onDescribe = (job) => {
    const status = changed[runs.jobs.indexOf(job)];
    if (job.status !== 'Suspended') return;
    if (status !== undefined) job.status = status;
    if (runs.jobs.every((other) => !['New', 'Preparing'].includes(other.status))) runs.world.isHalted = true;
  };
  return runs;
}

describe('one of two jobs runs already', () => {
  test('and the other was cancelled: it is cancelled too, and named', async () => {
    const runs = await startChanged('Active', 'Cancelled');
    const { exitCode, error } = await runs.run([bucket], answer('y'));
    const id = runs.jobs[0]?.id;
    expect(exitCode).toBe(3);
    expect(error).toContain(`cancelled: 1 job; confirmed elsewhere before: ${id}: what ran stays done`);
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('and the answer is no: both are cancelled, and it is not said that nothing ran', async () => {
    const runs = await startChanged('Active', undefined);
    const { exitCode, error } = await runs.run([bucket], answer('n'));
    const id = runs.jobs[0]?.id;
    expect(exitCode).toBe(1);
    expect(error).toContain(`the job ${id} is Active: it was confirmed elsewhere\n`);
    expect(error).toContain(`cancelled: 2 jobs; confirmed elsewhere before: ${id}`);
    expect(error).not.toContain('before anything ran');
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
  });

  test('and the answer is yes: the other runs, too', async () => {
    const runs = await startChanged('Active', undefined);
    expect((await runs.run([bucket], answer('y'))).exitCode).toBe(0);
    expect(statuses(runs)).toEqual(['Active', 'Ready']);
  });

  test('and the other cannot be confirmed: both are cancelled', async () => {
    const runs = await startChanged('Active', undefined);
    const ask = async () => {
      Object.assign(runs.jobs[1] ?? {}, { status: 'Cancelled' });
      return 'y';
    };
    expect((await runs.run([bucket], { ask })).exitCode).toBe(3);
    expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
  });
});

test.each([
  ['Active', ['Cancelled', 'Cancelled'], 'cancelled: 2 jobs; '],
  ['Complete', ['Complete', 'Cancelled'], 'cancelled: 1 job; '],
])('one that becomes %s while the question stands, which is declined', async (status, ended, text) => {
  const runs = await startChanged();
  const ask = async () => {
    Object.assign(runs.jobs[0] ?? {}, { status });
    return 'n';
  };
  const { exitCode, error } = await runs.run([bucket], { ask });
  expect(exitCode).toBe(1);
  expect(error).toContain(`${text}confirmed elsewhere before: ${runs.jobs[0]?.id}`);
  expect(statuses(runs)).toEqual(ended);
});

test('confirm of what is left, when that is declined, ends the one that runs', async () => {
  const runs = await startChanged();
  const interruption = new AbortController();
  const ask = async () => {
    interruption.abort();
    return '';
  };
  await runs.run([bucket], { ask, signal: interruption.signal });
  Object.assign(runs.jobs[0] ?? {}, { status: 'Active' });
  const { exitCode, error } = await runs.run(['confirm', bucket], answer('n'));
  expect(exitCode).toBe(1);
  expect(error).toContain(`confirmed elsewhere before: ${runs.jobs[0]?.id}`);
  expect(statuses(runs)).toEqual(['Cancelled', 'Cancelled']);
});
