import { expect, test } from 'vitest';
import { withoutFaultStack } from '../../../src/cli/output/function-log.ts';

test('the stack of an expected error goes, with that of its cause, and nothing else', () => {
  const cause = { name: 'TimeoutError', message: 'm', stack: 's' };
  const line = JSON.stringify({
    level: 'ERROR',
    error: { name: 'Fault', message: 'a\u009bb', stack: 's', cause },
  });
  expect(withoutFaultStack(line)).toBe(
    '{"level":"ERROR","error":{"name":"Fault","message":"a\\u009bb","cause":{"name":"TimeoutError","message":"m"}}}',
  );
});

test('the stack of a bug stays, and lines without one are as they were', () => {
  const bug = JSON.stringify({ error: { name: 'TypeError', stack: 's' } });
  expect(withoutFaultStack(bug)).toBe(bug);
  expect(withoutFaultStack('{"audit": 1}')).toBe('{"audit": 1}');
});
