/** Audit records for tests, made the way the program makes them: rendered from findings. */

import { createHash } from 'node:crypto';
import { renderRecord } from '../../src/audit/record/render-record.ts';
import type { AuditRecord } from '../../src/audit/record/schema.ts';
import type { Finding, HashedState } from '../../src/report/finding.ts';
import { software } from '../../src/report/software.ts';
import type { FindingFields } from './reports/finding-fields.ts';
import { expectValidRecord } from './validate-record.ts';

/** The key of one of a training job's objects. */
export const keyOf = (trainingJobName: string, name = 'profiler-report.ipynb'): string =>
  `${trainingJobName}/rule-output/ProfilerReport-1/profiler-output/${name}`;

/** A state whose hash is that of its name. */
export const stateOf = (name: string, versionId?: string): HashedState => ({
  etag: name,
  sizeBytes: 1,
  sha256: createHash('sha256').update(name).digest('hex'),
  ...(versionId === undefined ? {} : { versionId }),
});

/** The same of a file, whose ETag is its hash. */
export const fileState = (name: string): HashedState => {
  const state = stateOf(name);
  return { ...state, etag: state.sha256 };
};

/** A valid record; what is left out is that of a notebook seen on 2 January 2026 and written the day before. */
export function recordOf(finding: FindingFields = {}): AuditRecord {
  const key = finding.key ?? keyOf('job-1');
  const kind = finding.kind ?? (key.endsWith('.html') ? 'html' : 'notebook');
  const lastModified = finding.lastModified ?? new Date('2026-01-01T00:00:00Z');
  const outcome = finding.outcome ?? 'already-opted-out';
  const reports = ['reports-usage', 'silenced', 'would-silence', 'contended'].includes(outcome);
  const record = renderRecord(
    {
      outcome,
      kind,
      bucket: 'b',
      key,
      at: new Date('2026-01-02T00:00:00Z'),
      ...(outcome === 'missing' ? {} : { lastModified, before: stateOf('before') }),
      ...(outcome === 'contended' ? { detail: 'changed by somebody else' } : {}),
      ...(kind === 'html' && outcome !== 'missing'
        ? {
            html: {
              usageReporting: reports ? 'reports' : 'silent',
              generatedBeforeOptOut: reports || ['restored', 'would-restore'].includes(outcome),
            },
          }
        : {}),
      ...(outcome === 'refused' ? { reason: 'encoded-content', detail: 'store it unencoded' } : {}),
      ...finding,
    } as Finding,
    { trigger: { source: 'cli' }, software },
  );
  expectValidRecord(record);
  return record;
}
