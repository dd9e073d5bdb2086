/** The training jobs on the audit page. */
import { describe, expect, test } from 'vitest';
import { judgeJob } from '../../../src/training-job/job.ts';
import { pageOf } from '../../support/audit/audit-page.ts';
import { jobRecordOf, recordsOfJobs, reportRule } from '../../support/job-records.ts';
import { recordOf } from '../../support/records.ts';

describe('training jobs', () => {
  test('have a section with their states, and those that do not opt out by name; hostile names are text', async () => {
    const hostile = jobRecordOf({ name: '<b>\u202e', verdict: judgeJob({ rules: [reportRule('<i>')] }) });
    const page = await pageOf([...recordsOfJobs, hostile]);
    expect(page).toContain('<h2 id="training-jobs" tabindex="-1">Training jobs</h2>');
    for (const line of [
      '1 job: Option 1 is in force',
      '2 jobs: their reports will report usage',
      '2 jobs: with a value',
    ])
      expect(page).toContain(`<li>${line}`);
    expect(page).toContain('<bdi>absent</bdi>');
    expect(page).toContain('&#60;b&#62;');
    expect(page).not.toMatch(/<b>|<i>|\u202e/);
    expect(page).not.toContain('<bdi>in-force</bdi>');
  });

  test('all in force are counted, and none listed', async () => {
    const page = await pageOf(recordsOfJobs.filter(({ outcome }) => outcome === 'in-force'));
    expect(page).toContain('<li>1 job: Option 1 is in force</li></ul></section>');
  });

  test('more than a page lists are counted; without any there is no section', async () => {
    const { createdAt: _, ...object } = jobRecordOf().object;
    const jobsToAct = { count: 9, listed: [{ ...jobRecordOf({ verdict: { state: 'gone' } }), object }] };
    const page = await pageOf([jobRecordOf()], { jobsToAct });
    expect(page).toContain('<p>and 8 more</p>');
    // When it was recorded, where the time of creation is not known.
    expect(page).toContain('<td><time datetime="2026-01-01T00:01:00.000Z">');
    expect(await pageOf([recordOf()])).not.toContain('training-jobs');
  });
});
