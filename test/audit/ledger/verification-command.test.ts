/** The command that makes the hash with public tools; test/checks/page runs it. */
import { expect, test } from 'vitest';
import { verificationCommand } from '../../../src/audit/ledger/verification-command.ts';

const JQ = `jq -cS -s 'sort_by(.object.bucket,.object.key,.object.arn,.recordedAt,.id)[]'`;
const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];

test('for files names them', () => {
  const files = ['a.ndjson', "it's.ndjson"].map((name) => ({ name, kind: 'file' }) as const);
  expect(verificationCommand(files, {})).toBe(`${JQ} a.ndjson 'it'\\''s.ndjson' | sha256sum`);
});

test('for folders and S3 reads what lies there', () => {
  expect(verificationCommand([{ name: 'in', kind: 'folder' }], {})).toBe(
    `find in -type f -name '*json' -exec cat {} + | ${JQ} | sha256sum`,
  );
  const sources = [
    { name: 'a.ndjson', kind: 'file' },
    { name: 's3://b/ledger/', kind: 's3' },
  ] as const;
  expect(verificationCommand(sources, {})).toBe(
    `aws s3 cp --quiet --recursive s3://b/ledger/ ledger-copy/2 && { cat a.ndjson; find ledger-copy/2 -type f -name '*json' -exec cat {} +; } | ${JQ} | sha256sum`,
  );
});

test('for a period leaves out what was not recorded in it', () => {
  const selected = (condition: string) =>
    `jq -cS -s 'map(select(${condition}))|sort_by(.object.bucket,.object.key,.object.arn,.recordedAt,.id)[]' l | sha256sum`;
  const sources = [{ name: 'l', kind: 'file' }] as const;
  expect(verificationCommand(sources, { from })).toBe(selected(`.recordedAt >= "${from}"`));
  expect(verificationCommand(sources, { from, to })).toBe(
    selected(`.recordedAt >= "${from}" and .recordedAt < "${to}"`),
  );
});

test('does not exist for a name that cannot stand on a command line', () => {
  expect(verificationCommand([{ name: 'a\0', kind: 'file' }], {})).toBeUndefined();
});
