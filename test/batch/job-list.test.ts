/** What of a listing of jobs is not known, in words. */
import { expect, test } from 'vitest';
import { assertAllKnown, describeUnknown } from '../../src/batch/job-list.ts';
import { Fault } from '../../src/report/fault.ts';

const fault = new Fault('throttled', 'cannot describe the job 1: throttled', { retryable: true });

test('a job is named with what is not known of it, a part of the list as such', () => {
  expect(describeUnknown({ id: '1', isOpen: true, fault })).toBe(
    'cannot describe the job 1: throttled: whether it is a job of this stack is not known',
  );
  expect(describeUnknown({ isOpen: true, fault })).toContain('may have jobs of this stack');
});

test('where all is known there is no fault, else one that says what follows', () => {
  expect(() => assertAllKnown({ unknown: [] }, 'nothing is done')).not.toThrow();
  expect(() => assertAllKnown({ unknown: [{ id: '1', isOpen: true, fault }] }, 'nothing is done')).toThrow(
    expect.objectContaining({
      code: 'throttled',
      retryable: true,
      message: expect.stringMatching(/is not known: nothing is done$/),
    }),
  );
});
